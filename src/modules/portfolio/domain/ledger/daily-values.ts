import { type Exact, ZERO } from "@/modules/_kernel";
import type { Chart } from "./chart";

/** What one day changed of an account; days in order. */
export interface AccountChange {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly chart: Chart;
  readonly symbol: string | null;
  readonly currency: string;
  readonly amount: Exact;
  readonly qty: Exact | null;
}

/** Prices and rates at the end of a day; null is unknown. */
export interface DayPrices {
  /** In the currency given, per unit with its multiplier. */
  priceOf(symbol: string, currency: string, day: string): Exact | null;
  /** Units of the base currency for one of `currency`. */
  rateOf(currency: string, day: string): Exact | null;
}

/** An account at the end of a day, in its base currency. Null: something of it had no price or no rate. */
export interface DailyValue {
  readonly day: string;
  readonly equity: Exact | null;
  /** What came in from outside on that day, less what left. */
  readonly flow: Exact | null;
}

/**
 * What an account was worth at the end of each of those days, from what changed it (in order) and what prices were. Computed each
 * time, so that an entry that comes late is in every day it belongs to.
 */
export function dailyValues(
  changes: readonly AccountChange[],
  days: readonly string[],
  prices: DayPrices,
): readonly DailyValue[] {
  const cash = new Map<string, Exact>();
  const units = new Map<string, { readonly symbol: string; readonly currency: string; qty: Exact }>();
  let next = 0;
  return days.map((day) => {
    const flows = new Map<string, Exact>();
    for (let change = changes[next]; change !== undefined && change.day <= day; change = changes[next]) {
      take(change, change.day === day ? flows : null);
      next += 1;
    }
    return { day, equity: equityOn(day), flow: inBase(flows, day) };
  });

  function take({ chart, symbol, currency, amount, qty }: AccountChange, flows: Map<string, Exact> | null): void {
    if (chart === "cash" || chart === "cash_unsettled") add(cash, currency, amount);
    if (chart === "capital" && flows !== null) add(flows, currency, amount.neg());
    if (chart !== "securities" || symbol === null || qty === null) return;
    const key = `${symbol} ${currency}`;
    const held = units.get(key) ?? { symbol, currency, qty: ZERO };
    held.qty = held.qty.plus(qty);
    units.set(key, held);
  }

  function equityOn(day: string): Exact | null {
    const worth = new Map(cash);
    for (const { symbol, currency, qty } of units.values()) {
      if (qty.isZero()) continue;
      const price = prices.priceOf(symbol, currency, day);
      if (price === null) return null;
      add(worth, currency, qty.times(price));
    }
    return inBase(worth, day);
  }

  function inBase(amounts: ReadonlyMap<string, Exact>, day: string): Exact | null {
    let sum = ZERO;
    for (const [currency, amount] of amounts) {
      if (amount.isZero()) continue;
      const rate = prices.rateOf(currency, day);
      if (rate === null) return null;
      sum = sum.plus(amount.times(rate));
    }
    return sum;
  }
}

function add(amounts: Map<string, Exact>, currency: string, amount: Exact): void {
  amounts.set(currency, (amounts.get(currency) ?? ZERO).plus(amount));
}
