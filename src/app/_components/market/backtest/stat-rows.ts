import { formatInteger, formatMoney, formatNumber, formatPercent, NOT_AVAILABLE } from "@/app/_lib/format";
import { assertNever } from "@/modules/_kernel";
import type { RunStats } from "../types";

/** How a statistic is written: a fraction as percent, a ratio with two decimals, a whole number, an amount. */
export type StatForm = "percent" | "ratio" | "count" | "bars" | "money";

export interface StatRow {
  readonly key: StatKey;
  readonly form: StatForm;
  readonly value: number | null;
  /** The same of holding the instrument; undefined where that has no meaning. */
  readonly held: number | null | undefined;
}

/** Statistics in the order in which one reads them, with the one of holding the instrument where there is one. */
const STATS = [
  ["finalEquity", "money", undefined],
  ["totalReturn", "percent", "benchmarkReturn"],
  ["cagr", "percent", "benchmarkCagr"],
  ["volatility", "percent", undefined],
  ["maxDrawdown", "percent", "benchmarkMaxDrawdown"],
  ["maxDrawdownDuration", "bars", undefined],
  ["sharpe", "ratio", undefined],
  ["sortino", "ratio", undefined],
  ["calmar", "ratio", undefined],
  ["var95", "percent", undefined],
  ["cvar95", "percent", undefined],
  ["beta", "ratio", undefined],
  ["alpha", "percent", undefined],
  ["exposure", "percent", undefined],
  ["trades", "count", undefined],
  ["winRate", "percent", undefined],
  ["profitFactor", "ratio", undefined],
  ["averageTrade", "money", undefined],
  ["averageBarsHeld", "ratio", undefined],
  ["orders", "count", undefined],
  ["filled", "count", undefined],
  ["refused", "count", undefined],
  ["fees", "money", undefined],
] as const;

export type StatKey = (typeof STATS)[number][0];

export function statRows(stats: RunStats): readonly StatRow[] {
  return STATS.map(([key, form, heldKey]) => ({
    key,
    form,
    value: stats[key],
    held: heldKey === undefined ? undefined : stats[heldKey],
  }));
}

/** A statistic as text; `n/a` where it is undefined. */
export function writeStat(value: number | null | undefined, form: StatForm, currency: string): string {
  if (value === null || value === undefined) return NOT_AVAILABLE;
  switch (form) {
    case "percent":
      return formatPercent(value);
    case "ratio":
      return formatNumber(value, { decimals: 2 });
    case "count":
    case "bars":
      return formatInteger(value);
    case "money":
      return formatMoney(value, currency);
    default:
      return assertNever(form, "writeStat");
  }
}
