"use client";

import type { ReactNode } from "react";
import type { useTranslations } from "use-intl";
import type { TableColumn } from "@/app/_components/table";
import { Chip, SignedNumber } from "@/app/_components/ui";
import { formatDate, formatDateTime, formatNumber, formatPercent, NOT_AVAILABLE } from "@/app/_lib/format";
import {
  comparisonsOf,
  comparisonText,
  isSessionResolution,
  OUTCOME_SESSIONS,
  operandText,
  type ScreenOperand,
} from "@/modules/data";
import type { Hit, HitsPage } from "./use-screens";

/** Values that the conditions looked at and that have a column in sight; the rest may be shown. */
const OPERANDS_SHOWN = 4;

/** A number of any size, with the decimals that still say something. */
export function formatSeen(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return NOT_AVAILABLE;
  const size = Math.abs(value);
  return formatNumber(value, {
    decimals: Number.isInteger(value) ? 0 : size >= 1e6 ? 0 : size >= 10 ? 2 : size >= 0.1 ? 4 : 8,
  });
}

interface Seen {
  readonly text: string;
  readonly path: string;
  readonly side: "left" | "right";
}

/** The different values that a question looks at. Numbers that are written in it and the close itself have no news. */
export function seenOperands(condition: HitsPage["question"]["condition"]): readonly Seen[] {
  const seen = new Map<string, Seen>();
  for (const { path, comparison } of comparisonsOf(condition)) {
    for (const side of ["left", "right"] as const) {
      const operand: ScreenOperand = comparison[side];
      const text = operandText(operand);
      if (operand.kind === "value" || text === "close" || seen.has(text)) continue;
      seen.set(text, { text: text.charAt(0).toUpperCase() + text.slice(1), path, side });
    }
  }
  return [...seen.values()];
}

export interface HitFacts {
  readonly t: ReturnType<typeof useTranslations<"screenRuns">>;
  readonly question: HitsPage["question"];
  readonly benchmark: string | null;
  readonly timeZone: string;
  /** Whether any hit has an outcome: columns of nothing but n/a are not worth their room. */
  readonly hasOutcomes: boolean;
}

function Unknown({ why }: { readonly why: string }): ReactNode {
  return (
    <span className="text-tx-3" title={why}>
      {NOT_AVAILABLE}
      <span className="sr-only">. {why}</span>
    </span>
  );
}

const percent = (value: number | null, why: string) =>
  value === null ? (
    <Unknown why={why} />
  ) : (
    <SignedNumber value={value} text={formatPercent(value, { signed: true, unit: false })} />
  );

/** Symbol, price, what was seen, how it did: one column each. */
export function hitColumns(facts: HitFacts): readonly TableColumn<Hit>[] {
  const { t, question, timeZone } = facts;
  const { resolution, condition } = question;
  const held = new Map(comparisonsOf(condition).map(({ path, comparison }) => [path, comparisonText(comparison)]));
  const why = ({ findings }: Hit) =>
    findings.flatMap(({ path, holds }) => (holds === true ? [held.get(path) ?? ""] : [])).join("; ");
  const when = ({ barMs }: Hit) =>
    isSessionResolution(resolution) ? formatDate(barMs, "UTC") : formatDateTime(barMs, timeZone);
  return [
    {
      id: "symbol",
      header: t("symbol"),
      value: ({ symbol }) => symbol,
      // Opening the row opens the chart: no link within a press.
      cell: ({ symbol }) => <b>{symbol}</b>,
      pinned: true,
      width: 104,
      grow: 0,
      card: "title",
    },
    {
      id: "fresh",
      header: t("fresh"),
      hint: t("freshHint"),
      value: ({ fresh }) => (fresh ? t("fresh") : ""),
      cell: ({ fresh }) => (fresh ? <Chip tone="ok">{t("fresh")}</Chip> : null),
      width: 56,
      grow: 0,
      card: "detail",
    },
    {
      id: "bar",
      header: t("bar"),
      hint: t("barHint"),
      value: ({ barMs }) => barMs,
      text: when,
      cell: (hit) => <span className="num text-tx-2">{when(hit)}</span>,
      width: isSessionResolution(resolution) ? 104 : 144,
      grow: 0,
      card: "detail",
    },
    {
      id: "close",
      header: t("close"),
      value: ({ close }) => close,
      cell: ({ close }) => <span className="num">{formatSeen(close)}</span>,
      align: "end",
      width: 92,
      grow: 0,
      card: "value",
    },
    {
      id: "change",
      header: t("change"),
      unit: "%",
      hint: t("changeHint"),
      value: ({ change }) => change,
      cell: ({ change }) => percent(change, t("changeHint")),
      align: "end",
      width: 84,
      grow: 0,
      card: "change",
    },
    ...seenColumns(facts),
    ...outcomeColumns(facts),
    {
      id: "why",
      header: t("why"),
      hint: t("whyHint"),
      value: why,
      cell: (hit) => (
        <span className="text-tx-2" title={why(hit)}>
          {why(hit)}
        </span>
      ),
      width: 160,
      grow: 3,
      card: "none",
    },
  ];
}

function seenColumns({ t, question }: HitFacts): readonly TableColumn<Hit>[] {
  return seenOperands(question.condition).map(({ text, path, side }, place) => {
    const value = ({ findings }: Hit) => findings.find((finding) => finding.path === path)?.[side] ?? null;
    return {
      // The same value keeps its column, and what a person did to it, from run to run.
      id: `seen ${text}`,
      header: text,
      hint: t("at", { operand: text }),
      value,
      cell: (hit) => <span className="num">{formatSeen(value(hit))}</span>,
      align: "end",
      width: 108,
      grow: 1,
      hidden: place >= OPERANDS_SHOWN,
      card: "none",
    };
  });
}

function outcomeColumns({ t, benchmark, hasOutcomes }: HitFacts): readonly TableColumn<Hit>[] {
  if (!hasOutcomes) return [];
  return OUTCOME_SESSIONS.flatMap((bars): readonly TableColumn<Hit>[] => {
    const of = ({ outcomes }: Hit) => outcomes.find(({ sessions }) => sessions === bars);
    const gain = (hit: Hit) => of(hit)?.return ?? null;
    const excess = (hit: Hit) => {
      const [own, other] = [of(hit)?.return ?? null, of(hit)?.benchmark ?? null];
      return own === null || other === null ? null : own - other;
    };
    const after: TableColumn<Hit> = {
      id: `after-${bars}`,
      header: t("after", { bars }),
      unit: "%",
      hint: t("afterHint", { bars }),
      value: gain,
      cell: (hit) => percent(gain(hit), t("notYet")),
      align: "end",
      width: 84,
      grow: 0,
      card: "none",
    };
    if (benchmark === null) return [after];
    return [
      after,
      {
        id: `excess-${bars}`,
        header: t("excess", { symbol: benchmark, bars }),
        unit: "%",
        hint: t("excessHint", { symbol: benchmark }),
        value: excess,
        cell: (hit) => percent(excess(hit), gain(hit) === null ? t("notYet") : t("noBenchmark")),
        align: "end",
        width: 104,
        grow: 0,
        card: "none",
      },
    ];
  });
}
