import { exact, type InstrumentId } from "@/modules/_kernel";
import {
  type BarColumns,
  type Coverage,
  type Instrument,
  type KnownDays,
  makeOpenAdjustedSeries,
  makeReadDays,
  type SeriesState,
} from "@/modules/data";
import {
  INSTRUMENTS_PER_PAGE_MAX,
  makeCorporateActionStore,
  makeInstrumentStore,
  makeKnownBarStore,
  makeSeriesStates,
  STATES_PER_CALL_MAX,
} from "@/modules/data/server";
import { type CloseSeries, HISTORY_DAYS_MAX } from "@/modules/risk";
import { makeBatcher } from "../../infra/batcher";
import { rateBetween, rateSymbols } from "../accounts/marks";
import type { FlowDeps } from "../deps";

/** Room for days that not every instrument has. */
const DAYS_READ = HISTORY_DAYS_MAX + 100;
/** Days whose volume is a usual one: a month of trading. */
const VOLUME_DAYS = 21;
/** Instruments looked up at a time: a page must not take every connection of the process. */
const AT_ONCE = 6;
/** Pasts that are kept: more than anybody holds at a time. */
const KEPT_MAX = 500;

/** Daily closes of an instrument, free of splits and dividends, in its own currency. */
export interface DailyPast extends CloseSeries {
  /** Units of a usual day; null is unknown. */
  readonly averageVolume: number | null;
}

type Deps = Pick<FlowDeps, "sql">;

/** One for all of a process: what the desk has read, the ticket beside it need not read again. */
const opened = new WeakMap<Deps["sql"], DailyPasts>();

/**
 * The past of instruments, each read once for each state of it: which state it is in is looked up at every call, by one statement
 * for all that are asked for, so that nothing old is ever shown, however long it is kept. Where a state only has more bars than the
 * one before, as with each new minute of a live market, only the days of those are read.
 */
export function openDailyPasts({ sql }: Deps): DailyPasts {
  const pasts = opened.get(sql) ?? makeDailyPasts({ sql });
  opened.set(sql, pasts);
  return pasts;
}

export interface DailyPasts {
  /** By symbol; one that has no bars, or is not known, has no entry. The same object for as long as it is the same past. */
  read(symbols: readonly string[]): Promise<ReadonlyMap<string, DailyPast>>;
}

interface Kept {
  /** Of its bars, sessions and corporate actions; looked up before the past was read. */
  readonly state: SeriesState;
  readonly read: Promise<ReadPast | null>;
}

/** A past, with the days it is made of. */
interface ReadPast {
  readonly past: DailyPast;
  readonly days: KnownDays;
}

function makeDailyPasts(deps: Deps): DailyPasts {
  const kept = new Map<string, Kept>();
  const stateOf = makeBatcher<string, SeriesState>(
    (symbols) => makeSeriesStates(deps.sql).statesOf(symbols),
    STATES_PER_CALL_MAX,
  );
  const keep = (symbol: string, state: SeriesState, read: Kept["read"]): Kept => {
    const found: Kept = { state, read };
    kept.delete(symbol);
    kept.set(symbol, found);
    const [oldest] = kept.keys();
    if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest);
    // A fault is nobody's past: whoever comes next asks again.
    found.read.catch(() => (kept.get(symbol) === found ? kept.delete(symbol) : false));
    return found;
  };
  return {
    async read(symbols) {
      const asked = [...new Set(symbols)];
      const states = await Promise.all(asked.map(async (symbol) => ({ symbol, state: await stateOf(symbol) })));
      const there = states.flatMap(({ symbol, state }) => (state === null ? [] : [{ symbol, state }]));
      const changed = there.filter(({ symbol, state }) => kept.get(symbol)?.state.text !== state.text);
      const reads = readPasts(
        deps,
        changed.map(({ symbol }) => symbol),
      );
      const pasts = there.map(({ symbol, state }) => {
        const before = kept.get(symbol);
        const now =
          before?.state.text === state.text
            ? before
            : keep(symbol, state, reads({ symbol, state, before: before?.read ?? null }));
        return now.read.then((found) => [symbol, found?.past] as const);
      });
      return new Map(
        (await Promise.all(pasts)).flatMap(([symbol, past]) => (past?.time.length ? [[symbol, past]] : [])),
      );
    },
  };
}

interface PastWanted {
  readonly symbol: string;
  readonly state: SeriesState;
  /** What was read of it before. */
  readonly before: Kept["read"] | null;
}

/** Reads the pasts of some instruments, a few at a time: what each is and what there is of it is looked up for all at once. */
function readPasts({ sql }: Deps, symbols: readonly string[]): (wanted: PastWanted) => Kept["read"] {
  if (symbols.length === 0) return async () => null;
  const facts = (async () => {
    const store = makeInstrumentStore(sql);
    const instruments = await store.findAll(symbols);
    const ids = [...new Set([...instruments.values()].map(({ instrumentId }) => instrumentId))];
    const coverage = new Map<InstrumentId, readonly Coverage[]>();
    for (let at = 0; at < ids.length; at += INSTRUMENTS_PER_PAGE_MAX)
      for (const [id, found] of await store.coverage(ids.slice(at, at + INSTRUMENTS_PER_PAGE_MAX)))
        coverage.set(id, found);
    return { instruments, coverage };
  })();
  const turns = Array.from({ length: AT_ONCE }, () => Promise.resolve());
  let next = 0;
  return ({ symbol, state, before }) => {
    const turn = next % AT_ONCE;
    next += 1;
    const read = Promise.all([facts, turns[turn]]).then(async ([{ instruments, coverage }]) => {
      const instrument = instruments.get(symbol);
      if (instrument === undefined) return null;
      // What could not be read before is read whole.
      const known = (await before?.catch(() => null)) ?? null;
      return readPast(sql, instrument, { coverage: coverage.get(instrument.instrumentId) ?? [], state, known });
    });
    turns[turn] = read.then(
      () => undefined,
      () => undefined,
    );
    return read;
  };
}

