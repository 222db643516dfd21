import { portfolioVar, type VarMethod } from "../value-at-risk/portfolio-var";
import { backtestVar, type VarBacktest } from "../value-at-risk/var-backtest";
import type { Holding } from "./holding";

/**
 * One-day loss of a holding whose past nobody knows, as part of its worth, at any confidence: a fifth is what the worst day of a
 * listed company is in years, and it is added to the loss of the others without any spreading.
 */
export const STAND_IN_LOSS = 0.2;

/** Share of loss of one holding; over all holdings the parts add up to the whole. */
export interface TailPart {
  readonly symbol: string;
  readonly var: number;
  readonly shortfall: number;
}

/** Losses of one day, base currency, above 0. */
export interface BookTail {
  readonly method: VarMethod;
  readonly confidence: number;
  readonly var: number;
  readonly shortfall: number;
  /** The largest shortfall first. */
  readonly parts: readonly TailPart[];
}

/** Scenarios of the Monte Carlo on a screen: the standard error of its 99 % value at risk is near 2 % of it. */
const SCENARIOS = 20_000;
const DAYS_A_HORIZON = 1;

export interface TailInput {
  readonly holdings: readonly Holding[];
  /** Returns of a day by symbol on common days; a holding without counts at {@link STAND_IN_LOSS}. */
  readonly returns: ReadonlyMap<string, Float64Array>;
  readonly seed: number;
}

/** Value at risk and shortfall of a book, unknown holdings included at their worst. Parts add up. */
export function tailOfBook(
  { holdings, returns, seed }: TailInput,
  { method, confidence }: { readonly method: VarMethod; readonly confidence: number },
): BookTail {
  const known = holdings.filter(({ symbol }) => returns.has(symbol));
  const answer = portfolioVar({
    positions: known,
    returns,
    method,
    confidence,
    horizonDays: DAYS_A_HORIZON,
    seed,
    scenarios: SCENARIOS,
  });
  const standIns = (answer.ok ? holdings.filter(({ symbol }) => !returns.has(symbol)) : holdings).map(standIn);
  const parts = [
    ...(answer.ok
      ? [...answer.value.contributions].map(([symbol, part]) => ({
          symbol,
          var: part,
          shortfall: answer.value.cvarContributions.get(symbol) ?? 0,
        }))
      : []),
    ...standIns,
  ].toSorted((one, other) => other.shortfall - one.shortfall);
  const sum = (of: "var" | "shortfall") => parts.reduce((total, part) => total + part[of], 0);
  return { method, confidence, var: sum("var"), shortfall: sum("shortfall"), parts };
}

function standIn({ symbol, value }: Holding): TailPart {
  const loss = Math.abs(value) * STAND_IN_LOSS;
  return { symbol, var: loss, shortfall: loss };
}

/** Days a value at risk looks back when it is held against the days that followed; half of what there is, where that is less. */
const LOOK_BACK_DAYS = 250;
const LOOK_BACK_MIN = 50;

/** How the historical value at risk of today's holdings would have stood against their own past. Null: too short a past. */
export function backtestBook({ holdings, returns }: TailInput, confidence: number): VarBacktest | null {
  const gains = gainsOfBook(holdings, returns);
  const window = Math.min(LOOK_BACK_DAYS, Math.floor(gains.length / 2));
  return window < LOOK_BACK_MIN ? null : backtestVar(gains, confidence, window);
}

/** What today's holdings would have gained on each of the common days. */
export function gainsOfBook(holdings: readonly Holding[], returns: ReadonlyMap<string, Float64Array>): Float64Array {
  const [first] = returns.values();
  const gains = new Float64Array(first?.length ?? 0);
  for (const { symbol, value } of holdings)
    for (const [day, each] of (returns.get(symbol) ?? []).entries()) gains[day] = (gains[day] ?? 0) + value * each;
  return gains;
}
