import { EpochMs, ok, type Result } from "@/modules/_kernel";
import { type BarColumns, barCount, calendarOf, type Resolution, sliceBars } from "@/modules/data";
import type { BrokerModel, InstrumentTerms } from "@/modules/execution";
import type { BacktestResult } from "../../domain/backtest";
import { type BacktestSpec, type CheckedSpec, checkSpecFor, type SpecError } from "../../domain/backtest-spec";
import type { DecidedMoment, WatchPlan } from "../../domain/deployment/watch-plan";
import { closesOf } from "../../domain/portfolio/bar-closes";
import type { TimedBars, TradedInstrument } from "../../domain/portfolio/market";
import type { PortfolioBacktestResult } from "../../domain/portfolio/portfolio-backtest";
import { type CheckedPortfolioSpec, checkPortfolioSpecFor } from "../../domain/portfolio/portfolio-spec";
import type { DecisionNote, SessionCloses, StrategyParams } from "../../domain/strategy";
import type { BarsError, Pacing } from "../../ports";
import type { FindStrategy } from "../../ports-own";
import { allBars, type ExecutePortfolioDeps } from "../execute-portfolio";
import { loadPortfolio } from "../load-portfolio";
import { walkWatchedBars, walkWatchedMoments } from "../walk-bars";

/** What runs by itself: a strategy with parameters on instruments. */
export interface WatchedStrategy {
  /** As strategies are found. */
  readonly strategy: string;
  readonly params: StrategyParams;
  /** In the order in which it takes them. */
  readonly symbols: readonly string[];
  readonly resolution: Resolution;
}

export type WatchRefusal =
  | SpecError
  | BarsError
  | { readonly kind: "backtest.window_short"; readonly bars: number; readonly needed: number };

/** What a strategy was watched to do, and what the engine's own account came to. */
export interface Watched {
  readonly decided: readonly DecidedMoment[];
  readonly notes: readonly DecisionNote[];
  /** sha256 of every column it was shown. */
  readonly barsHash: string;
  /** When a bar was over that it was shown, by its number from 0. */
  closeOf(symbol: string, bar: number): number;
  readonly result:
    | { readonly trades: "one"; readonly value: BacktestResult }
    | { readonly trades: "several"; readonly value: PortfolioBacktestResult };
}

/** Stored bars of a strategy that runs by itself, from a date on to the newest. */
export interface BarWindow {
  readonly title: string;
  readonly version: string;
  /** With defaults filled in. */
  readonly params: StrategyParams;
  readonly warmUpBars: number;
  /** When base bars of any of its instruments are over, rising. The last may lie ahead: that bar is still being made. */
  readonly moments: Float64Array;
  /** When the first base bar began that is over at that moment or later. */
  barAt(momentMs: number): EpochMs;
  /**
   * Walks the strategy from the bars that begin at `fromMs` to those that are over at `untilMs`, under the watch. Breaks with what
   * the strategy breaks with. Null: it was told to stop.
   */
  watch(
    span: { readonly fromMs: number; readonly untilMs: number },
    plan: Omit<WatchPlan, "symbols" | "closeMs">,
    engine: { readonly broker: BrokerModel; readonly terms: readonly InstrumentTerms[] },
    pacing: Pacing,
  ): Promise<Watched | null>;
}

interface Deps extends Omit<ExecutePortfolioDeps, "clock" | "code"> {
  readonly find: FindStrategy;
}

/** A run by itself pays what its venue charges; the engine's own costs are set by whoever compares. */
const NO_COSTS = { commissionPercent: 0, slippageBps: 0 } as const;
/** Any cash: what a strategy has is recorded, or given with the engine's broker. */
const CASH = 1;
/** A bar of several instruments is no bar of the past: splits are in the prices, dividends come as cash of the account. */
const ADJUSTMENT = "split";

/**
 * Opens the bars that a strategy runs on, those from `fromDate` (`YYYY-MM-DD`, null: all there are). Prices are free of splits on
 * the footing of today, which is what its orders trade at. Refuses what a backtest of the same would refuse.
 */
export const makeOpenWindow =
  (deps: Deps) =>
  async (
    { strategy, params, symbols, resolution }: WatchedStrategy,
    fromDate: string | null,
  ): Promise<Result<BarWindow, WatchRefusal>> => {
    const [symbol = "", ...others] = symbols;
    const spec: BacktestSpec = {
      strategy,
      params,
      symbol,
      others,
      resolution,
      from: fromDate,
      to: null,
      adjustment: ADJUSTMENT,
      cash: CASH,
      ...NO_COSTS,
    };
    const found = await deps.find(strategy);
    if (!found.ok) return found;
    const { trades, definition } = found.value;
    if (trades === "one") {
      const checked = checkSpecFor(definition, spec);
      return checked.ok ? openOne(deps, checked.value) : checked;
    }
    const checked = checkPortfolioSpecFor(definition, spec);
    return checked.ok ? openSeveral(deps, checked.value) : checked;
  };

