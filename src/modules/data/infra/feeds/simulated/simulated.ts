import { type Clock, err, ok, type Result } from "@/modules/_kernel";
import { type Bar, barColumnsOf } from "../../../domain/bar-columns";
import {
  type Feed,
  type FeedCapabilities,
  type FeedMessage,
  type FeedRefusal,
  type HistoryPage,
  type HistoryRequest,
  NOTHING_SAID,
} from "../../../domain/feed/feed";
import { DAY_MS, MINUTE_MS } from "../../../domain/resolution";
import { LISTINGS, listingOf, SIMULATED, toFeedInstrument } from "../../../domain/simulated/listings";
import { SimulatedMarket } from "../../../domain/simulated/market";
import { FEED_LIMITS, type Waiting } from "../caller";
import type { FeedProvider } from "../provider";

/** The one market that every installation has: a picture of it can be compared with another's. */
const SEED = 20_150_101;
/** How often the stream speaks. */
const SPEAK_EVERY_MS = 100;
/** A stream that was held up for longer than this goes on from now: what it missed is history. */
const HELD_UP_MAX_MS = 10_000;
/** Minutes of one page: a fifth of a second of work, so that whatever else the process does goes on. */
const PAGE_MINUTES = 500;
/** It quotes every five seconds at least. */
const BEAT_MS = 15_000;

const CAPABILITIES: FeedCapabilities = {
  history: ["1m", "1d"],
  live: ["quote", "trade", "correction", "depth", "line"],
  beatMs: BEAT_MS,
  search: true,
  needsKey: false,
};

/** A live market without a network: open day and night, the same everywhere, marked SIM wherever it is shown. */
export const simulatedProvider: FeedProvider = {
  id: SIMULATED,
  title: "Simulated market",
  about: "Invented prices, open day and night, for trying things out. Every symbol begins with SIM-.",
  capabilities: CAPABILITIES,
  baseUrls: {},
  keyFields: [],
  probe: "SIM-ACME",
  enabledByDefault: true,
  limits: FEED_LIMITS,
  make: ({ clock, waiting }) => makeSimulatedFeed({ market: new SimulatedMarket({ seed: SEED }), clock, waiting }),
};

export interface SimulatedFeedDeps {
  readonly market: SimulatedMarket;
  readonly clock: Clock;
  readonly waiting: Pick<Waiting, "sleep">;
}

/** The simulated market behind the port of every feed. Only what is over by the clock is told. */
export function makeSimulatedFeed(deps: SimulatedFeedDeps): Feed {
  const { market } = deps;
  return {
    id: SIMULATED,
    title: simulatedProvider.title,
    capabilities: CAPABILITIES,
    knows: (alias) => listingOf(alias) !== null,
    async search(text, limit) {
      const wanted = text.trim().toLowerCase();
      const found = LISTINGS.filter(({ alias, name }) => `${alias} ${name}`.toLowerCase().includes(wanted));
      const rank = ({ alias }: { readonly alias: string }) => (alias.toLowerCase().startsWith(wanted) ? 0 : 1);
      return ok(
        found
          .toSorted((left, right) => rank(left) - rank(right))
          .slice(0, limit)
          .map((one) => toFeedInstrument(one, market.calendar.id)),
      );
    },
    history: (request, signal) => readHistory(deps, request, signal),
    stream: (aliases, signal) => speak(deps, aliases, signal),
  };
}

async function* readHistory(
  { market, clock, waiting }: SimulatedFeedDeps,
  { alias, resolution, fromMs, toMs }: HistoryRequest,
  signal: AbortSignal,
): AsyncGenerator<Result<HistoryPage, FeedRefusal>> {
  if (listingOf(alias) === null) {
    yield err({ kind: "feed.symbol_unknown", feed: SIMULATED, alias });
    return;
  }
  if (resolution !== "1m" && resolution !== "1d") {
    yield err({ kind: "feed.unsupported", feed: SIMULATED, what: `history of ${resolution}` });
    return;
  }
  const step = resolution === "1m" ? PAGE_MINUTES * MINUTE_MS : DAY_MS;
  for (let at = fromMs; at < toMs && !signal.aborted; at += step) {
    const end = Math.min(at + step, toMs);
    const nowMs = clock.nowMs();
    const bars =
      resolution === "1m"
        ? market.minuteBars(alias, at, Math.min(end, Math.floor(nowMs / MINUTE_MS) * MINUTE_MS))
        : overSessions(market, market.sessionBars(alias, at, end), nowMs);
    yield ok({
      bars: barColumnsOf(bars),
      completeToMs: end,
      said: { ...NOTHING_SAID, alias, currency: "USD" },
      actions: [],
    });
    await waiting.sleep(1, signal);
  }
}

/** Session bars of sessions that are over. */
function overSessions(market: SimulatedMarket, bars: readonly Bar[], nowMs: number): readonly Bar[] {
  return bars.filter(({ time }) => market.calendar.sessions(time, time).every(({ closeMs }) => closeMs <= nowMs));
}

async function* speak(
  { market, clock, waiting }: SimulatedFeedDeps,
  aliases: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<FeedMessage> {
  yield { type: "line", state: "live", why: null };
  let saidMs: number = clock.nowMs();
  while (!signal.aborted) {
    await waiting.sleep(SPEAK_EVERY_MS, signal);
    const nowMs = clock.nowMs();
    if (nowMs - saidMs > HELD_UP_MAX_MS) {
      // As any source would: the line was lost and is back, and nobody repeats what was said meanwhile.
      yield { type: "line", state: "down", why: null };
      yield { type: "line", state: "live", why: null };
      saidMs = nowMs;
      continue;
    }
    for (const { message } of market.messages(aliases, saidMs, nowMs)) {
      if (signal.aborted) return;
      yield message;
    }
    saidMs = Math.max(saidMs, nowMs);
  }
}
