"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Dialog, Field, Note, Segmented, Select, TextInput } from "@/app/_components/ui";
import { notify } from "@/app/_lib/notify";
import { useSession } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import type { AccountView, TradingStateView } from "../trading/types";
import { StopPreview } from "./stop-preview";
import { StopResult } from "./stop-result";
import { type StopDone, type StopScope, type StopStep, useStop } from "./use-stop";

type TradingState = TradingStateView["effective"];
type Wanted = "active" | StopStep;
const WANTED: readonly Wanted[] = ["halted", "reduce_only", "cancel", "flatten", "active"];
const TONES = { active: "ok", reduce_only: "warn", cancel: "warn", flatten: "bad", halted: "bad" } as const;
const REASON_MAX = 200;

/** Whose trading it is about: an account's, or one deployed strategy's on an account. */
interface HaltTarget extends Pick<AccountView, "accountId" | "name"> {
  readonly deploymentId?: string;
}

export interface HaltDialogProps {
  readonly target: HaltTarget;
  /** Of the account; not given where it is about a strategy. */
  readonly state: TradingStateView | undefined;
  /** What the button said. */
  readonly wanted: TradingState;
  readonly onClose: () => void;
}

/** The kill switch, step by step, and the way back: says exactly what will happen before, and what did after. */
export function HaltDialog({ target, state, wanted, onClose }: HaltDialogProps) {
  const t = useTranslations("halt");
  const ui = useTranslations("ui");
  const role = useSession()?.user.role;
  const { accountId, deploymentId, name } = target;
  const maySetAll = deploymentId === undefined && (role === "risk" || role === "admin");
  const [next, setNext] = useState<Wanted>(wanted);
  const [whom, setWhom] = useState<"account" | "all">(
    // What holds everybody back is lifted for everybody.
    wanted === "active" && maySetAll && state !== undefined && state.all !== "active" ? "all" : "account",
  );
  const [reason, setReason] = useState("");
  const [isMissing, setMissing] = useState(false);
  const [done, setDone] = useState<StopDone | null>(null);
  const who = whom === "all" ? t("everybody") : name;
  const scope = scopeOf(whom, target);
  const resume = useResume({ who, onClose });
  const stop = useStop({ onDone: setDone });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() === "") return setMissing(true);
    if (next !== "active") return stop.pull({ scope, step: next, reason: reason.trim() });
    return resume.mutate({
      accountId: whom === "all" ? null : accountId,
      ...(deploymentId === undefined ? {} : { deploymentId }),
      state: "active",
      reason: reason.trim(),
    });
  };
  if (done !== null) return <StopResult done={done} step={next} who={who} onClose={onClose} />;
  const isHeld = whom === "account" && next === "active" && state !== undefined && state.all !== "active";
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("title", { name })}
      actions={
        <>
          <Button onClick={onClose}>{ui("cancel")}</Button>
          <Button
            variant={TONES[next] === "bad" ? "danger-fill" : "primary"}
            type="submit"
            form="trading-state"
            busy={resume.isPending || stop.isBusy}
          >
            {t(`do.${next}`)}
          </Button>
        </>
      }
    >
      <form id="trading-state" onSubmit={submit} className="flex flex-col gap-3">
        <Field label={t("choice")}>
          <Select
            value={next}
            options={WANTED.map((value) => ({ value, label: t(`step.${value}`) }))}
            onChange={setNext}
          />
        </Field>
        {maySetAll ? (
          <Segmented
            label={t("whom")}
            options={[
              { value: "account", label: t("thisAccount", { name }) },
              { value: "all", label: t("everybody") },
            ]}
            value={whom}
            onChange={setWhom}
          />
        ) : null}
        <Note tone={TONES[next]}>
          {t(`will.${next}`, { who })} {isHeld ? t("allStricter", { state: t(`state.${state.all}`) }) : null}
        </Note>
        {next === "active" ? null : <StopPreview scope={scope} step={next} />}
        <Field
          label={t("reason")}
          hint={t("reasonHint")}
          error={isMissing && reason.trim() === "" ? t("reasonMissing") : undefined}
          required
        >
          <TextInput
            value={reason}
            maxLength={REASON_MAX}
            onChange={(event) => setReason(event.target.value)}
            autoComplete="off"
          />
        </Field>
      </form>
    </Dialog>
  );
}

function scopeOf(whom: "account" | "all", { accountId, deploymentId }: HaltTarget): StopScope {
  if (deploymentId !== undefined) return { of: "deployment", deploymentId };
  return whom === "all" ? { of: "all" } : { of: "account", accountId };
}

/** Lets orders through again. */
function useResume({ who, onClose }: { readonly who: string; readonly onClose: () => void }) {
  const t = useTranslations("halt");
  const format = useFormat();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useMutation(
    trpc.orders.setState.mutationOptions({
      onSuccess: (after) => {
        void queryClient.invalidateQueries(trpc.orders.pathFilter());
        notify(
          "success",
          t("done.active", { who }),
          t("since", { time: format.time(after.since), by: "none", reason: "none" }),
        );
        onClose();
      },
    }),
  );
}