async function openOne(deps: Deps, checked: CheckedSpec): Promise<Result<BarWindow, WatchRefusal>> {
  const { definition, strategy, spec } = checked;
  const loaded = await deps.loadBars(spec, null);
  if (!loaded.ok) return loaded;
  const { bars, calendar } = loaded.value;
  const closes = closesOf(bars.time, spec.resolution, calendar === null ? null : calendarOf(calendar));
  return ok({
    title: definition.title,
    version: definition.version,
    params: strategy.params,
    warmUpBars: strategy.warmUpBars,
    moments: closes.closeMs,
    barAt: (momentMs) => timeAt(bars, firstFrom(closes.closeMs, momentMs)),
    async watch({ fromMs, untilMs }, plan, { broker, terms: [terms] }, pacing) {
      const [from, to] = [firstFrom(bars.time, fromMs), firstAfter(closes.closeMs, untilMs)];
      const seen = sliceBars(bars, from, Math.max(from, to));
      const closeMs = closes.closeMs.subarray(from, Math.max(from, to));
      const sessions: SessionCloses | undefined =
        strategy.usesSessions === true
          ? { closeMs, sessionCloseMs: closes.sessionCloseMs.subarray(from, Math.max(from, to)) }
          : undefined;
      const watch: WatchPlan = { ...plan, symbols: [spec.symbol], closeMs };
      const { own } = definition;
      const traced =
        own?.kind === "code"
          ? await deps.codeRuns.onOne(
              {
                own,
                params: strategy.params,
                bars: seen,
                broker,
                sessions: sessions ?? null,
                watch,
                ...termsOf(terms),
              },
              pacing,
            )
          : await walkWatchedBars(
              { run: strategy.start(sessions), bars: seen, broker, watch, ...termsOf(terms) },
              pacing,
            );
      if (traced === null) return null;
      return {
        decided: traced.decided ?? [],
        notes: traced.notes,
        barsHash: deps.hashColumns({ ...seen }),
        closeOf: (_symbol, bar) => closeMs[bar] ?? Number.NaN,
        result: { trades: "one", value: traced.result },
      };
    },
  });
}

const termsOf = (terms: InstrumentTerms | undefined) => (terms === undefined ? {} : { terms });

async function openSeveral(deps: Deps, checked: CheckedPortfolioSpec): Promise<Result<BarWindow, WatchRefusal>> {
  const { definition, strategy, symbols, financing } = checked;
  const loaded = await loadPortfolio(deps, checked, null);
  if (!loaded.ok) return loaded;
  const { traded } = loaded.value;
  const moments = Float64Array.from(new Set(traded.flatMap(({ base }) => [...base.closeMs]))).toSorted();
  return ok({
    title: definition.title,
    version: definition.version,
    params: strategy.params,
    warmUpBars: strategy.warmUpBars,
    moments,
    barAt: (momentMs) =>
      EpochMs.of(Math.min(...traded.map(({ base }) => timeAt(base.bars, firstFrom(base.closeMs, momentMs))))),
    async watch({ fromMs, untilMs }, plan, { broker, terms }, pacing) {
      const instruments = traded.map(
        (one, at): TradedInstrument => ({
          ...one,
          terms: terms[at] ?? one.terms,
          base: cutTimed(one.base, fromMs, untilMs),
          series: Object.fromEntries(
            Object.entries(one.series ?? {}).map(([name, timed]) => [
              name,
              cutTimed(timed, Number.NEGATIVE_INFINITY, untilMs),
            ]),
          ),
          actions: [],
        }),
      );
      const watch: WatchPlan = { ...plan, symbols, closeMs: null };
      const { own } = definition;
      const traced =
        own?.kind === "code"
          ? await deps.codeRuns.onSeveral(
              { own, params: strategy.params, instruments, broker, financing, watch },
              pacing,
            )
          : await walkWatchedMoments({ run: strategy.start(symbols), instruments, broker, financing, watch }, pacing);
      if (traced === null) return null;
      return {
        decided: traced.decided ?? [],
        notes: traced.notes,
        barsHash: deps.hashColumns(allBars(instruments)),
        closeOf: (of, bar) => instruments.find((each) => each.symbol === of)?.base.closeMs[bar] ?? Number.NaN,
        result: { trades: "several", value: traced.result },
      };
    },
  });
}

function cutTimed({ bars, closeMs, sessionCloseMs }: TimedBars, fromMs: number, untilMs: number): TimedBars {
  const from = firstFrom(bars.time, fromMs);
  const to = Math.max(from, firstAfter(closeMs, untilMs));
  return {
    bars: sliceBars(bars, from, to),
    closeMs: closeMs.subarray(from, to),
    ...(sessionCloseMs === undefined ? {} : { sessionCloseMs: sessionCloseMs.subarray(from, to) }),
  };
}

const timeAt = (bars: BarColumns, at: number): EpochMs => EpochMs.of(bars.time[Math.min(at, barCount(bars) - 1)] ?? 0);

/** Place of the first value at or after `value` in a rising column. */
function firstFrom(column: Float64Array, value: number): number {
  let [low, high] = [0, column.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((column[middle] ?? Number.NaN) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Place of the first value after `value`. */
function firstAfter(column: Float64Array, value: number): number {
  let [low, high] = [0, column.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((column[middle] ?? Number.NaN) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
