import type { Result } from "@/modules/_kernel";
import type { Bar, BarColumns } from "../bar-columns";
import type { InstrumentKind } from "../instrument";
import type { Resolution } from "../resolution";

/** A source of prices: `yahoo`, `ecb`, `alpaca`, `ccxt.binance`, `simulated`, `replay`. Also the `source` of an alias. */
export type FeedId = string;

/** What a feed can do. What it cannot is refused as `feed.unsupported`, never answered with nothing. */
export interface FeedCapabilities {
  /** Resolutions whose history it gives. */
  readonly history: readonly Resolution[];
  /** What it streams. */
  readonly live: readonly FeedMessage["type"][];
  /** The longest silence of a healthy stream in an open market, milliseconds; null for a feed that streams nothing. */
  readonly beatMs: number | null;
  /** Instruments that it streams at once at most, by the source's own rule; not given: as many as the house streams. */
  readonly streamsMax?: number;
  readonly search: boolean;
  readonly needsKey: boolean;
}

/** Something a feed has a price of. `alias` is the feed's own name for it; the rest is what the feed says or implies. */
export interface FeedInstrument {
  readonly feed: FeedId;
  readonly alias: string;
  /** A symbol of ours that would fit: upper case, see `isSymbol`. */
  readonly symbol: string;
  readonly name: string;
  readonly kind: InstrumentKind;
  /** Null where the feed does not say before it gives prices. */
  readonly currency: string | null;
  readonly venue: string;
  /** Id of its trading calendar; null where the feed does not say. */
  readonly calendar: string | null;
  /** Decimal text; null where the feed does not say. */
  readonly tick: string | null;
  readonly lot: string | null;
}

/** Why a feed did not answer. Those that may pass by themselves are retried inside the feed before they come out. */
export type FeedRefusal =
  | { readonly kind: "feed.symbol_unknown"; readonly feed: FeedId; readonly alias: string }
  | { readonly kind: "feed.unsupported"; readonly feed: FeedId; readonly what: string }
  | { readonly kind: "feed.unauthorized"; readonly feed: FeedId }
  | { readonly kind: "feed.rate_limited"; readonly feed: FeedId; readonly retryAfterMs: number | null }
  /** Refused, cut off or 5xx. `status` is null where there was no answer at all. */
  | { readonly kind: "feed.unavailable"; readonly feed: FeedId; readonly status: number | null }
  /** It failed so often that it is left alone until then: its circuit breaker is open. */
  | { readonly kind: "feed.circuit_open"; readonly feed: FeedId; readonly untilMs: number }
  | { readonly kind: "feed.timeout"; readonly feed: FeedId; readonly afterMs: number }
  /**
   * It answered, but not with what it promises: HTML, cut-off JSON, nonsense. `sample` is the beginning of what came, for
   * the quarantine; empty where there is nothing to show.
   */
  | { readonly kind: "feed.malformed"; readonly feed: FeedId; readonly what: string; readonly sample: string }
  /** The folder that its files are in cannot be read: `why` says what is wrong with it. */
  | {
      readonly kind: "feed.folder_unreadable";
      readonly feed: FeedId;
      readonly folder: string;
      readonly why: "missing" | "not_folder" | "denied" | "outside" | "too_many";
    }
  /** A person has switched it off. */
  | { readonly kind: "feed.disabled"; readonly feed: FeedId }
  /** Whoever asked gave up: the signal was aborted. */
  | { readonly kind: "feed.canceled"; readonly feed: FeedId };

