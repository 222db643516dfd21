"use client";

import { X } from "lucide-react";
import { useTranslations } from "use-intl";
import { FailedState, IconButton, Note, SkeletonRows } from "@/app/_components/ui";
import { type DraftRules, ruleDifferences, ruleLines } from "@/modules/strategy";
import type { StrategyDetail } from "../types";
import { useStrategyVersion } from "../use-strategies";
import { readDraft } from "./draft";

const SKELETON_ROWS = 8;

/** The whole rule in plain words, a sentence a part. */
export function RuleWords({ rules }: { readonly rules: DraftRules }) {
  const t = useTranslations("rules");
  return (
    <section aria-label={t("sentence")} className="border-b border-line-2 px-4 py-3">
      <h2 className="text-12 font-semibold text-tx-1">{t("sentence")}</h2>
      <ul className="mt-1.5 flex flex-col gap-1 text-13 leading-5 text-tx-1">
        {ruleLines(rules).map(({ part, text }) => (
          <li key={part} className="break-words">
            {text}
          </li>
        ))}
      </ul>
    </section>
  );
}

export interface RuleComparisonProps {
  readonly strategy: StrategyDetail;
  readonly from: number;
  readonly to: number;
  readonly onClose: () => void;
}

/** How one version became another, in words. */
export function RuleComparison({ strategy, from, to, onClose }: RuleComparisonProps) {
  const t = useTranslations("rules");
  const [before, after] = [useStrategyVersion(strategy.slug, from), useStrategyVersion(strategy.slug, to)];
  const error = before.error ?? after.error;
  const [old, now] = [readDraft(before.data?.source ?? ""), readDraft(after.data?.source ?? "")];
  return (
    <section aria-label={t("differences", { from, to })} className="border-b border-line-2 bg-bg-1 px-4 py-3">
      <div className="flex items-center gap-2">
        <h2 className="flex-1 text-12 font-semibold text-tx-1">{t("differences", { from, to })}</h2>
        <IconButton label={t("closeCompare")} icon={<X aria-hidden="true" size={14} />} onClick={onClose} />
      </div>
      {error !== null ? (
        <FailedState
          title={t("differences", { from, to })}
          error={error}
          onRetry={() => {
            void before.refetch();
            void after.refetch();
          }}
        />
      ) : old === null || now === null ? (
        <SkeletonRows rows={SKELETON_ROWS} label={t("differences", { from, to })} />
      ) : (
        <Differences before={old} after={now} />
      )}
    </section>
  );
}

function Differences({ before, after }: { readonly before: DraftRules; readonly after: DraftRules }) {
  const t = useTranslations("rules");
  const differences = ruleDifferences(before, after);
  if (differences.length === 0) return <Note className="mt-2">{t("same")}</Note>;
  return (
    <dl className="mt-2 flex flex-col gap-2 text-12">
      {differences.map((difference) => (
        <div key={`${difference.part} ${difference.before ?? ""} ${difference.after ?? ""}`}>
          <dt className="text-11 text-tx-3">{t(`part.${difference.part}`)}</dt>
          <dd className="grid grid-cols-[52px_minmax(0,1fr)] gap-x-2">
            <span className="text-tx-3">{t("before")}</span>
            <del className="text-tx-2 decoration-tx-3">{difference.before ?? t("none")}</del>
            <span className="text-tx-3">{t("after")}</span>
            <ins className="font-medium text-tx-1 no-underline">{difference.after ?? t("none")}</ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}
