import { sliceBars } from "@/modules/data";
import { findDifference, type LookAhead } from "../analysis/look-ahead";
import type { TimedBars, TradedInstrument } from "./market";
import type { PortfolioBacktestResult } from "./portfolio-backtest";

/** How many of its bars were over by a moment. */
function countBy({ closeMs }: TimedBars, moment: number): number {
  let [from, to] = [0, closeMs.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((closeMs[middle] ?? Number.NaN) <= moment) from = middle + 1;
    else to = middle;
  }
  return from;
}

function cutSeries(timed: TimedBars, moment: number): TimedBars {
  const count = countBy(timed, moment);
  const { bars, closeMs, sessionCloseMs } = timed;
  return {
    bars: sliceBars(bars, 0, count),
    closeMs: closeMs.subarray(0, count),
    ...(sessionCloseMs === undefined ? {} : { sessionCloseMs: sessionCloseMs.subarray(0, count) }),
  };
}

/** The instruments with only those bars, of every resolution, that were over by `moment`. */
export function cutAt(traded: readonly TradedInstrument[], moment: number): readonly TradedInstrument[] {
  return traded.map((instrument) => ({
    ...instrument,
    base: cutSeries(instrument.base, moment),
    series: Object.fromEntries(
      Object.entries(instrument.series ?? {}).map(([name, timed]) => [name, cutSeries(timed, moment)]),
    ),
  }));
}

/**
 * Where a run on the bars that were over by moment number `cut - 1` parts from the run on all of them, see `findDifference`;
 * null: nowhere. An order is dated by the last bar of its instrument. Where an instrument's next bar is not the very next
 * thing to close, orders of later moments have the date of its last bar too: then that bar is not compared.
 */
export function findPortfolioDifference(
  whole: PortfolioBacktestResult,
  part: PortfolioBacktestResult,
  { traded, cut }: { readonly traded: readonly TradedInstrument[]; readonly cut: number },
): LookAhead | null {
  const moment = whole.moments[cut - 1] ?? Number.NaN;
  const nextOf = (timed: TimedBars) => timed.closeMs[countBy(timed, moment)] ?? Number.POSITIVE_INFINITY;
  const next = Math.min(...traded.flatMap(({ base, series = {} }) => [base, ...Object.values(series)].map(nextOf)));
  for (const [at, { base }] of traded.entries()) {
    const [all, some] = [whole.instruments[at], part.instruments[at]];
    const kept = countBy(base, moment);
    const compared = nextOf(base) === next ? kept : kept - 1;
    if (all === undefined || some === undefined || compared < 1) continue;
    const found = findDifference({ ...all, closeOutOrder: null }, { ...some, closeOutOrder: null }, compared);
    if (found !== null) return { cut, bar: found.bar };
  }
  return null;
}
