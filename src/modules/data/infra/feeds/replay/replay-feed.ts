import { err, ok, type Result } from "@/modules/_kernel";
import { barColumnsOf } from "../../../domain/bar-columns";
import {
  type Feed,
  type FeedCapabilities,
  type FeedRefusal,
  type HistoryPage,
  type HistoryRequest,
  NOTHING_SAID,
} from "../../../domain/feed/feed";
import { minutesOfBar, type ReplayResolution } from "../../../domain/replay/bar-ticks";
import { REPLAY, REPLAY_PREFIX } from "../../../domain/replay/session";
import type { SessionRule } from "../../../domain/session-rule";
import type { ReplayTape } from "../../../ports/replay";
import { FEED_LIMITS } from "../caller";
import type { FeedProvider } from "../provider";
import type { ReplayPlayer } from "./player";
import { readTape } from "./tape-head";

/** At a tenth of the speed a minute's trades come every 200 seconds. A replay that waits for its person is not stale. */
const BEAT_MS = 300_000;

const CAPABILITIES: FeedCapabilities = {
  history: ["1m"],
  live: ["trade", "line"],
  beatMs: BEAT_MS,
  search: false,
  needsKey: false,
};
const TITLE = "Replay";

/** Where a replay stands, as far as its history is concerned. */
export interface ReplayPlace {
  readonly tape: ReplayTape;
  readonly resolution: ReplayResolution;
  readonly ruleOf: (alias: string) => SessionRule;
  /** What has been played by now, by the session's clock; later bars are nobody's history yet. */
  readonly nowMs: number;
}

export interface ReplayFeedDeps {
  /** The session that plays an alias; null: none does. */
  readonly placeOf: (alias: string) => Promise<ReplayPlace | null>;
  /** What plays; null where nothing may stream, which is everywhere but under a session's lease. */
  readonly player: ReplayPlayer | null;
}

/** Stored history behind the port of every feed: its past is what was stored before its now, minute by minute. */
export function makeReplayFeed({ placeOf, player }: ReplayFeedDeps): Feed {
  return {
    id: REPLAY,
    title: TITLE,
    capabilities: CAPABILITIES,
    async search() {
      return err({ kind: "feed.unsupported", feed: REPLAY, what: "search: a replay is begun on its own page" });
    },
    history: (request, signal) => readHistory(placeOf, request, signal),
    async *stream(aliases, signal) {
      if (player !== null) {
        yield* player.play(aliases, signal);
        return;
      }
      const why: FeedRefusal = { kind: "feed.unsupported", feed: REPLAY, what: "a stream outside of a session" };
      yield { type: "line", state: "down", why };
    },
  };
}

async function* readHistory(
  placeOf: ReplayFeedDeps["placeOf"],
  { alias, resolution, fromMs, toMs }: HistoryRequest,
  signal: AbortSignal,
): AsyncGenerator<Result<HistoryPage, FeedRefusal>> {
  const place = await placeOf(alias);
  if (place === null) {
    yield err({ kind: "feed.symbol_unknown", feed: REPLAY, alias });
    return;
  }
  if (resolution !== "1m") {
    yield err({ kind: "feed.unsupported", feed: REPLAY, what: `history of ${resolution}` });
    return;
  }
  const { tape, nowMs } = place;
  const rule = place.ruleOf(alias);
  // A bar that began before what was asked for may have minutes in it.
  const options = { alias, rule, resolution: place.resolution, fromMs: fromMs - LONGEST_BAR_MS, toMs };
  for await (const stretch of readTape(tape, { ...options, startsFromMs: fromMs - LONGEST_BAR_MS })) {
    if (signal.aborted) return;
    const minutes = stretch.bars
      .filter(({ endMs }) => endMs <= nowMs)
      .flatMap(({ bar, ...span }) => minutesOfBar(bar, span))
      .filter(({ time }) => time >= fromMs && time < toMs);
    const completeToMs = Math.min(Math.max(stretch.toMs - LONGEST_BAR_MS, fromMs), toMs);
    yield ok({
      bars: barColumnsOf(minutes),
      completeToMs: stretch.toMs >= toMs ? toMs : completeToMs,
      said: { ...NOTHING_SAID, alias },
      actions: [],
    });
  }
}

/** A session and what it may reach over its date. */
const LONGEST_BAR_MS = 2 * 86_400_000;

/** Replays as the feeds page and fetches know them; a session's own player streams them. */
export function replayProvider(placeOf: ReplayFeedDeps["placeOf"]): FeedProvider {
  return {
    id: REPLAY,
    title: TITLE,
    about: `Stored history, played again as if it were live, on the page Replay. Every symbol begins with ${REPLAY_PREFIX}.`,
    capabilities: CAPABILITIES,
    baseUrls: {},
    keyFields: [],
    probe: null,
    enabledByDefault: true,
    limits: FEED_LIMITS,
    make: () => makeReplayFeed({ placeOf, player: null }),
  };
}
