import { type Clock, err, ok, type Result } from "@/modules/_kernel";
import type { Feed, FeedId, FeedRefusal } from "../../domain/feed/feed";
import { type FeedCaller, type FeedHealth, makeFeedCaller, type Waiting } from "./caller";
import type { FetchPort } from "./http";
import type { FeedProvider, FeedSettings } from "./provider";

/** The feeds of one process. */
export interface Feeds {
  /** Every provider there is, switched on or not, in the order of the table. */
  readonly providers: readonly FeedProvider[];
  /**
   * The feed of that id with the settings as they are now; the refusal says whether it is off or lacks its key. Null for an
   * id that no provider has.
   */
  get(id: FeedId): Promise<Result<Feed, FeedRefusal> | null>;
  /** See `FeedDirectory`. */
  patienceMs(id: FeedId): number;
  /** How a feed's calls went in this process; null for an id that no provider has. */
  health(id: FeedId): FeedHealth | null;
}

export interface FeedsDeps {
  readonly providers: readonly FeedProvider[];
  readonly clock: Clock;
  readonly waiting: Waiting;
  readonly fetch: FetchPort;
  /** What is set for a feed. Asked for at every `get`: a change holds from the next call on. */
  readonly settingsOf: (id: FeedId) => Promise<FeedSettings>;
}

/** Joins providers to their settings. A feed's rate limit and breaker are one for the whole process. */
export function makeFeeds({ providers, clock, waiting, fetch, settingsOf }: FeedsDeps): Feeds {
  const byId = new Map(providers.map((provider) => [provider.id, provider]));
  const callers = new Map<FeedId, FeedCaller>(
    providers.map(({ id, limits }) => [id, makeFeedCaller({ feed: id, limits, clock, waiting })]),
  );
  return {
    providers,
    async get(id) {
      const [provider, caller] = [byId.get(id), callers.get(id)];
      if (provider === undefined || caller === undefined) return null;
      const settings = await settingsOf(id);
      if (!settings.enabled) return err({ kind: "feed.disabled", feed: id });
      if (provider.capabilities.needsKey && settings.key === null) return err({ kind: "feed.unauthorized", feed: id });
      return ok(provider.make({ settings, clock, waiting, fetch, caller, limits: provider.limits }));
    },
    patienceMs: (id) => callers.get(id)?.patienceMs() ?? 0,
    health: (id) => callers.get(id)?.health() ?? null,
  };
}
