import type { Clock } from "@/modules/_kernel";
import type { Feed, FeedCapabilities, FeedId } from "../../domain/feed/feed";
import type { FeedCaller, FeedLimits, Waiting } from "./caller";
import type { FetchPort } from "./http";

/** One part of a feed's key, as its form asks for it. */
export interface KeyField {
  /** What the adapter finds it under. */
  readonly name: string;
  readonly label: string;
}

/** What a person set for a feed. */
export interface FeedSettings {
  /** Off is no error: every call is answered with `feed.disabled`. */
  readonly enabled: boolean;
  /** Instead of the provider's own addresses, by their names: another region, a proxy, a test's server. */
  readonly baseUrls: Readonly<Record<string, string>>;
  /** Its key, by the names of {@link FeedProvider.keyFields}; null when none was given or it cannot be opened. */
  readonly key: Readonly<Record<string, string>> | null;
}

/** What an adapter is made from. It keeps nothing else alive: no timer, no socket outlives a call. */
export interface FeedContext {
  readonly settings: FeedSettings;
  readonly clock: Clock;
  readonly waiting: Waiting;
  readonly fetch: FetchPort;
  readonly caller: FeedCaller;
  readonly limits: FeedLimits;
}

/**
 * How a feed comes into being. A new one is an adapter in a folder of its own, a provider like this in the table of the
 * composition root, and the contract suite run over it.
 */
export interface FeedProvider {
  readonly id: FeedId;
  readonly title: string;
  /** What it is good for and whose terms apply, in a sentence. */
  readonly about: string;
  readonly capabilities: FeedCapabilities;
  /** Addresses it calls, by name; `rest` is the usual one. What a feed without a network is set by, or empty. */
  readonly baseUrls: Readonly<Record<string, string>>;
  /** What would pass for a value of `baseUrls` that does not, null when it does; not given: they are addresses. */
  readonly refuseSetting?: (name: string, value: string) => string | null;
  readonly keyFields: readonly KeyField[];
  /** What is asked to see whether it works: an alias that it always has; null asks nothing. */
  readonly probe: string | null;
  readonly enabledByDefault: boolean;
  readonly limits: FeedLimits;
  make(context: FeedContext): Feed;
}

/** The address to call: what a person set, else the provider's own. */
export function baseUrlOf(provider: Pick<FeedProvider, "baseUrls">, settings: FeedSettings, name: string): string {
  return settings.baseUrls[name] ?? provider.baseUrls[name] ?? "";
}
