import { ok, type Result } from "@/modules/_kernel";
import { isSessionResolution } from "@/modules/data";
import { tradeExcursions } from "@/modules/portfolio";
import { addCosts, breakDownCosts } from "../domain/analysis/cost-breakdown";
import { type VolumeFacts, volumeFacts } from "../domain/analysis/run-facts";
import type { BacktestSpec } from "../domain/backtest-spec";
import { periodsPerYearOf } from "../domain/calendar-days";
import type { PortfolioStrategyDefinition } from "../domain/portfolio/define-portfolio-strategy";
import { joinedOrder, joinOnMoments } from "../domain/portfolio/join-on-moments";
import type { PortfolioBacktestResult } from "../domain/portfolio/portfolio-backtest";
import { cutAt, findPortfolioDifference } from "../domain/portfolio/portfolio-look-ahead";
import { type CheckedPortfolioSpec, checkPortfolioSpecFor } from "../domain/portfolio/portfolio-spec";
import { closingTimes, equalWeightHold, momentsOfRun, summarizePortfolio } from "../domain/portfolio/portfolio-stats";
import { footedBars } from "../domain/portfolio/worth-by-instrument";
import type { RunMoments } from "../ports";
import type { CodeRuns } from "../ports-own";
import type { Made, Picture, Subject } from "./examined-subject";
import type { ExecuteError } from "./execute-backtest";
import { portfolioHashOf, walkPortfolio } from "./execute-portfolio";
import { loadBenchmark } from "./load-benchmark";
import { type LoadedPortfolio, type LoadPortfolioDeps, loadPortfolio } from "./load-portfolio";

/** A run on several instruments, ready to be made again; its bars are the moments at which base bars closed. */
export async function openPortfolio(
  deps: LoadPortfolioDeps & { readonly codeRuns: CodeRuns },
  found: PortfolioStrategyDefinition,
  { spec: requested, moments }: { readonly spec: BacktestSpec; readonly moments: RunMoments },
): Promise<Result<Subject<PortfolioBacktestResult>, ExecuteError>> {
  const checked = checkPortfolioSpecFor(found, requested);
  if (!checked.ok) return checked;
  const loaded = await loadPortfolio(deps, checked.value, moments);
  if (!loaded.ok) return loaded;
  const { spec, broker, strategy, definition } = checked.value;
  const { traded, timeZone, quality, tradesAtWeekends } = loaded.value;
  const closes = momentsOfRun(traded);
  const time = closingTimes(closes);
  const benchmark = await loadBenchmark(deps, spec, { times: time, asOf: moments, trades: "several" });
  if (!benchmark.ok) return benchmark;
  const hold = benchmark.value?.close ?? equalWeightHold(traded, closes);
  const periodsPerYear = periodsPerYearOf(spec.resolution, tradesAtWeekends);
  return ok({
    spec,
    broker,
    fields: definition.fields,
    warmUpBars: strategy.warmUpBars,
    periodsPerYear,
    bars: { time, close: hold },
    timeZone: isSessionResolution(spec.resolution) ? null : timeZone,
    quality,
    async make({ broker: change, cut }, pacing) {
      const used = cut === undefined ? traded : cutAt(traded, closes[cut - 1] ?? Number.NaN);
      const walked = await walkPortfolio(
        { ...checked.value, broker: { ...broker, ...change }, traded: used, codeRuns: deps.codeRuns },
        pacing,
      );
      if (walked === null) return null;
      const own = walked.result;
      return { result: joinOnMoments(own, used), resultHash: portfolioHashOf(own, deps.hashColumns), own };
    },
    difference: (whole, part, cut) => findPortfolioDifference(whole.own, part.own, { traded, cut }),
    picture: (made) => pictureOf(made, { checked: checked.value, loaded: loaded.value, hold, periodsPerYear }),
  });
}

interface PictureFacts {
  readonly checked: CheckedPortfolioSpec;
  readonly loaded: LoadedPortfolio;
  readonly hold: Float64Array;
  readonly periodsPerYear: number;
}

function pictureOf(
  { own, result }: Made<PortfolioBacktestResult>,
  { checked, loaded: { traded }, hold, periodsPerYear }: PictureFacts,
): Picture {
  const { broker } = checked;
  const parts = traded.flatMap((instrument, at) => {
    const one = own.instruments[at];
    return one === undefined ? [] : [{ instrument, one, bars: instrument.base.bars }];
  });
  const { trades } = joinedOrder(own, traded);
  const excursions = parts.map(({ instrument, one }) => tradeExcursions(one.trades, footedBars(instrument)));
  const pick = (name: "adverse" | "favourable") =>
    Float64Array.from(trades, ({ instrument, row }) => excursions[instrument]?.[name][row] ?? Number.NaN);
  const end = own.equity.at(-1) ?? own.cashAtStart;
  const gross = own.gross.at(-1) ?? 0;
  const closed = result.trades.pnl.reduce((sum, pnl) => sum + pnl, 0);
  return {
    stats: summarizePortfolio(own, traded, { periodsPerYear, hold }),
    costs: addCosts(parts.map(({ instrument: { terms }, one, bars }) => breakDownCosts(one, bars, { broker, terms }))),
    volume: addVolumes(parts.map(({ one, bars }) => volumeFacts(one, bars))),
    open: gross > 0 ? { share: gross / end, profit: end - own.cashAtStart - closed } : null,
    exposure: own.gross.map((worth, moment) => worth / (own.equity[moment] ?? Number.NaN)),
    entryMs: Float64Array.from(trades, ({ instrument, row }) => {
      const bar = own.instruments[instrument]?.trades.entryBar[row] ?? -1;
      return traded[instrument]?.base.bars.time[bar] ?? Number.NaN;
    }),
    excursions: { tradeAdverse: pick("adverse"), tradeFavourable: pick("favourable") },
  };
}

/** Of bars of which some instruments know the volume, those that do decide. */
function addVolumes(parts: readonly VolumeFacts[]): VolumeFacts {
  return {
    known: parts.some(({ known }) => known),
    fills: parts.reduce((sum, { fills }) => sum + fills, 0),
    silent: parts.reduce((sum, { silent }) => sum + silent, 0),
    largestShare: Math.max(0, ...parts.map(({ largestShare }) => largestShare)),
  };
}
