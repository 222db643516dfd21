import { EpochMs, err, ok, type Result } from "@/modules/_kernel";
import { barCount, calendarOf, type Instrument, type InstrumentStore, type Resolution } from "@/modules/data";
import { DEFAULT_TERMS } from "@/modules/execution";
import { invalid, type SpecError } from "../domain/backtest-spec";
import { periodsPerYearOf } from "../domain/calendar-days";
import { closesOf } from "../domain/portfolio/bar-closes";
import type { TimedBars, TradedInstrument } from "../domain/portfolio/market";
import { PortfolioBacktest, type PortfolioBacktestResult } from "../domain/portfolio/portfolio-backtest";
import { type CheckedPortfolioSpec, checkPortfolioSpec, type PortfolioSpec } from "../domain/portfolio/portfolio-spec";
import { summarizePortfolio } from "../domain/portfolio/portfolio-stats";
import type { BacktestStats } from "../domain/tear-sheet";
import type { BarsError, HashColumns, LoadedBars, Pacing, RunBars } from "../ports";

export type ExecutePortfolioError =
  | SpecError
  | BarsError
  | { readonly kind: "backtest.window_short"; readonly bars: number; readonly needed: number }
  | { readonly kind: "backtest.canceled" };

export interface ExecutePortfolioDeps {
  readonly instruments: Pick<InstrumentStore, "find">;
  readonly loadBars: RunBars;
  readonly hashColumns: HashColumns;
}

/** What one instrument of a run contributed. */
export interface PortfolioShare {
  readonly symbol: string;
  readonly bars: number;
  readonly trades: number;
  /** Of its closed trades, after both commissions; quote currency. */
  readonly pnl: number;
  readonly fees: number;
}

export interface PortfolioOutcome {
  readonly spec: PortfolioSpec;
  readonly currency: string;
  readonly strategyVersion: string;
  /** Starts of the first and of the last bar of any instrument. */
  readonly firstMs: EpochMs;
  readonly lastMs: EpochMs;
  readonly stats: BacktestStats;
  readonly shares: readonly PortfolioShare[];
  readonly marginCalls: number;
  /** sha256 over everything the engine decided: two runs with one hash gave the same bits. */
  readonly resultHash: string;
}

/** Moments between two looks at the abort signal: some milliseconds of work. */
const SLICE_MOMENTS = 20_000;

/**
 * Runs a strategy on stored bars of several instruments from request to outcome. Nothing is written. Refuses what is wrong
 * with the request, an instrument that is not there or in another currency, a window without bars or with fewer than the
 * strategy warms up on, and a cancel.
 */
export const makeExecutePortfolio =
  ({ instruments, loadBars, hashColumns }: ExecutePortfolioDeps) =>
  async (requested: PortfolioSpec, pacing: Pacing): Promise<Result<PortfolioOutcome, ExecutePortfolioError>> => {
    const checked = checkPortfolioSpec(requested);
    if (!checked.ok) return checked;
    const found = await findAll(instruments, checked.value.spec.symbols);
    if (!found.ok) return found;
    const loaded = await loadAll(loadBars, checked.value, found.value);
    if (!loaded.ok) return loaded;
    const { traded, tradesAtWeekends } = loaded.value;
    const { spec, strategy, broker, definition } = checked.value;
    const fewest = Math.min(...traded.map(({ base }) => barCount(base.bars)));
    if (fewest < strategy.warmUpBars) {
      return err({ kind: "backtest.window_short", bars: fewest, needed: strategy.warmUpBars });
    }
    const backtest = new PortfolioBacktest({ run: strategy.start(spec.symbols), instruments: traded, broker });
    const result = await walk(backtest, pacing);
    if (result === null) return err({ kind: "backtest.canceled" });
    const begins = traded.map(({ base }) => base.bars.time[0] ?? Number.NaN);
    const ends = traded.map(({ base }) => base.bars.time.at(-1) ?? Number.NaN);
    return ok({
      spec,
      currency: found.value[0]?.currency ?? "",
      strategyVersion: definition.version,
      firstMs: EpochMs.of(Math.min(...begins)),
      lastMs: EpochMs.of(Math.max(...ends)),
      stats: summarizePortfolio(result, traded, periodsPerYearOf(spec.resolution, tradesAtWeekends)),
      shares: sharesOf(result, traded),
      marginCalls: result.marginCalls.length,
      resultHash: hashColumns(columnsOf(result)),
    });
  };

