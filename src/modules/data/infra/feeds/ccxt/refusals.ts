import type { FeedId, FeedRefusal } from "../../../domain/feed/feed";
import type { CcxtLibrary } from "./library";

/** A refusal on its way through code that can only throw: ccxt's own. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
  readonly refusal: FeedRefusal;

  constructor(refusal: FeedRefusal) {
    super(refusal.kind);
    this.refusal = refusal;
  }
}

/** Characters of an error's text that are kept to look at. */
const SAMPLE_LENGTH = 400;

/** What was asked when the error came. */
export interface Asked {
  readonly feed: FeedId;
  readonly alias: string;
  readonly timeoutMs: number;
}

/** ccxt's error classes and what each means here; the first that fits decides, so special ones stand before general ones. */
const MEANINGS: readonly (readonly [className: string, meaning: (asked: Asked, text: string) => FeedRefusal])[] = [
  ["BadSymbol", ({ feed, alias }) => ({ kind: "feed.symbol_unknown", feed, alias })],
  ["AuthenticationError", ({ feed }) => ({ kind: "feed.unauthorized", feed })],
  // 451 is what HTTP calls it: the exchange does not serve this place.
  ["RestrictedLocation", ({ feed }) => ({ kind: "feed.unavailable", feed, status: 451 })],
  ["RateLimitExceeded", ({ feed }) => ({ kind: "feed.rate_limited", feed, retryAfterMs: null })],
  ["DDoSProtection", ({ feed }) => ({ kind: "feed.rate_limited", feed, retryAfterMs: null })],
  ["RequestTimeout", ({ feed, timeoutMs }) => ({ kind: "feed.timeout", feed, afterMs: timeoutMs })],
  ["NetworkError", ({ feed }) => ({ kind: "feed.unavailable", feed, status: null })],
  ["NotSupported", ({ feed }, text) => ({ kind: "feed.unsupported", feed, what: text.slice(0, SAMPLE_LENGTH) })],
  ["ExchangeClosedByUser", ({ feed }) => ({ kind: "feed.canceled", feed })],
  ["BadResponse", ({ feed }, text) => malformed(feed, "an answer that ccxt cannot read", text)],
  ["BaseError", ({ feed }, text) => malformed(feed, "an answer that refuses a plain question", text)],
];

/**
 * The refusal behind what ccxt threw. Its parsers throw the language's own errors over answers that are not what they
 * expect: those are the answer's fault, not ours. Anything else is thrown again.
 */
export function refusalOf(error: unknown, library: CcxtLibrary, asked: Asked): FeedRefusal {
  if (error instanceof RefusedError) return error.refusal;
  for (const [className, meaning] of MEANINGS) {
    const type = library[className];
    if (typeof type === "function" && error instanceof type) {
      return meaning(asked, error instanceof Error ? error.message : className);
    }
  }
  if (error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError) {
    return malformed(asked.feed, "an answer that ccxt cannot read", error.message);
  }
  throw error;
}

function malformed(feed: FeedId, what: string, text: string): FeedRefusal {
  return { kind: "feed.malformed", feed, what, sample: text.slice(0, SAMPLE_LENGTH) };
}
