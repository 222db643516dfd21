import { FEED_LIMITS, type FeedLimits } from "../caller";
import { LINE_TIMING, type LineTiming } from "../live-line";
import type { FeedProvider } from "../provider";
import { CCXT_CAPABILITIES, type CcxtShelf, makeCcxtFeed } from "./ccxt-feed";
import type { LoadCcxt } from "./library";

/** Begins the id of every feed that is an exchange of ccxt: `ccxt.binance`. */
export const CCXT_PREFIX = "ccxt.";

/** Within every exchange's own limit, which ccxt keeps to besides; a list of markets is up to 30 MB. */
const CCXT_LIMITS: FeedLimits = {
  ...FEED_LIMITS,
  rate: { requests: 600, windowMs: 60_000 },
  timeoutMs: 30_000,
  answerBytesMax: 64 * 1024 * 1024,
};

export interface CcxtProviderOptions {
  /** ccxt's id: `binance`. */
  readonly exchangeId: string;
  readonly title: string;
  /** A pair that it always has: what is asked to see whether it works. */
  readonly probe: string;
  readonly enabledByDefault: boolean;
  /** Null outside workers: there the feed is in the table and refuses every call. */
  readonly load: LoadCcxt | null;
  readonly timing?: LineTiming;
  /** False leaves out ccxt's own pauses between requests: for tests against a local server. */
  readonly paced?: boolean;
}

/** An exchange of ccxt in the table of feeds. Its public data needs no key. */
export function ccxtProvider(options: CcxtProviderOptions): FeedProvider {
  const { exchangeId, title, probe, enabledByDefault, load, timing = LINE_TIMING, paced = true } = options;
  const shelf: CcxtShelf = new Map();
  const provider = { id: `${CCXT_PREFIX}${exchangeId}`, title, baseUrls: { rest: "" } };
  return {
    ...provider,
    about: `Spot markets of ${title}: history and live prices, without a key. Its terms of use apply.`,
    capabilities: CCXT_CAPABILITIES,
    keyFields: [],
    probe,
    enabledByDefault,
    limits: CCXT_LIMITS,
    make: (context) => makeCcxtFeed({ exchangeId, provider, context, load, shelf, timing, paced }),
  };
}
