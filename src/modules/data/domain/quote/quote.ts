import { err, InstrumentId, ok, type Result } from "@/modules/_kernel";
import type { Bar } from "../bar-columns";
import type { Calendar } from "../calendar/calendar";
import type { FeedId } from "../feed/feed";

/**
 * The latest that a feed said of one instrument. Prices are in the quote currency per unit, sizes in units; null is "not
 * said", never 0. It says by itself how it ages, so whoever holds one needs nothing of its feed.
 */
export interface Quote {
  readonly instrumentId: InstrumentId;
  readonly feed: FeedId;
  readonly bid: number | null;
  readonly ask: number | null;
  readonly bidSize: number | null;
  readonly askSize: number | null;
  readonly last: number | null;
  readonly lastSize: number | null;
  /** The close before this session: what a change is measured from. */
  readonly reference: number | null;
  /** When the newest of this was true, by the source's clock. */
  readonly eventMs: number;
  /** When it came here, by ours. */
  readonly receivedMs: number;
  /** `session`: its times are those of a replay, and only its arrival can grow old. */
  readonly clock: "wall" | "session";
  /** Longest usual silence of its feed while the market is open. Older is stale. */
  readonly beatMs: number;
  /** Id of the instrument's calendar; null is unknown, and then it counts as always open. */
  readonly calendar: string | null;
  /** The minute that is not over yet, as far as it is known; null without a trade in it. */
  readonly minute: Bar | null;
}

/** How far a quote can be trusted at a moment. `closed`: its market does not trade now, and its age says nothing. */
export interface Freshness {
  readonly state: "live" | "stale" | "closed";
  readonly ageMs: number;
}

/** What is asked of a calendar here: whether its market trades at a moment. */
export type TradingHours = Pick<Calendar, "id" | "sessionAt">;

/** Whether `atMs` lies in a session of the calendar, outside its pause. */
function isOpenAt(calendar: TradingHours, atMs: number): boolean {
  const session = calendar.sessionAt(atMs);
  if (session === null) return false;
  const pause = session.breakMs;
  return pause === null || atMs < pause.startMs || atMs >= pause.endMs;
}

/**
 * Age and state of a quote at `nowMs`. The age counts from the source's time or from the arrival, whichever is earlier: a
 * source whose clock runs ahead makes nothing fresh. A replay's quote ages by its arrival alone.
 */
export function freshnessOf(
  quote: Pick<Quote, "eventMs" | "receivedMs" | "clock" | "beatMs">,
  nowMs: number,
  calendar: TradingHours | null,
): Freshness {
  const isReplay = quote.clock === "session";
  const bornMs = isReplay ? quote.receivedMs : Math.min(quote.eventMs, quote.receivedMs);
  const ageMs = Math.max(0, nowMs - bornMs);
  if (calendar !== null && !isOpenAt(calendar, isReplay ? quote.eventMs : nowMs)) return { state: "closed", ageMs };
  return { state: ageMs > quote.beatMs ? "stale" : "live", ageMs };
}

/** Why a quote cannot price an order. */
export type QuoteRefusal =
  /** Nothing is known of the instrument's price now. */
  | { readonly kind: "quote.none" }
  | { readonly kind: "quote.stale"; readonly ageMs: number; readonly beatMs: number }
  | { readonly kind: "quote.market_closed"; readonly calendar: string }
  | { readonly kind: "quote.one_sided"; readonly missing: "bid" | "ask" }
  | { readonly kind: "quote.crossed"; readonly bid: number; readonly ask: number };

/**
 * The two sides that may price an order at `nowMs`. Refuses what is stale, closed, one-sided or crossed; a bid equal to
 * its ask is a locked market and passes.
 *
 * @param calendar - That of the quote (`calendarOf(quote.calendar)`); null where it is unknown.
 */
