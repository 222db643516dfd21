"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Dialog, Field, Select, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import type { RouterOutputs } from "@/server/api/root";

export type Trader = RouterOutputs["team"]["list"]["traders"][number];
const STEPS = ["reduce_only", "cancel", "flatten", "halted"] as const;

export interface TraderDialogProps {
  readonly trader: Trader;
  readonly onClose: () => void;
  /** @param refused - How much of it could not be done. */
  readonly onDone: (text: string, refused: number) => void;
}

/** The kill switch for all that one person owns. */
export function StopTraderDialog({ trader: { userId, name, accounts }, onClose, onDone }: TraderDialogProps) {
  const t = useTranslations("team");
  const ui = useTranslations("ui");
  const say = useFailureText();
  const trpc = useTRPC();
  const [step, setStep] = useState<(typeof STEPS)[number]>("cancel");
  const [reason, setReason] = useState("");
  const [isTried, setIsTried] = useState(false);
  // One for each time that the dialog opens: pressed twice, it closes once.
  const [key] = useState(() => crypto.randomUUID());
  const stop = useMutation(
    trpc.team.stop.mutationOptions({
      meta: { quiet: true },
      onSuccess: (done) => {
        const count = (of: "canceled" | "closing" | "refused") =>
          done.accounts.reduce((sum, each) => sum + (of === "canceled" ? each.canceled : each[of].length), 0);
        onDone(t("stopped", { name, canceled: count("canceled"), closing: count("closing") }), count("refused"));
      },
    }),
  );
  const failure = stop.error === null ? null : say(toFailure(stop.error));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsTried(true);
    if (reason.trim() !== "") stop.mutate({ userId, step, reason: reason.trim(), idempotencyKey: key });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("stopTitle", { name })}
      description={t("stopText", { count: accounts.length, accounts: accounts.map((each) => each.name).join(", ") })}
      actions={
        <>
          <Button onClick={onClose}>{ui("cancel")}</Button>
          <Button variant="danger" type="submit" form="stop-trader" busy={stop.isPending}>
            {t("stop")}
          </Button>
        </>
      }
    >
      <form id="stop-trader" noValidate onSubmit={submit} className="flex flex-col gap-3">
        <Field label={t("step")}>
          <Select
            options={STEPS.map((value) => ({ value, label: t(`steps.${value}`) }))}
            value={step}
            onChange={setStep}
          />
        </Field>
        <Field
          label={t("reason")}
          hint={t("reasonHint")}
          error={isTried && reason.trim() === "" ? t("reasonMissing") : undefined}
          required
        >
          <TextInput
            value={reason}
            maxLength={200}
            autoComplete="off"
            onChange={(event) => setReason(event.target.value)}
          />
        </Field>
        {failure === null ? null : (
          <p role="alert" className="text-12 text-danger">
            {failure}
          </p>
        )}
      </form>
    </Dialog>
  );
}
