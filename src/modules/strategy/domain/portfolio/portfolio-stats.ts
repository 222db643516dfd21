import { ratioOrNull } from "@/modules/portfolio";
import { type BacktestStats, summarizeBacktest } from "../tear-sheet";
import { joinedOrder, joinOnMoments } from "./join-on-moments";
import type { TradedInstrument } from "./market";
import type { PortfolioBacktestResult } from "./portfolio-backtest";
import { footedPrices, summarizeShares } from "./worth-by-instrument";

/**
 * What the cash would have been worth in equal parts in each instrument, bought at its first close and held, without cost;
 * one value a moment, starting from 1. A part whose instrument has no bar yet is still cash.
 */
export function equalWeightHold(instruments: readonly TradedInstrument[], moments: Float64Array): Float64Array {
  const curve = new Float64Array(moments.length);
  for (const instrument of instruments) {
    const { base } = instrument;
    // Who held them had their splits too.
    const close = footedPrices(base.bars.close, instrument);
    let bar = -1;
    moments.forEach((moment, i) => {
      while ((base.closeMs[bar + 1] ?? Number.POSITIVE_INFINITY) <= moment) bar += 1;
      const growth = bar < 0 ? 1 : (close[bar] ?? Number.NaN) / (close[0] ?? Number.NaN);
      curve[i] = (curve[i] ?? 0) + growth / instruments.length;
    });
  }
  return curve;
}

/**
 * Statistics of a run on several instruments against holding all of them in equal parts, or what `hold` says. Exposure counts
 * moments with a position; how long a trade was held is in bars of its own instrument.
 *
 * @param hold - Worth of what is held for comparison, one value a moment, on any scale.
 */
export function summarizePortfolio(
  result: PortfolioBacktestResult,
  instruments: readonly TradedInstrument[],
  { periodsPerYear, hold }: { readonly periodsPerYear: number; readonly hold?: Float64Array },
): BacktestStats {
  const { equity, gross, moments } = result;
  const joined = joinOnMoments(result, instruments);
  const ownBars = { ...joined, trades: { ...joined.trades, ...barsOfTrades(result, instruments) } };
  const stats = summarizeBacktest({
    result: { ...ownBars, equity, marginCalls: [] },
    close: hold ?? equalWeightHold(instruments, moments),
    time: closingTimes(moments),
    periodsPerYear,
  });
  return {
    ...stats,
    exposure: ratioOrNull(gross.filter((worth) => worth > 0).length, gross.length),
    portfolio: summarizeShares(result, instruments),
  };
}

/** Moments as times of what closed at them: a bar that is over at midnight belongs to the day that ended. */
export const closingTimes = (moments: Float64Array): Float64Array => moments.map((moment) => moment - 1);

/** When base bars of any instrument were over, rising, each once: the moments of a run on them. */
export function momentsOfRun(instruments: readonly TradedInstrument[]): Float64Array {
  const all = new Float64Array(instruments.reduce((sum, { base }) => sum + base.closeMs.length, 0));
  let at = 0;
  for (const { base } of instruments) {
    all.set(base.closeMs, at);
    at += base.closeMs.length;
  }
  const sorted = all.toSorted();
  return sorted.filter((moment, i) => i === 0 || moment !== sorted[i - 1]);
}

function barsOfTrades(result: PortfolioBacktestResult, instruments: readonly TradedInstrument[]) {
  const { trades } = joinedOrder(result, instruments);
  const pick = (name: "entryBar" | "exitBar") =>
    Float64Array.from(trades, ({ instrument, row }) => result.instruments[instrument]?.trades[name][row] ?? Number.NaN);
  return { entryBar: pick("entryBar"), exitBar: pick("exitBar") };
}
