import { EpochMs } from "@/modules/_kernel";
import type { FeedChoice, FeedState, StreamStanding } from "@/modules/data";
import { type FeedProvider, makeFeedStore, makeQuarantineStore, makeStreamStandings } from "@/modules/data/server";
import type { SecretMark } from "../../platform/secrets";
import type { FeedFlows, FeedStanding, FeedStreamView, FeedView } from "../contract/feeds";
import type { FlowDeps } from "../deps";
import { keyNameOf } from "./open-feeds";
import { feedRefusal } from "./refusals";

export type ListDeps = Pick<FlowDeps, "sql" | "clock" | "feeds" | "secrets">;

/** A stream that was not heard of for this long is streamed by nobody: it is told of every two seconds. */
const STREAM_SAID_MAX_MS = 15_000;

/** Every feed as it stands: what people set, what its processes reported, what waits for a decision. */
export const makeListFeeds =
  ({ sql, clock, feeds, secrets }: ListDeps): FeedFlows["listFeeds"] =>
  async () => {
    const store = makeFeedStore();
    const [choices, states, marks, counts, newest, streams] = await Promise.all([
      store.choices(sql),
      store.states(sql),
      secrets.marks(feeds.providers.map(({ id }) => keyNameOf(id))),
      makeQuarantineStore().counts(sql),
      store.newestPrices(sql),
      makeStreamStandings().list(sql),
    ]);
    const nowMs = clock.nowMs();
    const saidNow = streams.filter(({ saidMs }) => nowMs - saidMs <= STREAM_SAID_MAX_MS);
    return feeds.providers.map((provider) => {
      const own = { feed: provider.id };
      const facts = {
        provider,
        choice: choices.find(({ feed }) => feed === own.feed) ?? null,
        state: states.find(({ feed }) => feed === own.feed) ?? null,
        stream: saidNow.find(({ feed }) => feed === own.feed) ?? null,
        mark: marks.find(({ name }) => name === keyNameOf(own.feed)) ?? null,
      };
      const quarantined = counts.filter(({ feed }) => feed === own.feed).reduce((sum, { entries }) => sum + entries, 0);
      return viewOf(facts, { quarantined, newestPriceAt: newest.get(own.feed) ?? null }, nowMs);
    });
  };

interface FeedFacts {
  readonly provider: FeedProvider;
  readonly choice: FeedChoice | null;
  readonly state: FeedState | null;
  readonly stream: StreamStanding | null;
  readonly mark: SecretMark | null;
}

function viewOf(
  facts: FeedFacts,
  { quarantined, newestPriceAt }: Pick<FeedView, "quarantined" | "newestPriceAt">,
  nowMs: EpochMs,
): FeedView {
  const { provider, choice, state, mark, stream } = facts;
  const { history, live, search, needsKey } = provider.capabilities;
  const refusal = state?.lastRefusal ?? null;
  return {
    feed: provider.id,
    title: provider.title,
    about: provider.about,
    history,
    streams: live.length > 0,
    stream: stream === null ? null : streamView(stream),
    search,
    needsKey,
    enabled: choice?.enabled ?? provider.enabledByDefault,
    standing: standingOf(facts, nowMs),
    addresses: Object.entries(provider.baseUrls).map(([name, own]) => ({
      name,
      own,
      set: choice?.baseUrls[name] ?? null,
    })),
    keyFields: provider.keyFields,
    keySetAt: mark === null ? null : EpochMs.of(mark.updatedAtMs),
    requests: state?.requests ?? 0,
    errors: state?.errors ?? 0,
    rateLeft: state?.rateLeft ?? null,
    rateLimit: provider.limits.rate,
    lastSuccessAt: state?.lastSuccessMs ?? null,
    lastRefusal: refusal === null ? null : { at: refusal.atMs, error: feedRefusal(refusal.refusal) },
    downSince: state?.downSinceMs ?? null,
    openUntil: state?.openUntilMs ?? null,
    newestPriceAt,
    quarantined,
    testable: provider.probe !== null,
  };
}

function streamView({ sinceMs, why, lastMessageMs, muted, ...rest }: StreamStanding): FeedStreamView {
  return {
    state: rest.state,
    instruments: rest.instruments,
    instrumentsMax: rest.instrumentsMax,
    leftOut: rest.leftOut,
    leftOutCount: rest.leftOutCount,
    messages: rest.messages,
    refused: rest.refused,
    mutedCount: rest.mutedCount,
    since: EpochMs.of(sinceMs),
    error: why === null ? null : feedRefusal(why),
    lastMessageAt: lastMessageMs === null ? null : EpochMs.of(lastMessageMs),
    muted: muted.map(({ symbol, lastMs }) => ({ symbol, lastAt: lastMs === null ? null : EpochMs.of(lastMs) })),
  };
}

/** What the lamp shows: the stream where one is open, and what was asked of it. A breaker whose time is over lets the next call try: until then it is down, not resting. */
export function standingOf({ provider, choice, state, mark, stream }: FeedFacts, nowMs: EpochMs): FeedStanding {
  if (!(choice?.enabled ?? provider.enabledByDefault)) return "off";
  if (provider.capabilities.needsKey && mark === null) return "needs_key";
  if (stream?.state === "down" || stream?.state === "mute") return stream.state;
  if (state === null) return stream?.state === "live" ? "live" : "unknown";
  if (state.openUntilMs !== null && state.openUntilMs > nowMs) return "resting";
  if (state.downSinceMs !== null) return "down";
  return state.lastSuccessMs === null && stream?.state !== "live" ? "unknown" : "live";
}
