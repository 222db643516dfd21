"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { Chip, EmptyState } from "@/app/_components/ui";
import { formatNumber } from "@/app/_lib/format";
import { useFormat } from "@/app/_lib/use-format";
import type { RouterOutputs } from "@/server/api/root";

type Drills = RouterOutputs["drills"]["list"];
type DrillView = Drills["drills"][number];
type Step = DrillView["steps"][number];

const rowId = ({ drillId }: DrillView) => drillId;
const TONES = { waiting: "neutral", running: "neutral", passed: "ok", failed: "bad" } as const;
const MS_PER_SECOND = 1_000;

export interface DrillsTableProps {
  readonly drills: {
    readonly data: Drills | undefined;
    readonly error: unknown;
    readonly refetch: () => unknown;
  };
}

/** Drills that were run, each step with how long it took. */
export function DrillsTable({ drills }: DrillsTableProps) {
  const t = useTranslations("drills");
  const columns = useColumns();
  return (
    <DataTable
      id="halt-drills"
      label={t("history")}
      columns={columns}
      rows={drills.data?.drills}
      rowId={rowId}
      error={drills.error}
      failedTitle={t("failed")}
      onRetry={() => void drills.refetch()}
      empty={<EmptyState title={t("none")}>{t("noneHint")}</EmptyState>}
    />
  );
}

function useColumns(): readonly TableColumn<DrillView>[] {
  const t = useTranslations("drills");
  const format = useFormat();
  const lineOf = useStepLine();
  return useMemo(
    () => [
      {
        id: "when",
        header: t("columns.when"),
        value: ({ askedAt }) => askedAt,
        cell: ({ askedAt }) => <span className="num truncate">{format.dateTime(askedAt)}</span>,
        text: ({ askedAt }) => format.dateTime(askedAt),
        width: 150,
        grow: 0,
        pinned: true,
        card: "title",
      },
      {
        id: "state",
        header: t("columns.state"),
        value: ({ state }) => t(`states.${state}`),
        cell: ({ state }) => <Chip tone={TONES[state]}>{t(`states.${state}`)}</Chip>,
        width: 130,
        grow: 0,
        card: "change",
      },
      {
        id: "steps",
        header: t("columns.steps"),
        value: ({ steps }) => linesOf(steps, lineOf),
        cell: ({ steps }) => {
          const text = linesOf(steps, lineOf);
          return (
            <span className="truncate" title={text}>
              {text}
            </span>
          );
        },
        width: 560,
        grow: 3,
        card: "detail",
      },
      {
        id: "account",
        header: t("columns.account"),
        value: ({ account, symbol }) => `${account}, ${symbol}`,
        width: 160,
        grow: 1,
        card: "value",
      },
      {
        id: "who",
        header: t("columns.who"),
        value: ({ trigger, askedBy }) => t("by", { trigger, person: askedBy }),
        width: 150,
        grow: 1,
        card: "detail",
      },
    ],
    [t, format, lineOf],
  );
}

/** What did not work first: it must be read where there is little room. */
const linesOf = (steps: readonly Step[], lineOf: (step: Step) => string) =>
  steps
    .toSorted((one, other) => Number(one.outcome === "passed") - Number(other.outcome === "passed"))
    .map(lineOf)
    .join(" · ");

/** What a step came to, in words. */
function useStepLine(): (step: Step) => string {
  const t = useTranslations("drills");
  return useMemo(
    () =>
      ({ step, outcome, tookMs, settledMs, why }) => {
        const seconds = formatNumber((settledMs ?? tookMs) / MS_PER_SECOND, { decimals: 2 });
        const name = t(`step.${step}`);
        if (outcome === "passed") return t("took", { step: name, took: `${seconds} s` });
        const key = (why ?? "interrupted").replace(".", "_");
        return t("not", { step: name, why: isKnown(key) ? t(`why.${key}`) : t("refused", { kind: key }) });
      },
    [t],
  );
}

const KNOWN = [
  "no_price",
  "not_filled",
  "let_through",
  "still_working",
  "still_held",
  "nothing_worked",
  "nothing_held",
  "overtaken",
  "interrupted",
  "broke",
  "order_limits_broken",
  "trading_halted",
  "trading_reduce_only",
  "trading_account_not_yours",
] as const;
const isKnown = (why: string): why is (typeof KNOWN)[number] => KNOWN.some((each) => each === why);
