"use client";

import { useTranslations } from "use-intl";
import { Button, Dialog, Note } from "@/app/_components/ui";
import { fromJobError } from "@/app/_lib/failure";
import { useFailureText } from "@/app/_lib/use-failure-text";
import type { StopDone, StopStep } from "./use-stop";

export interface StopResultProps {
  readonly done: StopDone;
  readonly step: "active" | StopStep;
  readonly who: string;
  readonly onClose: () => void;
}

/** What the kill switch did, and what it could not. */
export function StopResult({ done, step, who, onClose }: StopResultProps) {
  const t = useTranslations("halt");
  const ui = useTranslations("ui");
  const say = useFailureText();
  const refused = done.accounts.flatMap((account) =>
    account.refused.map((one) => ({ ...one, account: account.account })),
  );
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t(`done.${step}`, { who })}
      actions={
        <Button variant="primary" onClick={onClose}>
          {ui("close")}
        </Button>
      }
    >
      <div className="flex flex-col gap-2 text-12">
        <Note tone={refused.length === 0 ? "ok" : "warn"}>
          {t("stop.did", {
            canceled: done.accounts.reduce((sum, { canceled }) => sum + canceled, 0),
            closing: done.accounts.reduce((sum, { closing }) => sum + closing.length, 0),
          })}
        </Note>
        <ul className="list-disc pl-5">
          {done.accounts.flatMap(({ account, closing }) =>
            closing.map((order) => (
              <li key={order.orderId}>
                {done.accounts.length > 1 ? `${account}: ` : ""}
                {t("stop.close", order)}
              </li>
            )),
          )}
          {refused.map(({ account, symbol, error }) => (
            <li key={`${account} ${symbol ?? ""}`} className="text-warn">
              {t("stop.refused", { account, symbol: symbol ?? "none" })} {say(fromJobError(error))}
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}