interface PastOf {
  readonly coverage: readonly Coverage[];
  readonly state: SeriesState;
  readonly known: ReadPast | null;
}

async function readPast(
  sql: Deps["sql"],
  instrument: Instrument,
  { coverage, state, known }: PastOf,
): Promise<ReadPast | null> {
  const bars = makeKnownBarStore(sql, async () => coverage);
  const open = makeOpenAdjustedSeries({ bars, actions: makeCorporateActionStore(sql) });
  const read = await makeReadDays(open, DAYS_READ)({ instrument, spans: state.spans, before: known?.days ?? null });
  // Actions that do not fit their prices: its past is not known.
  if (!read.ok) return null;
  const { time, close, volume } = positive(read.value.days);
  return { past: { time, close, averageVolume: usualVolume(volume) }, days: read.value };
}

/** Days with a price above 0: of what costs nothing or less no return can be said. */
function positive({ time, close, volume }: BarColumns) {
  const isPriced = (_: number, at: number) => (close[at] ?? 0) > 0;
  return { time: time.filter(isPriced), close: close.filter(isPriced), volume: volume.filter(isPriced) };
}

function usualVolume(volume: Float64Array): number | null {
  const last = volume.slice(-VOLUME_DAYS);
  const sum = last.reduce((total, each) => total + each, 0);
  return sum > 0 ? sum / last.length : null;
}

/** Closes in other currencies, for as long as both their past and the rates are the same. */
const converted = new WeakMap<
  CloseSeries,
  Map<string, { readonly rates: CloseSeries; readonly closes: CloseSeries }>
>();

/** Closes of an instrument in another currency: on the days on which its rate is known too. Null: no rate is stored. */
export async function closesIn(
  pasts: DailyPasts,
  past: CloseSeries,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<CloseSeries | null> {
  if (from === to) return past;
  const rates = await rateSeries(pasts, from, to);
  if (rates === null) return null;
  const known = converted.get(past) ?? new Map<string, { readonly rates: CloseSeries; readonly closes: CloseSeries }>();
  converted.set(past, known);
  const before = known.get(`${from}/${to}`);
  if (before?.rates === rates) return before.closes;
  const closes = atRates(past, rates);
  known.set(`${from}/${to}`, { rates, closes });
  return closes;
}

function atRates(past: CloseSeries, rates: CloseSeries): CloseSeries {
  const rateOn = new Map([...rates.time].map((day, at) => [day, rates.close[at] ?? Number.NaN] as const));
  const isRated = (day: number) => rateOn.has(day);
  const time = past.time.filter(isRated);
  const close = past.close.filter((_, at) => isRated(past.time[at] ?? Number.NaN));
  return { time, close: close.map((each, at) => each * (rateOn.get(time[at] ?? Number.NaN) ?? Number.NaN)) };
}

/** Rates of a pair of currencies, and the pasts that they were reckoned from. */
interface KnownRates {
  readonly from: readonly DailyPast[];
  readonly rates: CloseSeries | null;
}
const ratesOf = new WeakMap<DailyPasts, Map<string, KnownRates>>();

/** Daily rates: units of `to` for one of `from`. Null: no pair is stored that says it. */
export async function rateSeries(pasts: DailyPasts, from: string, to: string): Promise<CloseSeries | null> {
  const found = await pasts.read(rateSymbols(from, to));
  const known = ratesOf.get(pasts) ?? new Map<string, KnownRates>();
  ratesOf.set(pasts, known);
  const parts = [...found.values()];
  const before = known.get(`${from}/${to}`);
  if (before?.from.length === parts.length && before.from.every((part, at) => part === parts[at])) return before.rates;
  const rates = reckonRates(found, from, to);
  known.set(`${from}/${to}`, { from: parts, rates });
  return rates;
}

function reckonRates(found: ReadonlyMap<string, DailyPast>, from: string, to: string): CloseSeries | null {
  const days = [...new Set([...found.values()].flatMap(({ time }) => [...time]))].toSorted((one, other) => one - other);
  const rates: [number, number][] = [];
  const places = new Map(
    [...found].map(([symbol, { time }]) => [symbol, new Map([...time].map((day, at) => [day, at]))]),
  );
  for (const day of days.slice(-DAYS_READ)) {
    const rate = rateBetween(from, to, (symbol) => {
      const close = found.get(symbol)?.close[places.get(symbol)?.get(day) ?? -1];
      return close === undefined ? null : exact(close);
    });
    if (rate !== null) rates.push([day, rate.toNumber()]);
  }
  if (rates.length === 0) return null;
  return { time: Float64Array.from(rates, ([day]) => day), close: Float64Array.from(rates, ([, rate]) => rate) };
}
