import { ratioOrNull } from "@/modules/portfolio";
import { type BacktestStats, summarizeBacktest } from "../tear-sheet";
import type { TradedInstrument } from "./market";
import type { InstrumentResult, PortfolioBacktestResult } from "./portfolio-backtest";

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
  const all = (columnOf: (one: InstrumentResult) => Float64Array) => joined(result.instruments.map(columnOf));
  const stats = summarizeBacktest({
    result: {
      cashAtStart,
      equity,
      orders: {
        decidedBar: all((one) => one.orders.decidedBar),
        quantity: all((one) => one.orders.quantity),
        status: all((one) => one.orders.status),
        bar: all((one) => one.orders.bar),
        reason: all((one) => one.orders.reason),
      },
      fills: {
        order: all((one) => one.fills.order),
        bar: all((one) => one.fills.bar),
        quantity: all((one) => one.fills.quantity),
        price: all((one) => one.fills.price),
        commission: all((one) => one.fills.commission),
        cashAfter: all((one) => one.fills.cashAfter),
        positionAfter: all((one) => one.fills.positionAfter),
      },
      trades: {
        side: all((one) => one.trades.side),
        quantity: all((one) => one.trades.quantity),
        entryBar: all((one) => one.trades.entryBar),
        exitBar: all((one) => one.trades.exitBar),
        entryPrice: all((one) => one.trades.entryPrice),
        exitPrice: all((one) => one.trades.exitPrice),
        pnl: all((one) => one.trades.pnl),
        commission: all((one) => one.trades.commission),
      },
      closeOutOrder: null,
      marginCalls: [],
    },
    close: equalWeightHold(instruments, moments),
    time: moments,
    periodsPerYear,
  });
  return { ...stats, exposure: ratioOrNull(gross.filter((worth) => worth > 0).length, gross.length) };
}

/** One column of every part, one part after the other. */
function joined(parts: readonly Float64Array[]): Float64Array {
  const column = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    column.set(part, at);
    at += part.length;
  }
  return column;
}
