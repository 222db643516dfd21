import { ok, type Result } from "@/modules/_kernel";
import { type BarColumns, isSessionResolution, sliceBars } from "@/modules/data";
import { DEFAULT_TERMS } from "@/modules/execution";
import { tradeExcursions } from "@/modules/portfolio";
import { breakDownCosts } from "../domain/analysis/cost-breakdown";
import { findDifference } from "../domain/analysis/look-ahead";
import { type RunFacts, volumeFacts } from "../domain/analysis/run-facts";
import { accountColumns, type BacktestResult } from "../domain/backtest";
import { type BacktestSpec, checkSpecFor } from "../domain/backtest-spec";
import { periodsPerYearOf } from "../domain/calendar-days";
import type { StrategyDefinition } from "../domain/strategy";
import { summarizeBacktest } from "../domain/tear-sheet";
import type { HashColumns, RunBars, RunMoments } from "../ports";
import type { CodeRuns } from "../ports-own";
import type { Picture, Subject } from "./examined-subject";
import { type ExecuteError, resultHashOf, sessionsOf, walk } from "./execute-backtest";
import { loadBenchmark } from "./load-benchmark";

/** A run on one instrument, ready to be made again. Refuses what the request and its bars refuse. */
export async function openSingle(
  deps: { readonly loadBars: RunBars; readonly hashColumns: HashColumns; readonly codeRuns: CodeRuns },
  found: StrategyDefinition,
  { spec: requested, moments }: { readonly spec: BacktestSpec; readonly moments: RunMoments },
): Promise<Result<Subject<null>, ExecuteError>> {
  const checked = checkSpecFor(found, requested);
  if (!checked.ok) return checked;
  const { spec, broker, strategy, definition } = checked.value;
  const loaded = await deps.loadBars(spec, moments);
  if (!loaded.ok) return loaded;
  const { bars, timeZone, quality, tradesAtWeekends } = loaded.value;
  const benchmark = await loadBenchmark(deps, spec, { times: bars.time, asOf: moments, trades: "one" });
  if (!benchmark.ok) return benchmark;
  const sessions = sessionsOf(checked.value, loaded.value);
  const hold = benchmark.value?.close ?? bars.close;
  const periodsPerYear = periodsPerYearOf(spec.resolution, tradesAtWeekends);
  const pictureOf = (result: BacktestResult): Picture => {
    const { adverse, favourable } = tradeExcursions(result.trades, bars);
    return {
      stats: summarizeBacktest({ result, close: hold, time: bars.time, periodsPerYear }),
      costs: breakDownCosts(result, bars, { broker, terms: DEFAULT_TERMS }),
      volume: volumeFacts(result, bars),
      open: openOf(result, bars),
      exposure: exposureOf(result, bars),
      entryMs: result.trades.entryBar.map((bar) => bars.time[bar] ?? Number.NaN),
      excursions: { tradeAdverse: adverse, tradeFavourable: favourable },
    };
  };
  return ok({
    spec,
    broker,
    fields: definition.fields,
    warmUpBars: strategy.warmUpBars,
    periodsPerYear,
    bars: { time: bars.time, close: hold },
    timeZone: isSessionResolution(spec.resolution) ? null : timeZone,
    quality,
    async make(again, pacing) {
      const used = again.cut === undefined ? bars : sliceBars(bars, 0, again.cut);
      const traced = await walk(
        { definition, strategy, broker: { ...broker, ...again.broker }, sessions, codeRuns: deps.codeRuns },
        used,
        pacing,
      );
      if (traced === null) return null;
      const { result } = traced;
      return { result, resultHash: resultHashOf(result, deps.hashColumns), own: null };
    },
    difference: (whole, part, cut) => findDifference(whole.result, part.result, cut),
    picture: ({ result }) => pictureOf(result),
  });
}

/** What is held after the last bar: its share of equity, and the part of the profit that no closed trade explains. */
function openOf({ fills, equity, trades, cashAtStart }: BacktestResult, { close }: BarColumns): RunFacts["open"] {
  const position = fills.positionAfter.at(-1) ?? 0;
  const end = equity.at(-1) ?? cashAtStart;
  if (position === 0) return null;
  const closed = trades.pnl.reduce((sum, pnl) => sum + pnl, 0);
  return { share: Math.abs(position * (close.at(-1) ?? Number.NaN)) / end, profit: end - cashAtStart - closed };
}

function exposureOf(result: BacktestResult, { close }: BarColumns): Float64Array {
  const { position } = accountColumns(result);
  return result.equity.map(
    (equity, bar) => Math.abs((position[bar] ?? Number.NaN) * (close[bar] ?? Number.NaN)) / equity,
  );
}
