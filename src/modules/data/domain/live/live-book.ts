import type { InstrumentId } from "@/modules/_kernel";
import type { Bar } from "../bar-columns";
import type { FeedId, FeedMessage } from "../feed/feed";
import type { Quote } from "../quote/quote";
import { MINUTE_MS, resolutionMs } from "../resolution";
import { DEPTH_LEVELS_MAX, type Depth, Tape } from "./depth";
import { TickBars } from "./tick-bars";

/** What a book is of. */
export interface BookSubject {
  readonly instrumentId: InstrumentId;
  readonly calendar: string | null;
  readonly feed: FeedId;
  readonly beatMs: number;
  readonly clock: Quote["clock"];
}

/** What a message did to a book. */
export interface BookChange {
  /** The quote says something else now. */
  readonly quoted: boolean;
  /** Time of a trade whose minute only the source's history can settle; null where there is none. */
  readonly unsettledMs: number | null;
}

const NOTHING: BookChange = { quoted: false, unsettledMs: null };
const QUOTED: BookChange = { quoted: true, unsettledMs: null };

/** The latest of one instrument, from the messages of its feed: its quote and its minute bars. Messages were validated before. */
export class LiveBook {
  readonly subject: BookSubject;
  readonly bars: TickBars;
  /** The close before this session; null while it is not known. */
  reference: number | null = null;
  #sides: Pick<Quote, "bid" | "ask" | "bidSize" | "askSize"> = { bid: null, ask: null, bidSize: null, askSize: null };
  #sidesMs = Number.NEGATIVE_INFINITY;
  #last: { readonly price: number; readonly size: number | null; readonly eventMs: number } | null = null;
  /** What prices are held against instead of the last one; null: the last one. */
  #level: number | null = null;
  /** The newest minute as the source told it: shown where no trades are heard. */
  #toldMinute: Bar | null = null;
  #hearsTrades = false;
  readonly #tape = new Tape();
  #levels: Pick<Depth, "bids" | "asks" | "depthMs"> = { bids: [], asks: [], depthMs: null };
  #receivedMs = 0;

  /** @param fromMs - When listening begins, in the feed's time. */
  constructor(subject: BookSubject, fromMs: number) {
    this.subject = subject;
    this.bars = new TickBars(fromMs);
  }

  /** The price that others are held against: the last that was taken, or what is believed; null while nothing is known. */
  get lastPrice(): number | null {
    return this.#level ?? this.#last?.price ?? null;
  }

  /** Holds prices against this one until the next is taken: a stored close, or what a person says is right. */
  believe(price: number): void {
    this.#level = price;
  }

  apply(message: FeedMessage, receivedMs: number): BookChange {
    switch (message.type) {
      case "quote":
        return this.#setSides(message, message.eventMs, receivedMs);
      case "depth": {
        const [bid, ask] = [message.bids[0], message.asks[0]];
        const sides = {
          bid: bid?.[0] ?? null,
          bidSize: bid?.[1] ?? null,
          ask: ask?.[0] ?? null,
          askSize: ask?.[1] ?? null,
        };
        const { bids, asks, eventMs } = message;
        if (eventMs >= (this.#levels.depthMs ?? Number.NEGATIVE_INFINITY))
          this.#levels = {
            bids: bids.slice(0, DEPTH_LEVELS_MAX),
            asks: asks.slice(0, DEPTH_LEVELS_MAX),
            depthMs: eventMs,
          };
        return this.#setSides(sides, eventMs, receivedMs);
      }
      case "trade":
        return this.#trade(message, receivedMs);
      case "correction":
        return this.#correct(message, receivedMs);
      case "bar":
        return this.#bar(message, receivedMs);
      case "line":
        return NOTHING;
      default:
        return message satisfies never;
    }
  }

  /** The quote as it stands; null before anything was said. */
  quote(): Quote | null {
    const lastMs = this.#last?.eventMs ?? Number.NEGATIVE_INFINITY;
    const eventMs = Math.max(this.#sidesMs, lastMs);
    if (!Number.isFinite(eventMs)) return null;
    const { instrumentId, feed, beatMs, clock, calendar } = this.subject;
    const minuteMs = Math.floor(eventMs / MINUTE_MS) * MINUTE_MS;
    const told = this.#toldMinute?.time === minuteMs ? this.#toldMinute : null;
    return {
      instrumentId,
      feed,
      ...this.#sides,
      last: this.#last?.price ?? null,
      lastSize: this.#last?.size ?? null,
      reference: this.reference,
      eventMs,
      receivedMs: this.#receivedMs,
      clock,
      beatMs,
      calendar,
      minute: this.bars.barAt(minuteMs) ?? told,
    };
  }

  /** Levels and newest trades as they stand; null before either was told. */
  depth(): Depth | null {
    const { trades } = this.#tape;
    if (this.#levels.depthMs === null && trades.length === 0) return null;
    const { instrumentId, feed } = this.subject;
    return { instrumentId, feed, ...this.#levels, trades };
  }

  #setSides(
    { bid, ask, bidSize, askSize }: Pick<Quote, "bid" | "ask" | "bidSize" | "askSize">,
    eventMs: number,
    receivedMs: number,
  ): BookChange {
    // An older word that came later says nothing any more.
    if (eventMs < this.#sidesMs) return NOTHING;
    this.#sides = { bid, ask, bidSize, askSize };
    this.#sidesMs = eventMs;
    this.#receivedMs = receivedMs;
    return QUOTED;
  }

  #trade(trade: Extract<FeedMessage, { type: "trade" }>, receivedMs: number): BookChange {
    const { price, size, eventMs, tradeId } = trade;
    const outcome = this.bars.add({ price, size, eventMs, id: tradeId });
    if (outcome === "repeated") return NOTHING;
    this.#hearsTrades = true;
    this.#tape.add({ id: tradeId, eventMs, price, size });
    this.#level = null;
    if (this.#last === null || eventMs >= this.#last.eventMs) this.#last = { price, size, eventMs };
    this.#receivedMs = receivedMs;
    return { quoted: true, unsettledMs: outcome === "not_held" ? eventMs : null };
  }

  /**
   * What a source without trades tells of its price: a bar that is over is as old as its end, one that is not was true when
   * it came. Where trades are heard they tell the price, and sooner.
   */
  #bar({ bar, resolution, closed }: Extract<FeedMessage, { type: "bar" }>, receivedMs: number): BookChange {
    if (this.#hearsTrades) return NOTHING;
    const endMs = bar.time + resolutionMs(resolution);
    const cameMs = this.subject.clock === "wall" ? receivedMs : bar.time;
    const eventMs = closed ? endMs : Math.max(bar.time, Math.min(endMs - 1, cameMs));
    if (this.#last !== null && eventMs < this.#last.eventMs) return NOTHING;
    this.#level = null;
    this.#last = { price: bar.close, size: null, eventMs };
    if (resolution === "1m") this.#toldMinute = bar;
    this.#receivedMs = receivedMs;
    return QUOTED;
  }

  #correct(correction: Extract<FeedMessage, { type: "correction" }>, receivedMs: number): BookChange {
    const outcome = this.bars.correct(correction.tradeId, correction);
    if (outcome === "repeated") return NOTHING;
    this.#tape.correct(correction.tradeId, correction.right);
    // It may have been the last one that was wrong.
    this.#last = this.bars.newest() ?? this.#last;
    this.#receivedMs = Math.max(this.#receivedMs, receivedMs);
    return { quoted: true, unsettledMs: outcome === "not_held" ? correction.eventMs : null };
  }
}
