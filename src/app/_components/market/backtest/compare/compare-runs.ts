import type { EquityColumns } from "@/app/_components/charts/equity-columns";
import type { TimedLine } from "@/app/_components/charts/lines-path";
import type { Run, RunStats } from "../../types";

/** Runs that one page compares: as many as a chart tells apart, and at least two. */
export const [COMPARED_MIN, COMPARED_MAX] = [2, 6];

const DAY_MS = 86_400_000;
const BASE = 100;

/** A curve that begins at 100. */
export function rebased({ time, equity }: Pick<EquityColumns, "time" | "equity">, cash: number): TimedLine {
  return { time, values: equity.map((value) => (value / cash) * BASE) };
}

/** The last value of each UTC day, by the number of the day. */
function byDay({ time, equity }: Pick<EquityColumns, "time" | "equity">): ReadonlyMap<number, number> {
  const days = new Map<number, number>();
  for (const [i, at] of time.entries()) days.set(Math.floor(at / DAY_MS), equity[i] ?? Number.NaN);
  return days;
}

/** Days that two runs need in common for their correlation to say anything. */
const COMMON_DAYS_MIN = 20;

/** Correlation of daily returns over the days that both curves have; null of too few, or where one never moves. */
export function correlationOf(
  left: Pick<EquityColumns, "time" | "equity">,
  right: Pick<EquityColumns, "time" | "equity">,
): number | null {
  const [one, two] = [byDay(left), byDay(right)];
  const days = [...one.keys()].filter((day) => two.has(day)).toSorted((a, b) => a - b);
  const pairs: (readonly [number, number])[] = [];
  for (let i = 1; i < days.length; i += 1) {
    const [before, day] = [days[i - 1] ?? Number.NaN, days[i] ?? Number.NaN];
    const change = (curve: ReadonlyMap<number, number>) =>
      (curve.get(day) ?? Number.NaN) / (curve.get(before) ?? Number.NaN) - 1;
    const pair = [change(one), change(two)] as const;
    if (pair.every((value) => Number.isFinite(value))) pairs.push(pair);
  }
  if (pairs.length < COMMON_DAYS_MIN) return null;
  const mean = (place: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[place], 0) / pairs.length;
  const [a, b] = [mean(0), mean(1)];
  let [both, ones, twos] = [0, 0, 0];
  for (const [x, y] of pairs) {
    both += (x - a) * (y - b);
    ones += (x - a) ** 2;
    twos += (y - b) ** 2;
  }
  return ones > 0 && twos > 0 ? both / Math.sqrt(ones * twos) : null;
}

type Better = "high" | "low";
/** Statistics that can be better or worse. Those that are losses are negative numbers: less of them is higher. */
const COMPARED = [
  ["totalReturn", "percent", "high"],
  ["cagr", "percent", "high"],
  ["sharpe", "ratio", "high"],
  ["sortino", "ratio", "high"],
  ["calmar", "ratio", "high"],
  ["maxDrawdown", "percent", "high"],
  ["maxDrawdownDuration", "bars", "low"],
  ["volatility", "percent", "low"],
  ["cvar95", "percent", "high"],
  ["beta", "ratio", null],
  ["exposure", "percent", null],
  ["trades", "count", null],
  ["winRate", "percent", "high"],
  ["profitFactor", "ratio", "high"],
  ["fees", "money", "low"],
] as const satisfies readonly (readonly [keyof RunStats, string, Better | null])[];

export interface ComparedRow {
  readonly key: (typeof COMPARED)[number][0];
  readonly form: (typeof COMPARED)[number][1];
  readonly values: readonly (number | null)[];
  /** Places of the best; none where nothing is better or worse, or all are equal. */
  readonly best: readonly number[];
}

/** Each statistic of all runs side by side. */
export function comparedRows(stats: readonly RunStats[]): readonly ComparedRow[] {
  return COMPARED.map(([key, form, better]) => {
    const values = stats.map((one) => one[key]);
    const known = values.filter((value) => value !== null);
    const best = better === "high" ? Math.max(...known) : Math.min(...known);
    const isTold = better !== null && new Set(known).size > 1;
    const places = values.flatMap((value, place) => (value === best ? [place] : []));
    return { key, form, values, best: isTold ? places : [] };
  });
}

export interface Difference {
  readonly name: string;
  readonly values: readonly string[];
}

const text = (value: unknown): string =>
  typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);

/** Settings, parameters and parts of the cards in which the runs differ. What all have in common is left out. */
export function differences(runs: readonly Pick<Run, "spec" | "card">[]): readonly Difference[] {
  const settings = runs.map(({ spec, card }) => {
    const { params, others, financing, ...plain } = spec;
    return {
      ...plain,
      ...(others === undefined ? {} : { others: others.join(", ") }),
      ...(financing === undefined ? {} : { financing }),
      ...Object.fromEntries(Object.entries(params).map(([name, value]) => [`param ${name}`, value])),
      code: card?.code ?? "",
      engineVersion: card?.engineVersion ?? "",
      strategyVersion: card?.strategyVersion ?? "",
      dataHash: card?.dataHash ?? "",
    };
  });
  const names = [...new Set(settings.flatMap((one) => Object.keys(one)))];
  const rows = names.map((name) => ({
    name,
    values: settings.map((one: Readonly<Record<string, unknown>>) => text(one[name])),
  }));
  return rows.filter(({ values }) => new Set(values).size > 1);
}

/** Ids in an address: `a,b,c`, each once, no more than a page compares. */
export function idsOf(address: string | null): readonly string[] {
  const ids = (address ?? "").split(",").filter((id) => id !== "");
  return [...new Set(ids)].slice(0, COMPARED_MAX);
}
