import { EpochMs, type Exact, exact, quotient } from "@/modules/_kernel";
import { type Instrument, makeSeriesReader, type Quote } from "@/modules/data";
import { makeBarStore, makeInstrumentStore } from "@/modules/data/server";
import type { FlowDeps } from "../deps";

/** Looked up at a time: a page must not take every connection of the process. */
const AT_ONCE = 6;
/** A rate that is older is none: a total made of it would look right and be wrong. */
const RATE_AGE_MAX_MS = 14 * 86_400_000;
/** Currencies that most others are quoted in: two that have no pair of their own meet there. */
const CROSSES = ["USD", "EUR"];
const ONE = exact(1);

/** The newest price that is known of an instrument. */
export interface Mark {
  readonly instrument: Instrument;
  /** Per unit and point. */
  readonly price: Exact;
  /** What a purchase pays now; null where nobody says. */
  readonly ask: Exact | null;
  readonly at: EpochMs;
  readonly source: "live" | "stored";
}

export type Marks = ReadonlyMap<string, Mark>;

/** The last trade; where none is known, between the two sides. */
export function priceOfQuote({ last, bid, ask }: Pick<Quote, "last" | "bid" | "ask">): Exact | null {
  if (last !== null) return exact(last);
  if (bid === null || ask === null) return null;
  return quotient(exact(bid).plus(exact(ask)), exact(2));
}

/** The newest prices of symbols: live quotes, else the last stored close. One that has neither has no entry. */
export async function readMarks(
  { sql, quotes }: Pick<FlowDeps, "sql" | "quotes">,
  symbols: readonly string[],
): Promise<Marks> {
  const series = makeSeriesReader(makeBarStore(sql), "stored");
  const found = await makeInstrumentStore(sql).findAll(symbols);
  const listed = [...found].map(([symbol, instrument]) => ({ symbol, instrument }));
  const live = new Map(
    (await quotes.read(listed.map(({ instrument }) => instrument.instrumentId))).map((quote) => [
      quote.instrumentId,
      quote,
    ]),
  );
  const marks = await inBatches(listed, async ({ symbol, instrument }): Promise<readonly [string, Mark] | null> => {
    const quote = live.get(instrument.instrumentId);
    const price = quote === undefined ? null : priceOfQuote(quote);
    if (quote !== undefined && price !== null)
      return [
        symbol,
        {
          instrument,
          price,
          ask: quote.ask === null ? null : exact(quote.ask),
          at: EpochMs.of(quote.eventMs),
          source: "live",
        },
      ];
    const bars = await series.readLatest(instrument, "1d", null, 1);
    const [close, time] = [bars.close.at(-1), bars.time.at(-1)];
    if (close === undefined || time === undefined) return null;
    return [symbol, { instrument, price: exact(close), ask: null, at: EpochMs.of(time), source: "stored" }];
  });
  return new Map(marks.filter((mark) => mark !== null));
}

async function inBatches<From, To>(all: readonly From[], work: (each: From) => Promise<To>): Promise<readonly To[]> {
  const done: To[] = [];
  for (let at = 0; at < all.length; at += AT_ONCE)
    done.push(...(await Promise.all(all.slice(at, at + AT_ONCE).map(work))));
  return done;
}

// ---- rates --------------------------------------------------------------------------------------------------------

/** Symbols under which a pair may be quoted. */
const pairNames = (from: string, to: string) => [`${from}${to}`, `${from}-${to}`, `${from}/${to}`, `${from}${to}=X`];

/** Every symbol that could say what one currency is in another. */
export function rateSymbols(from: string, to: string): readonly string[] {
  const pairs: (readonly [string, string])[] = [[from, to]];
  for (const cross of CROSSES) if (cross !== from && cross !== to) pairs.push([from, cross], [cross, to]);
  return pairs.flatMap(([one, other]) => [...pairNames(one, other), ...pairNames(other, one)]);
}

/** Prices of pairs: null is unknown. */
export type PairPrice = (symbol: string) => Exact | null;

/**
 * Units of `to` for one of `from`: by their own pair, its inverse, or over a currency that both are quoted in. Null is unknown. For
 * totals on a screen, never for booking: money that was exchanged was exchanged at its own rate.
 */
export function rateBetween(from: string, to: string, priceOf: PairPrice): Exact | null {
  const direct = (one: string, other: string): Exact | null => {
    if (one === other) return ONE;
    for (const name of pairNames(one, other)) {
      const price = priceOf(name);
      if (price?.isPositive() === true) return price;
    }
    for (const name of pairNames(other, one)) {
      const price = priceOf(name);
      if (price?.isPositive() === true) return quotient(ONE, price);
    }
    return null;
  };
  const own = direct(from, to);
  if (own !== null) return own;
  for (const cross of CROSSES) {
    const [first, second] = [direct(from, cross), direct(cross, to)];
    if (first !== null && second !== null) return first.times(second);
  }
  return null;
}

/** Rates from marks; one that is too old is none. */
export const rateFromMarks =
  (marks: Marks, nowMs: EpochMs): PairPrice =>
  (symbol) => {
    const mark = marks.get(symbol);
    return mark === undefined || nowMs - mark.at > RATE_AGE_MAX_MS ? null : mark.price;
  };