/** The instruments of those symbols, which trade in one currency. */
async function findAll(
  store: ExecutePortfolioDeps["instruments"],
  symbols: readonly string[],
): Promise<Result<readonly Instrument[], ExecutePortfolioError>> {
  const found: Instrument[] = [];
  for (const symbol of symbols) {
    const instrument = await store.find(symbol);
    if (instrument === null) return err({ kind: "instrument.not_found", symbol });
    const { symbol: before, currency } = found[0] ?? instrument;
    if (instrument.currency !== currency) {
      const expected = `instruments of one currency: ${before} is in ${currency}, ${symbol} in ${instrument.currency}`;
      return invalid("symbol", expected);
    }
    found.push(instrument);
  }
  return ok(found);
}

interface Loaded {
  readonly traded: readonly TradedInstrument[];
  readonly tradesAtWeekends: boolean;
}

async function loadAll(
  loadBars: RunBars,
  { spec, definition }: CheckedPortfolioSpec,
  instruments: readonly Instrument[],
): Promise<Result<Loaded, ExecutePortfolioError>> {
  const traded: TradedInstrument[] = [];
  let tradesAtWeekends = true;
  for (const instrument of instruments) {
    const { symbol } = instrument;
    const read = (resolution: Resolution, from: string | null) => {
      const { symbols: _, ...shared } = spec;
      return loadBars({ ...shared, symbol, resolution, from }, null);
    };
    const base = await read(spec.resolution, spec.from);
    if (!base.ok) return base;
    const series: Record<string, TimedBars> = {};
    for (const resolution of definition.series) {
      // From the first bar there is: what came before the window warms up the averages.
      const longer = await read(resolution, null);
      if (!longer.ok) return longer;
      series[resolution] = timedBars(longer.value, resolution, instrument);
    }
    traded.push({ symbol, base: timedBars(base.value, spec.resolution, instrument), series, terms: DEFAULT_TERMS });
    tradesAtWeekends &&= base.value.tradesAtWeekends;
  }
  return ok({ traded, tradesAtWeekends });
}

function timedBars({ bars }: LoadedBars, resolution: Resolution, { calendar }: Instrument): TimedBars {
  return { bars, ...closesOf(bars.time, resolution, calendar === null ? null : calendarOf(calendar)) };
}

/** The result, or null when it was told to stop. */
async function walk(backtest: PortfolioBacktest, pacing: Pacing): Promise<PortfolioBacktestResult | null> {
  for (let done = false; !done; ) {
    if (pacing.signal.aborted) return null;
    done = backtest.advance(SLICE_MOMENTS);
    const { done: bars, total } = backtest.progress;
    pacing.progress(bars, total);
    await pacing.yieldTurn();
  }
  return pacing.signal.aborted ? null : backtest.result();
}

function sharesOf(
  { instruments }: PortfolioBacktestResult,
  traded: readonly TradedInstrument[],
): readonly PortfolioShare[] {
  const sum = (column: Float64Array) => column.reduce((total, value) => total + value, 0);
  return instruments.map(({ symbol, trades, fills }, i) => ({
    symbol,
    bars: traded[i]?.base.closeMs.length ?? 0,
    trades: trades.pnl.length,
    pnl: sum(trades.pnl),
    fees: sum(fills.commission),
  }));
}

function columnsOf({ moments, equity, instruments }: PortfolioBacktestResult): Readonly<Record<string, Float64Array>> {
  const named = instruments.flatMap(({ fills, orders, trades }, i) =>
    Object.entries({ fills, orders, trades }).flatMap(([kind, columns]) =>
      Object.entries(columns).map(
        ([name, column]: [string, Float64Array]) => [`${i} ${kind} ${name}`, column] as const,
      ),
    ),
  );
  return { moments, equity, ...Object.fromEntries(named) };
}
