"use client";

import { CircleCheck, OctagonX, TriangleAlert } from "lucide-react";
import { useTranslations } from "use-intl";
import { Button, FailedState, Note } from "@/app/_components/ui";
import { cn } from "@/app/_lib/cn";
import { useMayTrade } from "@/app/_lib/session";
import type { Run } from "../../types";
import { useExamination, useExamine } from "./use-examination";

/** Reasons that stand beside the word. */
const REASONS = 3;

const LOOKS = {
  trust: { icon: CircleCheck, text: "text-accent", edge: "border-accent" },
  doubt: { icon: TriangleAlert, text: "text-warn", edge: "border-warn" },
  reject: { icon: OctagonX, text: "text-danger", edge: "border-danger" },
} as const;

const FRAME =
  "flex min-h-23 shrink-0 items-center gap-6 border-b border-l-3 border-b-line-2 bg-bg-1 px-4 py-3 max-md:flex-col max-md:items-stretch max-md:gap-2";

/** One word over everything that was found about a run, with the worst reasons, above its return. */
export function VerdictBanner({
  runId,
  onFindings,
}: {
  readonly runId: Run["runId"];
  readonly onFindings: () => void;
}) {
  const t = useTranslations("examination");
  const mayTrade = useMayTrade();
  const query = useExamination(runId);
  const examine = useExamine();
  if (query.isError)
    return <FailedState title={t("failed")} error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) {
    return (
      <div className={cn(FRAME, "border-l-line-2")}>
        <output className="skeleton h-10 w-full rounded-2">
          <span className="sr-only">{t("loading")}</span>
        </output>
      </div>
    );
  }
  if (query.data === null) {
    return (
      <section aria-label={t("verdict")} className={cn(FRAME, "border-l-line-3")}>
        <p className="w-32 shrink-0 font-semibold text-tx-2">{t("pending")}</p>
        <p className="min-w-0 flex-1 text-tx-2">{t("pendingText")}</p>
        {mayTrade ? (
          <Button busy={examine.isPending} onClick={() => examine.mutate({ runId })}>
            {t("examine")}
          </Button>
        ) : null}
      </section>
    );
  }
  const { verdict, findings, checks } = query.data.examination;
  const { icon: Icon, text, edge } = LOOKS[verdict];
  return (
    <section aria-label={t("verdict")} className={cn(FRAME, edge, "border-b-line-2")}>
      <div className={cn("flex w-32 shrink-0 items-center gap-3", text)}>
        <Icon aria-hidden="true" size={18} />
        <div>
          <h2 className="text-11 leading-4 font-normal text-tx-3">{t("verdict")}</h2>
          <p className="text-24 leading-7 font-semibold tracking-[-.02em]">{t(`words.${verdict}`)}</p>
        </div>
      </div>
      {findings.length === 0 ? (
        <Note tone="ok">{t("nothing", { checks })}</Note>
      ) : (
        <ol className="num min-w-0 flex-1 list-inside list-decimal text-12 leading-5 text-tx-3">
          {findings.slice(0, REASONS).map(({ id, sentence, todo }) => (
            <li key={id}>
              <b className="font-medium text-tx-1">{sentence}</b> <span className="text-tx-2">{todo}</span>
            </li>
          ))}
        </ol>
      )}
      {findings.length > REASONS ? (
        <Button onClick={onFindings}>{t("allFindings", { count: findings.length })}</Button>
      ) : null}
    </section>
  );
}