export function priceable(
  quote: Quote | null,
  nowMs: number,
  calendar: TradingHours | null,
): Result<{ readonly bid: number; readonly ask: number; readonly eventMs: number }, QuoteRefusal> {
  if (quote === null) return err({ kind: "quote.none" });
  const { state, ageMs } = freshnessOf(quote, nowMs, calendar);
  if (state === "closed") return err({ kind: "quote.market_closed", calendar: calendar?.id ?? "" });
  if (state === "stale") return err({ kind: "quote.stale", ageMs, beatMs: quote.beatMs });
  const { bid, ask, eventMs } = quote;
  if (bid === null) return err({ kind: "quote.one_sided", missing: "bid" });
  if (ask === null) return err({ kind: "quote.one_sided", missing: "ask" });
  if (bid > ask) return err({ kind: "quote.crossed", bid, ask });
  return ok({ bid, ask, eventMs });
}

/** `last / reference - 1`, a fraction; null when either is unknown. */
export function changeOf({ last, reference }: Pick<Quote, "last" | "reference">): number | null {
  return last !== null && reference !== null && reference > 0 ? last / reference - 1 : null;
}

/**
 * A quote as one line of text: a JSON array that begins with the instrument's id, so that whoever passes it on reads the
 * id and nothing else. Between processes and to browsers it travels in this form.
 */
export function encodeQuote(quote: Quote): string {
  const { minute } = quote;
  return JSON.stringify([
    quote.instrumentId,
    quote.feed,
    quote.bid,
    quote.ask,
    quote.bidSize,
    quote.askSize,
    quote.last,
    quote.lastSize,
    quote.reference,
    quote.eventMs,
    quote.receivedMs,
    quote.clock === "session" ? 1 : 0,
    quote.beatMs,
    quote.calendar,
    minute === null ? null : [minute.time, minute.open, minute.high, minute.low, minute.close, minute.volume],
  ]);
}

const QUOTE_CELLS = 15;
const MINUTE_CELLS = 6;

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const isMaybeNumber = (value: unknown): value is number | null => value === null || isNumber(value);

function decodeMinute(cells: unknown): Bar | null {
  if (!Array.isArray(cells) || cells.length !== MINUTE_CELLS) return null;
  const [time, open, high, low, close, volume]: readonly unknown[] = cells;
  if (!isNumber(time) || !isNumber(open) || !isNumber(high) || !isNumber(low)) return null;
  if (!isNumber(close) || !isNumber(volume)) return null;
  return { time, open, high, low, close, volume };
}

/** The quote of a line that {@link encodeQuote} wrote; null for any other text, such as that of a newer version. */
export function decodeQuote(line: string): Quote | null {
  let cells: unknown;
  try {
    cells = JSON.parse(line);
  } catch {
    return null; // cut off on its way: the next one comes soon
  }
  if (!Array.isArray(cells) || cells.length !== QUOTE_CELLS) return null;
  const [instrumentId, feed, bid, ask, bidSize, askSize, last, lastSize, reference, ...rest]: readonly unknown[] =
    cells;
  const [eventMs, receivedMs, session, beatMs, calendar, minute] = rest;
  if (!InstrumentId.is(instrumentId) || typeof feed !== "string") return null;
  if (!isMaybeNumber(bid) || !isMaybeNumber(ask) || !isMaybeNumber(bidSize) || !isMaybeNumber(askSize)) return null;
  if (!isMaybeNumber(last) || !isMaybeNumber(lastSize) || !isMaybeNumber(reference)) return null;
  if (!isNumber(eventMs) || !isNumber(receivedMs) || !isNumber(beatMs)) return null;
  if (calendar !== null && typeof calendar !== "string") return null;
  return {
    instrumentId,
    feed,
    bid,
    ask,
    bidSize,
    askSize,
    last,
    lastSize,
    reference,
    eventMs,
    receivedMs,
    clock: session === 1 ? "session" : "wall",
    beatMs,
    calendar,
    minute: minute === null ? null : decodeMinute(minute),
  };
}
