import { EpochMs, err, ok, type Result } from "@/modules/_kernel";
import {
  barCount,
  calendarOf,
  type Instrument,
  type InstrumentStore,
  type ReadHeldActions,
  type Resolution,
  type TimeZone,
} from "@/modules/data";
import { DEFAULT_TERMS } from "@/modules/execution";
import { invalid, lastDateOf, type SpecError } from "../domain/backtest-spec";
import { closesOf } from "../domain/portfolio/bar-closes";
import type { TimedBars, TradedInstrument } from "../domain/portfolio/market";
import type { CheckedPortfolioSpec } from "../domain/portfolio/portfolio-spec";
import type { BarsError, DataQuality, HashColumns, LoadedBars, RunBars, RunMoments, SeriesCard } from "../ports";
import { momentsOf, seriesCard } from "./card-parts";

export interface LoadPortfolioDeps {
  readonly instruments: Pick<InstrumentStore, "find">;
  readonly loadBars: RunBars;
  readonly heldActions: ReadHeldActions;
  readonly hashColumns: HashColumns;
}

export type PortfolioRefusal =
  | SpecError
  | BarsError
  | { readonly kind: "backtest.window_short"; readonly bars: number; readonly needed: number };

/** Everything a run on several instruments runs on. */
export interface LoadedPortfolio {
  readonly traded: readonly TradedInstrument[];
  readonly series: readonly SeriesCard[];
  readonly currency: string;
  readonly calendars: readonly (string | null)[];
  readonly tradesAtWeekends: boolean;
  /** Of the first instrument. */
  readonly timeZone: TimeZone;
  /** Of the worst series; null when one of them never was judged. */
  readonly quality: DataQuality | null;
}

/**
 * Bars and corporate actions of every instrument of a request. Refuses an instrument that is not there or in another
 * currency than the first, a window without bars, and one with fewer than the strategy warms up on.
 */
export async function loadPortfolio(
  deps: LoadPortfolioDeps,
  checked: CheckedPortfolioSpec,
  asOf: RunMoments | null,
): Promise<Result<LoadedPortfolio, PortfolioRefusal>> {
  const found = await findAll(deps.instruments, checked.symbols);
  if (!found.ok) return found;
  const parts: LoadedInstrument[] = [];
  for (const instrument of found.value) {
    const part = await loadInstrument(deps, checked, instrument, asOf);
    if (!part.ok) return part;
    parts.push(part.value);
  }
  const fewest = Math.min(...parts.map(({ traded }) => barCount(traded.base.bars)));
  const needed = checked.strategy.warmUpBars;
  if (fewest < needed) return err({ kind: "backtest.window_short", bars: fewest, needed });
  const [first] = parts;
  if (first === undefined) return invalid("symbol", "an instrument");
  return ok({
    traded: parts.map(({ traded }) => traded),
    series: parts.flatMap(({ series }) => series),
    currency: found.value[0]?.currency ?? "",
    calendars: found.value.map(({ calendar }) => calendar),
    tradesAtWeekends: parts.every(({ base }) => base.tradesAtWeekends),
    timeZone: first.base.timeZone,
    quality: worstOf(parts.map(({ base }) => base.quality)),
  });
}

/** The instruments of those symbols, which trade in one currency. */
async function findAll(
  store: LoadPortfolioDeps["instruments"],
  symbols: readonly string[],
): Promise<Result<readonly Instrument[], PortfolioRefusal>> {
  const found: Instrument[] = [];
  for (const symbol of symbols) {
    const instrument = await store.find(symbol);
    if (instrument === null) return err({ kind: "instrument.not_found", symbol });
    const { symbol: before, currency } = found[0] ?? instrument;
    if (instrument.currency !== currency) {
      const expected = `instruments of one currency: ${before} is in ${currency}, ${symbol} in ${instrument.currency}`;
      return invalid("others", expected);
    }
    found.push(instrument);
  }
  return ok(found);
}

interface LoadedInstrument {
  readonly traded: TradedInstrument;
  readonly series: readonly SeriesCard[];
  readonly base: LoadedBars;
}

async function loadInstrument(
  { loadBars, heldActions, hashColumns }: LoadPortfolioDeps,
  { spec, definition }: CheckedPortfolioSpec,
  instrument: Instrument,
  asOf: RunMoments | null,
): Promise<Result<LoadedInstrument, BarsError>> {
  const { symbol } = instrument;
  const read = (resolution: Resolution, from: string | null) =>
    loadBars({ ...spec, symbol, resolution, from }, momentsOf(asOf, { symbol, resolution }));
  const base = await read(spec.resolution, spec.from);
  if (!base.ok) return base;
  const known = momentsOf(asOf, { symbol, resolution: spec.resolution });
  const held = await heldActions(instrument, spec.resolution, {
    adjustment: spec.adjustment,
    actionsAsOfMs: known === null ? null : (known.actionsAsOfMs ?? NEVER),
    untilDateMs: lastDateOf(spec),
  });
  const facts = { ...base.value, actions: held.actions.length, actionsAsOfMs: held.actionsAsOfMs };
  const cards = [seriesCard({ symbol, resolution: spec.resolution }, facts, hashColumns)];
  const series: Record<string, TimedBars> = {};
  for (const resolution of definition.series) {
    // From the first bar there is: what came before the window warms up the averages.
    const longer = await read(resolution, null);
    if (!longer.ok) return longer;
    series[resolution] = timedBars(longer.value, resolution, instrument);
    const { actionsAsOfMs } = held;
    cards.push(seriesCard({ symbol, resolution }, { ...longer.value, actionsAsOfMs }, hashColumns));
  }
  const timed = timedBars(base.value, spec.resolution, instrument);
  const traded = { symbol, base: timed, series, terms: DEFAULT_TERMS, actions: held.actions };
  return ok({ traded, series: cards, base: base.value });
}

/** Before anything was known. */
const NEVER = EpochMs.of(0);

function timedBars({ bars }: LoadedBars, resolution: Resolution, { calendar }: Instrument): TimedBars {
  return { bars, ...closesOf(bars.time, resolution, calendar === null ? null : calendarOf(calendar)) };
}

/** The judgement of the worst of several series; null when one of them never was judged. */
function worstOf(judged: readonly (DataQuality | null)[]): DataQuality | null {
  const known = judged.filter((one) => one !== null);
  const [first] = known;
  if (first === undefined || known.length < judged.length) return null;
  return known.reduce((worst, one) => ((one.score ?? -1) < (worst.score ?? -1) ? one : worst), first);
}
