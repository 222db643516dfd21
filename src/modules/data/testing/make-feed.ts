import type { Feed } from "../domain/feed/feed";
import { FEED_LIMITS, makeFeedCaller } from "../infra/feeds/caller";
import type { FeedProvider } from "../infra/feeds/provider";
import { timers } from "../infra/feeds/timers";
import type { FeedSetting } from "./feed-contract";

/** Retries without pauses worth mentioning, and a breaker that stays out of the way: what a test of an adapter needs. */
export function makeFeedForTest(
  provider: FeedProvider,
  { baseUrl, timeoutMs, clock }: FeedSetting,
  key: Readonly<Record<string, string>> | null = null,
): Feed {
  const limits = {
    ...provider.limits,
    rate: { requests: 1000, windowMs: 1000 },
    timeoutMs,
    retry: { tries: FEED_LIMITS.retry.tries, pauseMs: 1, pauseMaxMs: 2 },
    breaker: { ...FEED_LIMITS.breaker, failuresMax: 1000 },
  };
  const caller = makeFeedCaller({ feed: provider.id, limits, clock, waiting: timers });
  const baseUrls = Object.fromEntries(Object.keys(provider.baseUrls).map((name) => [name, baseUrl]));
  const settings = { enabled: true, baseUrls, key };
  return provider.make({ settings, clock, waiting: timers, fetch, caller, limits });
}
