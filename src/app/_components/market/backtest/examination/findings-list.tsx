"use client";

import { useTranslations } from "use-intl";
import { Button, EmptyState, Lamp, SkeletonRows } from "@/app/_components/ui";
import { useMayTrade } from "@/app/_lib/session";
import type { Run } from "../../types";
import { useExamination, useExamine } from "./use-examination";

const LAMPS = { reject: "bad", doubt: "warn", note: "off" } as const;

/** Everything the analyst found, the worst first, each with what to do. */
export function FindingsList({ runId }: { readonly runId: Run["runId"] }) {
  const t = useTranslations("examination");
  const mayTrade = useMayTrade();
  const { data } = useExamination(runId);
  const examine = useExamine();
  if (data === undefined) return <SkeletonRows rows={6} label={t("loading")} />;
  if (data === null) return <EmptyState title={t("pending")}>{t("pendingText")}</EmptyState>;
  const { findings, checks, honesty } = data.examination;
  return (
    <section
      aria-label={t("findings")}
      className="min-h-0 flex-1 overflow-auto px-3 py-2 max-md:px-4"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard
      tabIndex={0} // oxlint-disable-line jsx-a11y/no-noninteractive-tabindex -- reachable by keyboard
    >
      <ul className="num flex flex-col">
        {findings.map(({ id, severity, sentence, todo }) => (
          <li key={id} className="grid grid-cols-[72px_minmax(0,1fr)] gap-2 border-b border-line-1 py-1.5 leading-5">
            <Lamp state={LAMPS[severity]} className="self-start text-12">
              {t(`severity.${severity}`)}
            </Lamp>
            <p>
              <b className="font-medium text-tx-1">{sentence}</b> <span className="text-tx-2">{todo}</span>
            </p>
          </li>
        ))}
      </ul>
      <div className="flex items-center gap-3 py-2">
        <p className="num text-11 text-tx-3">{t("checksMade", { checks, trials: honesty.trials })}</p>
        {mayTrade ? (
          <Button busy={examine.isPending} onClick={() => examine.mutate({ runId })}>
            {t("examineAgain")}
          </Button>
        ) : null}
      </div>
    </section>
  );
}
