import type { FillColumns, OrderColumns } from "@/modules/execution";
import { makeUniform } from "../seeded-bars";

/** What a run decided and what became of it: the part of a result that the look-ahead test compares. */
export interface Decided {
  readonly orders: Pick<OrderColumns, "decidedBar" | "quantity">;
  readonly fills: Pick<FillColumns, "order" | "bar" | "quantity" | "price">;
  /** The order by which the engine closed what was held after the last bar: the end's doing, not the strategy's. */
  readonly closeOutOrder: number | null;
}

/** A decision that was another one when the bars after it were not there. */
export interface LookAhead {
  /** How many bars were kept. */
  readonly cut: number;
  /** Bar at which the two runs part. */
  readonly bar: number;
}

/**
 * Where a run on the first `cut` bars parts from the run on all of them, or null when it does not: the same orders decided
 * and the same fills made at every bar that both have. Any difference means that the strategy saw bars that had not closed.
 */
export function findDifference(whole: Decided, part: Decided, cut: number): LookAhead | null {
  const orders = [rowsBefore(whole, cut), rowsBefore(part, cut)] as const;
  const [all, some] = orders;
  const count = Math.max(all.length, some.length);
  for (let i = 0; i < count; i += 1) {
    const [left, right] = [all[i], some[i]];
    if (left?.text === right?.text) continue;
    return { cut, bar: Math.min(left?.bar ?? cut, right?.bar ?? cut) };
  }
  return null;
}

/** One order or fill: at which bar, and every bit of it. */
interface Row {
  readonly bar: number;
  readonly text: string;
}

function rowsBefore({ orders, fills, closeOutOrder }: Decided, cut: number): readonly Row[] {
  const rows: Row[] = [];
  orders.decidedBar.forEach((bar, order) => {
    if (bar >= cut || order === closeOutOrder) return;
    rows.push({ bar, text: `order ${bar} ${orders.quantity[order]}` });
  });
  fills.bar.forEach((bar, fill) => {
    const order = fills.order[fill];
    if (bar >= cut || order === closeOutOrder) return;
    rows.push({ bar, text: `fill ${bar} ${order} ${fills.quantity[fill]} ${fills.price[fill]}` });
  });
  return rows.toSorted((a, b) => a.bar - b.bar || (a.text < b.text ? -1 : 1));
}

/** Bars that a part of a run must have beyond the warm-up to decide anything worth comparing. */
const BARS_MIN = 2;

/**
 * Where to cut: `count` different numbers of bars to keep, rising, none so short that nothing can have been decided.
 * Fewer where there are not as many. Same seed, same cuts.
 */
export function drawCuts(bars: number, { warmUp, count, seed }: CutTerms): readonly number[] {
  const first = Math.min(warmUp + BARS_MIN, bars);
  const uniform = makeUniform(seed);
  const cuts = new Set<number>();
  for (let draw = 0; draw < count; draw += 1) {
    const cut = first + Math.floor(uniform() * (bars - first));
    if (cut < bars) cuts.add(cut);
  }
  return [...cuts].toSorted((a, b) => a - b);
}

export interface CutTerms {
  /** Bars before the first decision. */
  readonly warmUp: number;
  readonly count: number;
  readonly seed: number;
}
