"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Dialog, Field, Note, Segmented, TextInput } from "@/app/_components/ui";
import { notify } from "@/app/_lib/notify";
import { useSession } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import type { AccountView, TradingStateView } from "../trading/types";
import { usePositions, useWorkingOrders } from "../trading/use-trading";

type TradingState = TradingStateView["effective"];
const STATES: readonly TradingState[] = ["active", "reduce_only", "halted"];
const TONES = { active: "ok", reduce_only: "warn", halted: "bad" } as const;
const REASON_MAX = 200;

export interface HaltDialogProps {
  readonly account: AccountView;
  readonly state: TradingStateView | undefined;
  /** What the button said. */
  readonly wanted: TradingState;
  readonly onClose: () => void;
}

/** Changes whether orders pass: says what will happen before, and what did after. */
export function HaltDialog({ account, state, wanted, onClose }: HaltDialogProps) {
  const t = useTranslations("halt");
  const ui = useTranslations("ui");
  const format = useFormat();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const role = useSession()?.user.role;
  const maySetAll = role === "risk" || role === "admin";
  const working = useWorkingOrders(account.accountId).data?.rows.length ?? 0;
  const positions = usePositions(account.accountId).data?.length ?? 0;
  const [next, setNext] = useState(wanted);
  const [whom, setWhom] = useState<"account" | "all">(
    // What holds everybody back is lifted for everybody.
    wanted === "active" && maySetAll && state !== undefined && state.all !== "active" ? "all" : "account",
  );
  const [reason, setReason] = useState("");
  const [isMissing, setMissing] = useState(false);
  const who = whom === "all" ? t("everybody") : account.name;
  const change = useMutation(
    trpc.orders.setState.mutationOptions({
      onSuccess: (after) => {
        void queryClient.invalidateQueries(trpc.orders.pathFilter());
        notify(
          "success",
          t(`done.${next}`, { who }),
          t("doneText", { time: format.time(after.since), count: working }),
        );
        onClose();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() === "") return setMissing(true);
    return change.mutate({
      accountId: whom === "all" ? null : account.accountId,
      state: next,
      reason: reason.trim(),
    });
  };
  const isHeld = whom === "account" && next === "active" && state !== undefined && state.all !== "active";
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("title", { name: account.name })}
      actions={
        <>
          <Button onClick={onClose}>{ui("cancel")}</Button>
          <Button
            variant={next === "halted" ? "danger-fill" : "primary"}
            type="submit"
            form="trading-state"
            busy={change.isPending}
          >
            {t(`do.${next}`)}
          </Button>
        </>
      }
    >
      <form id="trading-state" onSubmit={submit} className="flex flex-col gap-3">
        <Segmented
          label={t("choice")}
          options={STATES.map((value) => ({ value, label: t(`state.${value}`) }))}
          value={next}
          onChange={setNext}
        />
        {maySetAll ? (
          <Segmented
            label={t("whom")}
            options={[
              { value: "account", label: t("thisAccount", { name: account.name }) },
              { value: "all", label: t("everybody") },
            ]}
            value={whom}
            onChange={setWhom}
          />
        ) : null}
        <Note tone={TONES[next]}>
          {t(`will.${next}`, { who })}{" "}
          {next === "active" ? null : whom === "all" ? t("staysAll") : t("stays", { working, positions })}
          {isHeld ? t("allStricter", { state: t(`state.${state.all}`) }) : null}
        </Note>
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
