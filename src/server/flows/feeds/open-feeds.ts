import { ecb, type Feeds, makeFeedStore, makeFeeds, simulatedProvider, timers, yahoo } from "@/modules/data/server";
import type { Secrets } from "../../platform/secrets";
import type { FlowDeps } from "../deps";

/** Under which name a feed's key lies among the secrets. */
export function keyNameOf(feed: string): string {
  return `feed.${feed}`;
}

/**
 * The feeds of this process: every provider there is, with what people set for it. Nothing is asked before somebody calls a
 * feed, and nobody but workers and the command line does.
 */
export function openFeeds({ sql, clock, secrets }: Pick<FlowDeps, "sql" | "clock"> & { secrets: Secrets }): Feeds {
  const providers = [simulatedProvider, yahoo, ecb];
  const store = makeFeedStore();
  return makeFeeds({
    providers,
    clock,
    waiting: timers,
    fetch,
    async settingsOf(id) {
      const [choice, key] = await Promise.all([store.choiceOf(sql, id), secrets.read(keyNameOf(id))]);
      const own = providers.find((provider) => provider.id === id);
      return {
        enabled: choice?.enabled ?? own?.enabledByDefault ?? false,
        baseUrls: choice?.baseUrls ?? {},
        key: key.state === "open" ? key.value : null,
      };
    },
  });
}
