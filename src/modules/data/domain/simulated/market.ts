import { invariant } from "@/modules/_kernel";
import type { Bar } from "../bar-columns";
import { type Calendar, calendarOf } from "../calendar/calendar";
import type { FeedMessage } from "../feed/feed";
import { barOfTrades } from "../live/tick-bars";
import { MINUTE_MS } from "../resolution";
import { DayPaths, SIMULATED_FROM_MS } from "./day-paths";
import { LISTINGS, type Listing, listingOf } from "./listings";
import { bellAt, uniformAt } from "./random";

/** Streams of random numbers inside a minute, so that none is used for two things. */
const STREAM = {
  count: 11,
  offset: 12,
  side: 13,
  size: 14,
  fate: 15,
  delay: 16,
  wrong: 17,
  knot: 18,
  quoteSize: 19,
  depthSize: 20,
} as const;
/** Places of one minute in a stream: no minute has more trades, knots or levels than that. */
const PLACES = 64;
const TRADES_PER_MINUTE_MAX = 40;
/** Knots of the path inside a minute. */
const KNOTS = 8;
/** How far the path leaves the straight line between two minutes, as a share of the minute's deviation. */
const KNOT_SHARE = 0.7;

/** One trade in so many is told late, one in so many is told wrong first. */
const LATE_ONE_IN = 300;
const WRONG_ONE_IN = 700;
/** Of the wrong ones, the share that never happened. */
const BUSTED_SHARE = 0.3;
const LATE_MIN_MS = 2_000;
const LATE_MAX_MS = 80_000;
/** Nothing about a trade is told later than this after it happened. */
const TOLD_WITHIN_MS = 2 * LATE_MAX_MS;

const QUOTE_EVERY_MS = 1_000;
/** A quote is told again after so many seconds without a change, and the depth as often. */
const REPEAT_EVERY_S = 5;
const DEPTH_LEVELS = 5;

/** A trade of the simulated market, with what is told of it and when. */
interface SimulatedTrade {
  readonly id: string;
  readonly eventMs: number;
  readonly price: number;
  readonly size: number;
  /** False: it is told, and taken back later. */
  readonly happened: boolean;
  /** What is said of it at first. */
  readonly toldPrice: number;
  readonly toldMs: number;
  /** When it is put right; null: it was right from the beginning. */
  readonly correctedMs: number | null;
}

export interface SimulatedMarketOptions {
  readonly seed: number;
  /** When it trades; `24/7` where nothing is given. */
  readonly calendar?: Calendar;
}

/** What is said in a span of time, in the order in which it is said. `saidMs` is when. */
export interface SaidMessage {
  readonly saidMs: number;
  readonly message: FeedMessage;
}

/**
 * A market that is made up and never contradicts itself: whatever it was or will be at a moment follows from the seed
 * alone, so any span can be asked for in any order, and history and stream agree. Volatility clusters, instruments move
 * together, business follows the day, prices jump now and then, some trades are told late or wrong.
 */
export class SimulatedMarket {
  readonly #seed: number;
  readonly #calendar: Calendar;
  readonly #paths: DayPaths;

  constructor({ seed, calendar = calendarOf("24/7") ?? undefined }: SimulatedMarketOptions) {
    invariant(calendar !== undefined, "there is a calendar that never closes");
    this.#seed = seed;
    this.#calendar = calendar;
    this.#paths = new DayPaths(seed, calendar);
  }

  get calendar(): Calendar {
    return this.#calendar;
  }

  /** One-minute bars that start in `[fromMs, toMs)`, oldest first; a minute without a trade has none. */
  minuteBars(alias: string, fromMs: number, toMs: number): readonly Bar[] {
    const bars: Bar[] = [];
    const first = Math.max(Math.ceil(fromMs / MINUTE_MS), SIMULATED_FROM_MS / MINUTE_MS);
    for (let minute = first; minute * MINUTE_MS < toMs; minute += 1) {
      const bar = this.#barOf(alias, minute);
      if (bar !== null) bars.push(bar);
    }
    return bars;
  }

