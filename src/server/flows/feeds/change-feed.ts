import { err, invariant, ok, type SqlPort } from "@/modules/_kernel";
import { type FeedProvider, makeFeedStore } from "@/modules/data/server";
import { appendAudit } from "../../platform/audit";
import type { Actor, Answer } from "../contract";
import type { FeedFlows, FeedView } from "../contract/feeds";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { type ListDeps, makeListFeeds } from "./list-feeds";
import { keyNameOf } from "./open-feeds";

export type ChangeDeps = ListDeps & Pick<FlowDeps, "transactions" | "work">;

/** Characters of one part of a key. */
const KEY_PART_LENGTH_MAX = 4_096;

type ChangeFlows = Pick<FeedFlows, "changeFeed" | "setFeedKey" | "removeFeedKey">;

/** What a person sets for a feed. The next call of any process goes by it. */
export function makeChangeFeed(deps: ChangeDeps): ChangeFlows {
  return {
    changeFeed: makeChoose(deps),
    async setFeedKey(actor, feed, key) {
      const provider = providerOf(deps, feed);
      if (provider === null) return err(unknownFeed(feed));
      const refusal = refuseKey(provider, key);
      if (refusal !== null) return err(refusal);
      return changed(deps, provider, async (tx) => {
        await deps.secrets.write(tx, keyNameOf(feed), key, actor.userId);
        await audit(tx, actor, { action: "feed.key_set", feed, details: { fields: Object.keys(key) } });
      });
    },
    async removeFeedKey(actor, feed) {
      const provider = providerOf(deps, feed);
      if (provider === null) return err(unknownFeed(feed));
      return changed(deps, provider, async (tx) => {
        if (!(await deps.secrets.remove(tx, keyNameOf(feed)))) return;
        await audit(tx, actor, { action: "feed.key_remove", feed, details: {} });
      });
    },
  };
}

function makeChoose(deps: ChangeDeps): FeedFlows["changeFeed"] {
  const store = makeFeedStore();
  return async (actor, feed, { enabled, addresses = {} }) => {
    const provider = providerOf(deps, feed);
    if (provider === null) return err(unknownFeed(feed));
    const refusal = refuseAddresses(provider, addresses);
    if (refusal !== null) return err(refusal);
    return changed(deps, provider, async (tx) => {
      const before = await store.choiceOf(tx, feed);
      const known = before ?? { feed, enabled: provider.enabledByDefault, baseUrls: {} };
      const kept = Object.entries({ ...known.baseUrls, ...addresses }).filter(([, url]) => url !== null);
      const baseUrls: Record<string, string> = {};
      for (const [name, url] of kept) if (url !== null) baseUrls[name] = url;
      const choice = { feed, enabled: enabled ?? known.enabled, baseUrls };
      await store.choose(tx, choice, actor.userId);
      const { feed: _, ...details } = choice;
      await audit(tx, actor, { action: "feed.change", feed, details: { ...details, before: known.enabled } });
    });
  };
}

async function changed(
  deps: ChangeDeps,
  provider: FeedProvider,
  change: (tx: SqlPort) => Promise<void>,
): Answer<FeedView> {
  await deps.transactions.run(async (tx) => {
    await change(tx);
    await deps.work.publish(tx, { topic: "feed.changed", audience: null, payload: { feed: provider.id } });
  });
  const view = (await makeListFeeds(deps)()).find(({ feed }) => feed === provider.id);
  invariant(view !== undefined, "every provider has a view");
  return ok(view);
}

interface Entry {
  readonly action: string;
  readonly feed: string;
  readonly details: Readonly<Record<string, unknown>>;
}

function audit(tx: SqlPort, actor: Actor, { action, feed, details }: Entry): Promise<void> {
  return appendAudit(tx, { actor, action, subjectType: "feed", subjectId: feed, details });
}

export function providerOf({ feeds }: Pick<FlowDeps, "feeds">, feed: string): FeedProvider | null {
  return feeds.providers.find(({ id }) => id === feed) ?? null;
}

export function unknownFeed(feed: string): AppError {
  return { kind: "feed.not_found", path: "feed", facts: { feed } };
}

/** What a feed is set by must be what it takes; an address is http or https, without a password in it, a query or a fragment. */
function refuseAddresses(provider: FeedProvider, addresses: Readonly<Record<string, string | null>>): AppError | null {
  for (const [name, url] of Object.entries(addresses)) {
    const path = `addresses.${name}`;
    if (!(name in provider.baseUrls)) {
      return {
        kind: "feed.address_unknown",
        path,
        facts: { name, expected: Object.keys(provider.baseUrls).join(", ") },
      };
    }
    if (url !== null && provider.refuseSetting !== undefined) {
      const example = provider.refuseSetting(name, url);
      if (example !== null) return { kind: "feed.setting_malformed", path, facts: { name, example } };
      continue;
    }
    if (url !== null && !isAddress(url)) {
      return {
        kind: "feed.address_malformed",
        path,
        facts: { example: provider.baseUrls[name] ?? "https://example.com" },
      };
    }
  }
  return null;
}

function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^(https?|wss?):$/.test(protocol) && username === "" && password === "" && search === "" && hash === "";
}

/** Names the field that is at fault and never its value. */
function refuseKey({ id, keyFields }: FeedProvider, key: Readonly<Record<string, string>>): AppError | null {
  if (keyFields.length === 0) return { kind: "feed.keyless", facts: { feed: id } };
  const unknown = Object.keys(key).find((name) => !keyFields.some((field) => field.name === name));
  if (unknown !== undefined) {
    return {
      kind: "feed.key_incomplete",
      path: "key",
      facts: { field: keyFields.map(({ label }) => label).join(", ") },
    };
  }
  const wrong = keyFields.find(({ name }) => {
    const value = key[name]?.trim() ?? "";
    return value === "" || value.length > KEY_PART_LENGTH_MAX || /[\r\n]/.test(value);
  });
  return wrong === undefined
    ? null
    : { kind: "feed.key_incomplete", path: `key.${wrong.name}`, facts: { field: wrong.label } };
}
