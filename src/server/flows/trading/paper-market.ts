import type { Clock, SqlPort } from "@/modules/_kernel";
import { calendarOf, decodeQuote, type Instrument, type Quote, type QuoteStore } from "@/modules/data";
import { makeInstrumentStore } from "@/modules/data/server";
import { marketOfQuote, paperFees, type QuoteVenueOptions } from "@/modules/execution";
import type { MarketNews } from "@/modules/execution/server";
import { makeBatcher } from "../../infra/batcher";
import type { Signals } from "../../platform/work";

/** Instruments of orders: an instrument that was changed is another one after this long. */
const INSTRUMENT_MS = 30_000;
const INSTRUMENTS_MAX = 5_000;
/** How often the latest quotes are read where they are kept; in between they are heard. */
const STORE_EVERY_MS = 1_000;

/** Instruments by symbol, for whoever asks for the same few over and over. */
export interface InstrumentCache {
  find(symbol: string): Promise<Instrument | null>;
  /** The one that was found before; null where nobody asked for it. */
  known(symbol: string): Instrument | null;
}

export function makeInstrumentCache({ sql }: { readonly sql: SqlPort }): InstrumentCache {
  const store = makeInstrumentStore(sql);
  const found = new Map<string, { readonly instrument: Instrument | null; readonly atMs: number }>();
  return {
    known: (symbol) => found.get(symbol)?.instrument ?? null,
    async find(symbol) {
      const nowMs = performance.now();
      const kept = found.get(symbol);
      if (kept !== undefined && nowMs - kept.atMs < INSTRUMENT_MS) return kept.instrument;
      const instrument = await store.find(symbol);
      if (found.size >= INSTRUMENTS_MAX) found.clear();
      found.set(symbol, { instrument, atMs: nowMs });
      return instrument;
    },
  };
}

/** The latest quotes of whoever asks: heard as they come, and read again each second, for a signal may be lost. */
export interface QuoteWatch {
  read(ids: readonly Instrument["instrumentId"][]): Promise<ReadonlyMap<number, Quote>>;
  stop(): void;
}

export function makeQuoteWatch({
  quotes,
  signals,
}: {
  readonly quotes: QuoteStore;
  readonly signals: Signals;
}): QuoteWatch {
  const latest = new Map<number, Quote>();
  const readAt = new Map<number, number>();
  /** Reads under way, by what they read. */
  const reading = new Map<number, Promise<void>>();
  // Those who look at one time ask once.
  const readOne = makeBatcher<Instrument["instrumentId"], Quote>(
    async (ids) => new Map((await quotes.read(ids)).map((quote) => [quote.instrumentId, quote])),
    INSTRUMENTS_MAX,
  );
  const take = (quote: Quote) => {
    const kept = latest.get(quote.instrumentId);
    if (kept === undefined || kept.feed !== quote.feed || quote.receivedMs >= kept.receivedMs)
      latest.set(quote.instrumentId, quote);
  };
  const unhear = signals.on("live", (batch) => {
    for (const line of batch?.split("\n") ?? []) {
      // A line begins with its id: `[7,…`.
      if (!readAt.has(Number.parseInt(line.slice(1), 10))) continue;
      const quote = decodeQuote(line);
      if (quote !== null) take(quote);
    }
  });
  const readFromStore = async (ids: readonly Instrument["instrumentId"][]) => {
    try {
      for (const quote of await Promise.all(ids.map(readOne))) if (quote !== null) take(quote);
    } catch (error) {
      // Nothing is known of them, and nobody may think so for a second.
      for (const id of ids) readAt.delete(id);
      throw error;
    }
  };
  return {
    async read(ids) {
      const nowMs = performance.now();
      const old = ids.filter((id) => nowMs - (readAt.get(id) ?? Number.NEGATIVE_INFINITY) >= STORE_EVERY_MS);
      if (old.length > 0) {
        if (readAt.size >= INSTRUMENTS_MAX) {
          readAt.clear();
          latest.clear();
        }
        const asked = readFromStore(old).finally(() => {
          for (const id of old) if (reading.get(id) === asked) reading.delete(id);
        });
        for (const id of old) {
          readAt.set(id, nowMs);
          reading.set(id, asked);
        }
        await asked;
      }
      // One that somebody else is the first to read has no quote yet, which is not to say that there is none.
      await Promise.all(ids.flatMap((id) => (latest.has(id) ? [] : (reading.get(id) ?? []))));
      return new Map(ids.flatMap((id) => [[id, latest.get(id)] as const]).flatMap(([id, q]) => (q ? [[id, q]] : [])));
    },
    stop: unhear,
  };
}

/** How markets stand, as the simulated venue is told: by the quotes that there are and the calendars of their instruments. */
export function makeNewsOf({
  instruments,
  watch,
  clock,
}: {
  readonly instruments: InstrumentCache;
  readonly watch: QuoteWatch;
  readonly clock: Clock;
}) {
  return async (symbols: readonly string[]): Promise<readonly MarketNews[]> => {
    const found = await Promise.all(symbols.map((symbol) => instruments.find(symbol)));
    const known = found.flatMap((instrument, index) =>
      instrument === null ? [] : [{ instrument, symbol: symbols[index] ?? "" }],
    );
    const quotes = await watch.read(known.map(({ instrument }) => instrument.instrumentId));
    const nowMs = clock.nowMs();
    return known.map(({ instrument, symbol }) =>
      newsOf(symbol, instrument, quotes.get(instrument.instrumentId), nowMs),
    );
  };
}

function newsOf(symbol: string, instrument: Instrument, quote: Quote | undefined, nowMs: number): MarketNews {
  const id = quote?.calendar ?? instrument.calendar;
  const calendar = id === null ? null : calendarOf(id);
  const now = quote === undefined ? null : marketOfQuote(quote, instrument.tick, nowMs, calendar);
  const marketMs = now?.marketMs ?? nowMs;
  return {
    symbol,
    market: now === null || now.state === "stale" ? null : now.market,
    marketMs,
    session: calendar === null ? undefined : calendar.sessionAt(marketMs),
    isHalted: instrument.status === "halted",
  };
}

/** What fills of paper accounts cost. Its instruments were looked up before: nothing fills without a price. */
export function paperFeesOf(instruments: InstrumentCache): QuoteVenueOptions["feesOf"] {
  return ({ symbol, ...fill }) => {
    const instrument = instruments.known(symbol);
    if (instrument === null) throw new Error(`${symbol} was looked up before it fills`);
    return paperFees({ ...fill, kind: instrument.kind, multiplier: instrument.multiplier });
  };
}

/** What a point of a unit is worth. Its instruments were looked up before, as for their fees. */
export function multiplierOf(instruments: InstrumentCache): NonNullable<QuoteVenueOptions["multiplierOf"]> {
  return (symbol) => instruments.known(symbol)?.multiplier ?? "1";
}
