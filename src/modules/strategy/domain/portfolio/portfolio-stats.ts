import type { FillColumns, OrderColumns } from "@/modules/execution";
import { type RoundTripColumns, ratioOrNull } from "@/modules/portfolio";
import { type BacktestStats, summarizeBacktest } from "../tear-sheet";
import type { TradedInstrument } from "./market";
import type { PortfolioBacktestResult } from "./portfolio-backtest";

/**
 * What the cash would have been worth in equal parts in each instrument, bought at its first close and held, without cost;
 * one value a moment, starting from 1. A part whose instrument has no bar yet is still cash.
 */
export function equalWeightHold(instruments: readonly TradedInstrument[], moments: Float64Array): Float64Array {
  const curve = new Float64Array(moments.length);
  for (const { base } of instruments) {
    const { close } = base.bars;
    let bar = -1;
    moments.forEach((moment, i) => {
      while ((base.closeMs[bar + 1] ?? Number.POSITIVE_INFINITY) <= moment) bar += 1;
      const growth = bar < 0 ? 1 : (close[bar] ?? Number.NaN) / (close[0] ?? Number.NaN);
      curve[i] = (curve[i] ?? 0) + growth / instruments.length;
    });
  }
  return curve;
}

/** Statistics of a run on several instruments against holding all of them in equal parts. Exposure counts moments with a position. */
export function summarizePortfolio(
  result: PortfolioBacktestResult,
  instruments: readonly TradedInstrument[],
  periodsPerYear: number,
): BacktestStats {
  const { cashAtStart, equity, gross, moments } = result;
  const stats = summarizeBacktest({
    result: {
      cashAtStart,
      equity,
      orders: joined<OrderColumns>(result.instruments.map(({ orders }) => orders)),
      fills: joined<FillColumns>(result.instruments.map(({ fills }) => fills)),
      trades: joined<RoundTripColumns>(result.instruments.map(({ trades }) => trades)),
      closeOutOrder: null,
      marginCalls: [],
    },
    close: equalWeightHold(instruments, moments),
    time: moments,
    periodsPerYear,
  });
  return { ...stats, exposure: ratioOrNull(gross.filter((worth) => worth > 0).length, gross.length) };
}

/** Columns of the same names, one after the other. */
function joined<T extends { readonly [name in keyof T]: Float64Array }>(parts: readonly T[]): T {
  const [first] = parts;
  const names = Object.keys(first ?? {}) as (keyof T & string)[];
  const columns = names.map((name) => {
    const lengths = parts.map((part) => part[name].length);
    const column = new Float64Array(lengths.reduce((sum, length) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      column.set(part[name], at);
      at += part[name].length;
    }
    return [name, column] as const;
  });
  return Object.fromEntries(columns) as T;
}
