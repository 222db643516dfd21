import { type BarColumns, barCount } from "@/modules/data";
import { DEFAULT_BROKER, DEFAULT_TERMS, ORDER_STATUSES } from "@/modules/execution";
import { DEFAULT_COSTS, type RuleStrategy, rulesToStrategy, runBacktest } from "@/modules/strategy";
import type { FillColumns } from "../../../charts/fills";

/** Where a rule would have acted on some bars, with the engine that tests it. */
export interface RulePreview {
  readonly bars: number;
  readonly fills: FillColumns;
  /** Fills that began a position, or turned one round. */
  readonly entries: number;
  /** Orders that cash did not cover. */
  readonly refused: number;
  /** Bar time of the newest entry; null: there is none. */
  readonly lastEntryMs: number | null;
}

const REJECTED = ORDER_STATUSES.indexOf("rejected");

/** Runs a rule that was checked, with its own numbers, the usual cash and no costs. Null where it takes no such bars. */
export function previewOf(rules: RuleStrategy, bars: BarColumns): RulePreview | null {
  const prepared = rulesToStrategy(rules, { name: "preview", version: "" }).prepare({});
  if (!prepared.ok) return null;
  const { fills, orders } = runBacktest({
    run: prepared.value.start(),
    bars,
    broker: { ...DEFAULT_BROKER, cash: DEFAULT_COSTS.cash },
    terms: DEFAULT_TERMS,
  });
  const timeOf = (bar: number) => bars.time[bar] ?? Number.NaN;
  let [entries, lastEntryMs]: [number, number | null] = [0, null];
  fills.positionAfter.forEach((after, fill) => {
    const before = fill === 0 ? 0 : (fills.positionAfter[fill - 1] ?? 0);
    if (after === 0 || Math.sign(after) === Math.sign(before)) return;
    entries += 1;
    lastEntryMs = timeOf(fills.bar[fill] ?? Number.NaN);
  });
  return {
    bars: barCount(bars),
    fills: { time: fills.bar.map(timeOf), price: fills.price, quantity: fills.quantity },
    entries,
    refused: orders.status.reduce((sum, status) => sum + (status === REJECTED ? 1 : 0), 0),
    lastEntryMs,
  };
}
