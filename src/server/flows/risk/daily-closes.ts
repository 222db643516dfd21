import { exact } from "@/modules/_kernel";
import { type BarColumns, type Instrument, makeOpenAdjustedSeries } from "@/modules/data";
import { makeBarStore, makeCorporateActionStore, makeInstrumentStore } from "@/modules/data/server";
import { type CloseSeries, HISTORY_DAYS_MAX } from "@/modules/risk";
import { rateBetween, rateSymbols } from "../accounts/marks";
import type { FlowDeps } from "../deps";

/** Room for days that not every instrument has. */
const DAYS_READ = HISTORY_DAYS_MAX + 100;
/** Days whose volume is a usual one: a month of trading. */
const VOLUME_DAYS = 21;
/** Instruments looked up at a time: a page must not take every connection of the process. */
const AT_ONCE = 6;
/** How long a past is kept: its newest day changes slowly, and a ticket asks several times a second. */
const KEPT_MS = 60_000;
/** Pasts that are kept: more than anybody holds at a time. */
const KEPT_MAX = 500;

/** Daily closes of an instrument, free of splits and dividends, in its own currency. */
export interface DailyPast extends CloseSeries {
  /** Units of a usual day; null is unknown. */
  readonly averageVolume: number | null;
}

type Deps = Pick<FlowDeps, "sql" | "clock">;

/** Reads the past of instruments, each once in a while. */
export function makeDailyPasts(deps: Deps) {
  const kept = new Map<string, { readonly untilMs: number; readonly past: Promise<DailyPast | null> }>();
  const instruments = makeInstrumentStore(deps.sql);
  const pastOf = (symbol: string): Promise<DailyPast | null> => {
    const nowMs = deps.clock.nowMs();
    const found = kept.get(symbol);
    if (found !== undefined && nowMs < found.untilMs) return found.past;
    const past = instruments
      .find(symbol)
      .then((instrument) => (instrument === null ? null : readPast(deps, instrument)));
    kept.delete(symbol);
    kept.set(symbol, { untilMs: nowMs + KEPT_MS, past });
    const [oldest] = kept.keys();
    if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest);
    // A fault is nobody's past: whoever comes next asks again.
    past.catch(() => kept.delete(symbol));
    return past;
  };
  return {
    /** By symbol; one that has no bars, or is not known, has no entry. */
    async read(symbols: readonly string[]): Promise<ReadonlyMap<string, DailyPast>> {
      const found = new Map<string, DailyPast>();
      const all = [...new Set(symbols)];
      for (let at = 0; at < all.length; at += AT_ONCE)
        await Promise.all(
          all.slice(at, at + AT_ONCE).map(async (symbol) => {
            const past = await pastOf(symbol);
            if (past !== null && past.time.length > 0) found.set(symbol, past);
          }),
        );
      return found;
    },
  };
}
export type DailyPasts = ReturnType<typeof makeDailyPasts>;

async function readPast({ sql }: Deps, instrument: Instrument): Promise<DailyPast | null> {
  const open = makeOpenAdjustedSeries({ bars: makeBarStore(sql), actions: makeCorporateActionStore(sql) });
  const series = await open(instrument, "1d", {
    adjustment: "total_return",
    hours: "stored",
    barsAsOfMs: null,
    actionsAsOfMs: null,
    untilDateMs: null,
  });
  // Actions that do not fit their prices: its past is not known.
  if (!series.ok) return null;
  const { time, close, volume } = positive(await series.value.reader.readLatest(instrument, "1d", null, DAYS_READ));
  return { time, close, averageVolume: usualVolume(volume) };
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

/** Closes of an instrument in another currency: on the days on which its rate is known too. Null: no rate is stored. */
export async function closesIn(
  pasts: DailyPasts,
  past: CloseSeries,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<CloseSeries | null> {
  if (from === to) return past;
  const rates = await rateSeries(pasts, from, to);
  if (rates === null) return null;
  const rateOn = new Map([...rates.time].map((day, at) => [day, rates.close[at] ?? Number.NaN] as const));
  const isRated = (day: number) => rateOn.has(day);
  const time = past.time.filter(isRated);
  const close = past.close.filter((_, at) => isRated(past.time[at] ?? Number.NaN));
  return { time, close: close.map((each, at) => each * (rateOn.get(time[at] ?? Number.NaN) ?? Number.NaN)) };
}

/** Daily rates: units of `to` for one of `from`. Null: no pair is stored that says it. */
export async function rateSeries(pasts: DailyPasts, from: string, to: string): Promise<CloseSeries | null> {
  const found = await pasts.read(rateSymbols(from, to));
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