  /** Session bars of sessions whose dates lie in `[fromMs, toMs)`, oldest first: the sums of their minutes. */
  sessionBars(alias: string, fromMs: number, toMs: number): readonly Bar[] {
    const from = Math.max(fromMs, SIMULATED_FROM_MS);
    if (toMs <= from) return [];
    return this.#calendar.sessions(from, toMs - 1).flatMap(({ dateMs, openMs, closeMs }) => {
      const minutes = this.minuteBars(alias, openMs, closeMs);
      const [open, close] = [minutes[0], minutes.at(-1)];
      if (open === undefined || close === undefined) return [];
      return {
        time: dateMs,
        open: open.open,
        high: minutes.reduce((high, bar) => Math.max(high, bar.high), open.high),
        low: minutes.reduce((low, bar) => Math.min(low, bar.low), open.low),
        close: close.close,
        volume: minutes.reduce((volume, bar) => volume + bar.volume, 0),
      };
    });
  }

  /** What is said of those instruments after `fromMs` and up to `toMs`, in the order in which it is said. */
  messages(aliases: readonly string[], fromMs: number, toMs: number): readonly SaidMessage[] {
    const said = aliases.flatMap((alias) => [
      ...this.#tradeMessages(alias, fromMs, toMs),
      ...this.#quoteMessages(alias, fromMs, toMs),
    ]);
    return said.toSorted((left, right) => left.saidMs - right.saidMs);
  }

  #barOf(alias: string, minute: number): Bar | null {
    const trades = this.#tradesOf(alias, minute);
    return barOfTrades(
      minute * MINUTE_MS,
      trades.filter(({ happened }) => happened),
    );
  }

  *#tradeMessages(alias: string, fromMs: number, toMs: number): Generator<SaidMessage> {
    const isSaid = (atMs: number) => atMs > fromMs && atMs <= toMs;
    const first = Math.floor((fromMs - TOLD_WITHIN_MS) / MINUTE_MS);
    for (let minute = first; minute * MINUTE_MS <= toMs; minute += 1) {
      for (const trade of this.#tradesOf(alias, minute)) {
        const { id, eventMs, price, size, toldPrice, toldMs, correctedMs, happened } = trade;
        if (isSaid(toldMs)) {
          yield {
            saidMs: toldMs,
            message: { type: "trade", alias, price: toldPrice, size, eventMs, tradeId: id },
          };
        }
        if (correctedMs === null || !isSaid(correctedMs)) continue;
        const right = happened ? { price, size } : null;
        yield {
          saidMs: correctedMs,
          message: { type: "correction", alias, tradeId: id, eventMs: correctedMs, right },
        };
      }
    }
  }

  *#quoteMessages(alias: string, fromMs: number, toMs: number): Generator<SaidMessage> {
    const found = listingOf(alias);
    if (found === null) return;
    let before: { readonly bid: number; readonly ask: number } | null = null;
    for (let second = Math.floor(fromMs / QUOTE_EVERY_MS); second * QUOTE_EVERY_MS <= toMs; second += 1) {
      const atMs = second * QUOTE_EVERY_MS;
      const sides = this.#isOpen(atMs) ? this.#sidesAt(found, atMs) : null;
      const repeats = second % REPEAT_EVERY_S === 0;
      const changed = sides !== null && (before === null || before.bid !== sides.bid || before.ask !== sides.ask);
      before = sides;
      if (sides === null || atMs <= fromMs || !(changed || repeats)) continue;
      const [bidSize, askSize] = [0, 1].map((side) => this.#sizeAt(found, STREAM.quoteSize, second * 2 + side));
      yield {
        saidMs: atMs,
        message: { type: "quote", alias, ...sides, bidSize: bidSize ?? 0, askSize: askSize ?? 0, eventMs: atMs },
      };
      if (repeats) yield { saidMs: atMs, message: this.#depthOf(found, sides, atMs) };
    }
  }

  #depthOf(found: Found, { bid, ask }: { readonly bid: number; readonly ask: number }, atMs: number): FeedMessage {
    const { alias, priceDecimals, halfSpreadTicks } = found.listing;
    const step = Math.max(1, Math.round(halfSpreadTicks / 2));
    const second = atMs / QUOTE_EVERY_MS;
    const levels = (from: number, direction: 1 | -1) =>
      Array.from({ length: DEPTH_LEVELS }, (_, level): readonly [number, number] => [
        moved(from, direction * level * step, priceDecimals),
        this.#sizeAt(found, STREAM.depthSize, (second % 1e6) * PLACES + level * 2 + (direction === 1 ? 1 : 0)) *
          (level + 1),
      ]).filter(([price]) => price > 0);
    return { type: "depth", alias, bids: levels(bid, -1), asks: levels(ask, 1), eventMs: atMs };
  }

  #tradesOf(alias: string, minute: number): readonly SimulatedTrade[] {
    const found = listingOf(alias);
    if (found === null || minute * MINUTE_MS < SIMULATED_FROM_MS || !this.#isOpen(minute * MINUTE_MS)) return [];
    const { listing, seed } = this.#seeded(found);
    const busy = this.#paths.businessOf(found.index, minute);
    const wanted = listing.tradesPerMinute * busy + uniformAt(seed, STREAM.count, minute);
    const count = Math.min(TRADES_PER_MINUTE_MAX, Math.floor(wanted));
    const trades: SimulatedTrade[] = [];
    for (let k = 0; k < count; k += 1) trades.push(this.#tradeOf(found, minute, k, count));
    // A minute is never left without a trade by one that is taken back: its bar would have been shown, and vanish.
    const [only] = trades;
    if (only !== undefined && trades.every(({ happened }) => !happened)) trades[0] = { ...only, happened: true };
    return trades;
  }

  #tradeOf(found: Found, minute: number, k: number, count: number): SimulatedTrade {
    const { listing, seed } = this.#seeded(found);
    const place = minute * PLACES + k;
    const slot = (k + uniformAt(seed, STREAM.offset, place)) / count;
    const eventMs = minute * MINUTE_MS + Math.floor(slot * MINUTE_MS);
    const { bid, ask } = this.#sidesAt(found, eventMs);
    const price = uniformAt(seed, STREAM.side, place) < 0.5 ? bid : ask;
    const fate = uniformAt(seed, STREAM.fate, place);
    const isWrong = fate < 1 / WRONG_ONE_IN;
    const isLate = !isWrong && fate < 1 / WRONG_ONE_IN + 1 / LATE_ONE_IN;
    const delayMs = Math.floor(LATE_MIN_MS + uniformAt(seed, STREAM.delay, place) * (LATE_MAX_MS - LATE_MIN_MS));
    const toldMs = isLate ? eventMs + delayMs : eventMs;
    const off = Math.max(1, Math.round(4 * listing.halfSpreadTicks * (1 + uniformAt(seed, STREAM.wrong, place))));
    return {
      id: String(place),
      eventMs,
      price,
      size: this.#sizeAt(found, STREAM.size, place),
      happened: !(isWrong && fate < BUSTED_SHARE / WRONG_ONE_IN),
      toldPrice: isWrong ? moved(price, off, listing.priceDecimals) : price,
      toldMs,
      correctedMs: isWrong ? eventMs + delayMs : null,
    };
  }

  #isOpen(atMs: number): boolean {
    const session = this.#calendar.sessionAt(atMs);
    if (session === null) return false;
    const pause = session.breakMs;
    return pause === null || atMs < pause.startMs || atMs >= pause.endMs;
  }

  /** Best bid and ask around the path, whole ticks apart. */
  #sidesAt(found: Found, atMs: number): { readonly bid: number; readonly ask: number } {
    const { priceDecimals, halfSpreadTicks } = found.listing;
    const scale = 10 ** priceDecimals;
    const middle = Math.exp(this.#logPriceAt(found, atMs)) * scale;
    const bid = Math.max(1, Math.floor(middle - halfSpreadTicks + 0.5));
    const ask = Math.max(bid + 1, Math.ceil(middle + halfSpreadTicks - 0.5));
    return { bid: bid / scale, ask: ask / scale };
  }

  /** Logarithm of the price at a moment: between the ends of its minute, with a wander that is zero at both. */
  #logPriceAt(found: Found, atMs: number): number {
    const minute = Math.floor(atMs / MINUTE_MS);
    const share = (atMs - minute * MINUTE_MS) / MINUTE_MS;
    const { from, to, deviation } = this.#paths.minute(found.listing, found.index, minute);
    const knot = Math.floor(share * KNOTS);
    const within = share * KNOTS - knot;
    const { seed } = this.#seeded(found);
    const wander = (at: number) => {
      const f = at / KNOTS;
      return at === 0 || at === KNOTS
        ? 0
        : bellAt(seed, STREAM.knot, minute * PLACES + at) * Math.sqrt(4 * f * (1 - f));
    };
    const off = wander(knot) * (1 - within) + wander(knot + 1) * within;
    return from + (to - from) * share + off * deviation * KNOT_SHARE;
  }

  /** A size in whole lots, at least one. */
  #sizeAt({ listing, index }: Found, stream: number, place: number): number {
    const lots =
      listing.tradeSize * 10 ** listing.sizeDecimals * Math.exp(0.8 * bellAt(this.#seed + index, stream, place));
    return Math.max(1, Math.round(lots)) / 10 ** listing.sizeDecimals;
  }

  #seeded({ listing, index }: Found) {
    return { listing, seed: this.#seed + index * 7919 };
  }
}

type Found = { readonly listing: Listing; readonly index: number };

/** The price some ticks away. A whole number over a power of ten is the double nearest to that decimal number. */
function moved(price: number, ticks: number, decimals: number): number {
  const scale = 10 ** decimals;
  return (Math.round(price * scale) + ticks) / scale;
}

/** Names of every simulated instrument. */
export const SIMULATED_ALIASES: readonly string[] = LISTINGS.map(({ alias }) => alias);