export interface HistoryRequest {
  readonly alias: string;
  readonly resolution: Resolution;
  /** Bars that start in `[fromMs, toMs)`. */
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Some of a history, as the feed gave it: nothing is checked yet (`validateHistory` does that). Pages come oldest first and
 * do not overlap.
 */
export interface HistoryPage {
  /**
   * In the feed's order, repeats and all; NaN is a value that the source left out. A session bar has its date at 00:00 UTC.
   * Bars that have not ended are left out by the adapter where the protocol marks them.
   */
  readonly bars: BarColumns;
  /** Everything that starts before this has been given: where to resume. */
  readonly completeToMs: number;
  readonly said: SourceWords;
  /** Splits and dividends of the page's span; empty from sources that tell none. */
  readonly actions: readonly FeedAction[];
}

/** What a source says about the bars that it gives. What it says differently from what was asked keeps the bars out. */
export interface SourceWords {
  /** The source's name of what the bars are of; null where it does not say. */
  readonly alias: string | null;
  /** Currency code, after the adapter turned minor units (pence) into major ones; null where it does not say. */
  readonly currency: string | null;
  /** By how much the source's clock is wrong, where its own answer tells; null where it does not. */
  readonly clockOffMs: number | null;
  /** One price a day that is final once it is said, before its session ends: a reference rate. */
  readonly fixing: boolean;
}

/** The words of a source that says nothing about its bars. */
export const NOTHING_SAID: SourceWords = { alias: null, currency: null, clockOffMs: null, fixing: false };

/** Something a company did, as the source tells it; amounts are decimal text. `dateMs`: the ex-date at 00:00 UTC. */
export type FeedAction =
  | {
      readonly type: "split";
      readonly dateMs: number;
      /** New shares for each `denominator` old ones: 4 and 1 in a four for one. */
      readonly numerator: string;
      readonly denominator: string;
    }
  | { readonly type: "dividend"; readonly dateMs: number; readonly amount: string; readonly currency: string };

/**
 * What a live feed says. Times are the source's own, epoch milliseconds; messages may come late, twice and out of order,
 * and nothing about them has been checked.
 */
export type FeedMessage =
  | {
      readonly type: "quote";
      readonly alias: string;
      readonly bid: number;
      readonly ask: number;
      readonly bidSize: number;
      readonly askSize: number;
      readonly eventMs: number;
    }
  | {
      readonly type: "trade";
      readonly alias: string;
      readonly price: number;
      readonly size: number;
      readonly eventMs: number;
      /** Unique for its alias; null where the source numbers nothing. */
      readonly tradeId: string | null;
    }
  /** A trade that was said before was wrong: its right price and size, or null when it never was. */
  | {
      readonly type: "correction";
      readonly alias: string;
      readonly tradeId: string;
      readonly eventMs: number;
      readonly right: { readonly price: number; readonly size: number } | null;
    }
  | {
      readonly type: "bar";
      readonly alias: string;
      readonly resolution: Resolution;
      readonly bar: Bar;
      readonly closed: boolean;
    }
  /** Best first, all levels of both sides. */
  | {
      readonly type: "depth";
      readonly alias: string;
      readonly bids: readonly (readonly [price: number, size: number])[];
      readonly asks: readonly (readonly [price: number, size: number])[];
      readonly eventMs: number;
    }
  /** How the line is. `mute`: connected, and nothing came for longer than the feed's normal beat. */
  | {
      readonly type: "line";
      readonly state: "connecting" | "live" | "mute" | "down";
      readonly why: FeedRefusal | null;
    };

/**
 * One source of prices. Reads only: everything may be asked again. Refusals are values; what is thrown is a fault of ours.
 * An aborted signal ends every call soon, with nothing left open.
 */
export interface Feed {
  readonly id: FeedId;
  readonly title: string;
  readonly capabilities: FeedCapabilities;
  /**
   * Whether it has something of that name, said at once and without asking anybody. Absent where only the source knows: then a
   * fetch finds out.
   */
  readonly knows?: (alias: string) => boolean;
  /** Instruments whose name or symbol contains the text, best first, at most `limit`. */
  search(text: string, limit: number, signal: AbortSignal): Promise<Result<readonly FeedInstrument[], FeedRefusal>>;
  /** History in pages. Ends after a refusal; what came before it holds. */
  history(request: HistoryRequest, signal: AbortSignal): AsyncIterable<Result<HistoryPage, FeedRefusal>>;
  /** Streams until the signal aborts; reconnects by itself and says so with `line` messages. */
  stream(aliases: readonly string[], signal: AbortSignal): AsyncIterable<FeedMessage>;
}
