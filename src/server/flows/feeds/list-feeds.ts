import { EpochMs } from "@/modules/_kernel";
import type { FeedChoice, FeedState } from "@/modules/data";
import { type FeedProvider, makeFeedStore, makeQuarantineStore } from "@/modules/data/server";
import type { SecretMark } from "../../platform/secrets";
import type { FeedFlows, FeedStanding, FeedView } from "../contract/feeds";
import type { FlowDeps } from "../deps";
import { keyNameOf } from "./open-feeds";
import { feedRefusal } from "./refusals";

export type ListDeps = Pick<FlowDeps, "sql" | "clock" | "feeds" | "secrets">;

/** Every feed as it stands: what people set, what its processes reported, what waits for a decision. */
export const makeListFeeds =
  ({ sql, clock, feeds, secrets }: ListDeps): FeedFlows["listFeeds"] =>
  async () => {
    const store = makeFeedStore();
    const [choices, states, marks, counts, newest] = await Promise.all([
      store.choices(sql),
      store.states(sql),
      secrets.marks(feeds.providers.map(({ id }) => keyNameOf(id))),
      makeQuarantineStore().counts(sql),
      store.newestPrices(sql),
    ]);
    const nowMs = clock.nowMs();
    return feeds.providers.map((provider) => {
      const own = { feed: provider.id };
      const facts = {
        provider,
        choice: choices.find(({ feed }) => feed === own.feed) ?? null,
        state: states.find(({ feed }) => feed === own.feed) ?? null,
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
  readonly mark: SecretMark | null;
}

function viewOf(
  facts: FeedFacts,
  { quarantined, newestPriceAt }: Pick<FeedView, "quarantined" | "newestPriceAt">,
  nowMs: EpochMs,
): FeedView {
  const { provider, choice, state, mark } = facts;
  const { history, live, search, needsKey } = provider.capabilities;
  const refusal = state?.lastRefusal ?? null;
  return {
    feed: provider.id,
    title: provider.title,
    about: provider.about,
    history,
    streams: live.length > 0,
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

/** What the lamp shows. A breaker whose time is over lets the next call try: until then it is down, not resting. */
export function standingOf({ provider, choice, state, mark }: FeedFacts, nowMs: EpochMs): FeedStanding {
  if (!(choice?.enabled ?? provider.enabledByDefault)) return "off";
  if (provider.capabilities.needsKey && mark === null) return "needs_key";
  if (state === null) return "unknown";
  if (state.openUntilMs !== null && state.openUntilMs > nowMs) return "resting";
  if (state.downSinceMs !== null) return "down";
  return state.lastSuccessMs === null ? "unknown" : "live";
}
