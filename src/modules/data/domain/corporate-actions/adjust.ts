import { err, ok, type Result } from "@/modules/_kernel";
import type { BarColumns } from "../bar-columns";

/**
 * What happened to a share, as prices feel it: bars that start before `exMs` are on the old footing, bars from it on, on the
 * new one. `ratio` is new shares for one old. `amount` is money for one share as it was the day before.
 */
export type PriceAction =
  | { readonly type: "split"; readonly exMs: number; readonly ratio: number }
  | {
      readonly type: "dividend";
      readonly exMs: number;
      readonly amount: number;
      /** Unadjusted close of the last bar before `exMs`; null when there is none, and then no bar is touched. */
      readonly closeBefore: number | null;
    };

/** How prices are shown: as traded, free of splits, or free of splits and dividends (what holding the share returned). */
export const PRICE_ADJUSTMENTS = ["raw", "split", "total_return"] as const;
export type PriceAdjustment = (typeof PRICE_ADJUSTMENTS)[number];

export function isPriceAdjustment(value: unknown): value is PriceAdjustment {
  return PRICE_ADJUSTMENTS.some((known) => known === value);
}

/** Factors of everything before one moment. */
interface Step {
  readonly exMs: number;
  readonly price: number;
  readonly volume: number;
}

/** A dividend as large as the price before it, or larger, has no factor: one of the two numbers is wrong. */
export interface AdjustError {
  readonly kind: "adjust.dividend_too_large";
  /** Place of the action in the list given. */
  readonly index: number;
  readonly amount: number;
  readonly closeBefore: number;
}

/** Factor of each bar: multiply prices with `price` and volumes with `volume`. */
export interface AdjustmentFactors {
  readonly price: Float64Array;
  readonly volume: Float64Array;
}

/** Unadjusted close of the last bar that starts before each moment; null where none does. Bars are oldest first. */
export function closesBefore({ time, close }: Pick<BarColumns, "time" | "close">, moments: readonly number[]) {
  return moments.map((moment) => {
    let [low, high] = [0, time.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((time[middle] ?? Number.POSITIVE_INFINITY) < moment) low = middle + 1;
      else high = middle;
    }
    return close[low - 1] ?? null;
  });
}

/**
 * Factors of bars at `time` (oldest first). A dividend's factor is `1 - amount / closeBefore`, a split's `1 / ratio` for prices
 * and `ratio` for volumes; a bar has the product of all that came after it. On one date a dividend was paid on the old share,
 * so it counts against the close before the split. The product is taken from the newest action backwards, whichever part of a
 * series is asked for: a bar has the same bits on every page. Nothing is rounded.
 *
 * Method: Center for Research in Security Prices, "CRSP Calculations", cumulative factors to adjust price and shares.
 */
export function adjustmentFactors(
  time: Float64Array,
  actions: readonly PriceAction[],
  adjustment: PriceAdjustment,
): Result<AdjustmentFactors, AdjustError> {
  const steps: Step[] = [];
  for (const [index, action] of actions.entries()) {
    if (adjustment === "raw" || (adjustment === "split" && action.type === "dividend")) continue;
    const step = stepOf(action, index);
    if (!step.ok) return step;
    steps.push(step.value);
  }
  // Stable, so that actions of one date keep the order given.
  steps.sort((a, b) => a.exMs - b.exMs);
  const factors = { price: new Float64Array(time.length), volume: new Float64Array(time.length) };
  let [price, volume, next] = [1, 1, steps.length - 1];
  for (let i = time.length - 1; i >= 0; i -= 1) {
    for (let step = steps[next]; step !== undefined && step.exMs > (time[i] ?? 0); step = steps[next]) {
      price *= step.price;
      volume *= step.volume;
      next -= 1;
    }
    factors.price[i] = price;
    factors.volume[i] = volume;
  }
  return ok(factors);
}

function stepOf(action: PriceAction, index: number): Result<Step, AdjustError> {
  const { exMs } = action;
  if (action.type === "split") return ok({ exMs, price: 1 / action.ratio, volume: action.ratio });
  const { amount, closeBefore } = action;
  if (closeBefore === null) return ok({ exMs, price: 1, volume: 1 });
  if (!(amount < closeBefore)) return err({ kind: "adjust.dividend_too_large", index, amount, closeBefore });
  return ok({ exMs, price: 1 - amount / closeBefore, volume: 1 });
}

/** Bars on the footing of the newest one. New columns; the time is shared. */
export function adjustBars(bars: BarColumns, factors: AdjustmentFactors): BarColumns {
  return rescale(bars, factors, (value, factor) => value * factor);
}

/** The way back: {@link adjustBars} undone, to within one unit in the last place of each number. */
export function unadjustBars(bars: BarColumns, factors: AdjustmentFactors): BarColumns {
  return rescale(bars, factors, (value, factor) => value / factor);
}

function rescale(
  { time, open, high, low, close, volume }: BarColumns,
  factors: AdjustmentFactors,
  by: (value: number, factor: number) => number,
): BarColumns {
  const price = (column: Float64Array) => column.map((value, i) => by(value, factors.price[i] ?? 1));
  return {
    time,
    open: price(open),
    high: price(high),
    low: price(low),
    close: price(close),
    volume: volume.map((value, i) => by(value, factors.volume[i] ?? 1)),
  };
}
