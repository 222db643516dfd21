import { ok, UserId } from "@/modules/_kernel";
import { type FeedSearchAnswer, type FeedSearchPayload, searchFeedsJob } from "@/modules/data";
import { type Feeds, makeFeedSearches, makeFeedStore } from "@/modules/data/server";
import type { JobHandler } from "../../platform/work";
import type { FeedFlows, FeedSearchPart } from "../contract/feeds";
import type { FlowDeps } from "../deps";
import { feedRefusal } from "./refusals";

/** How long one feed may take; the others' answers are shown meanwhile. */
const FEED_TIMEOUT_MS = 8_000;
/** Instruments of one feed. */
const FOUND_MAX = 20;

type SearchDeps = Pick<FlowDeps, "sql" | "transactions" | "work" | "newId" | "feeds">;

/** Searches feeds as a job of the house: the first answer is there as soon as the first feed has given one. */
export function makeSearchFeeds(deps: SearchDeps): Pick<FeedFlows, "searchFeeds" | "feedSearch"> {
  const { sql, transactions, work, newId, feeds } = deps;
  const searches = makeFeedSearches();
  return {
    async searchFeeds(actor, text) {
      const searchId = newId();
      await transactions.run((tx) =>
        work.submit(tx, {
          contract: searchFeedsJob,
          payload: { searchId, text, askedBy: actor.userId },
          title: `Search feeds for ${text}`,
          createdBy: null,
          requestId: actor.requestId,
        }),
      );
      return { searchId };
    },
    async feedSearch(searchId) {
      const [answers, asked] = await Promise.all([searches.answers(sql, searchId), enabledSearchers(deps)]);
      return feeds.providers
        .filter(({ id }) => asked.has(id) || answers.has(id))
        .map(({ id, title, capabilities }): FeedSearchPart => {
          const about = { feed: id, title, history: capabilities.history, streams: capabilities.live.length > 0 };
          const answer = answers.get(id);
          if (answer === undefined) return { ...about, state: "asked", instruments: [], error: null };
          if (answer.state === "refused") {
            return { ...about, state: "refused", instruments: [], error: feedRefusal(answer.refusal) };
          }
          return { ...about, state: "found", instruments: answer.instruments, error: null };
        });
    },
  };
}

/** Feeds that are on and can search. */
async function enabledSearchers({ sql, feeds }: Pick<SearchDeps, "sql" | "feeds">): Promise<ReadonlySet<string>> {
  const choices = await makeFeedStore().choices(sql);
  const searchers = feeds.providers.filter(
    ({ id, capabilities, enabledByDefault }) =>
      capabilities.search && (choices.find(({ feed }) => feed === id)?.enabled ?? enabledByDefault),
  );
  return new Set(searchers.map(({ id }) => id));
}

/** Asks all at once and keeps each answer as it comes. Safe to run again: an answer replaces itself. */
export const makeSearchFeedsHandler =
  (deps: SearchDeps): JobHandler<FeedSearchPayload> =>
  async ({ searchId, text, askedBy }, { signal }) => {
    const searches = makeFeedSearches();
    const asked = [...(await enabledSearchers(deps))];
    await Promise.all(
      asked.map(async (feed) => {
        const answer = await ask(deps.feeds, { feed, text }, signal);
        await deps.transactions.run(async (tx) => {
          await searches.keep(tx, searchId, feed, answer);
          const audience = askedBy === null ? null : UserId.of(askedBy);
          await deps.work.publish(tx, { topic: "feed.search", audience, payload: { searchId, feed } });
        });
      }),
    );
    return ok({ searchId, feeds: asked.length });
  };

async function ask(
  feeds: Feeds,
  { feed, text }: { readonly feed: string; readonly text: string },
  signal: AbortSignal,
): Promise<FeedSearchAnswer> {
  const found = await feeds.get(feed);
  if (found === null) return { state: "refused", refusal: { kind: "feed.disabled", feed } };
  if (!found.ok) return { state: "refused", refusal: found.error };
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(FEED_TIMEOUT_MS)]);
  const answer = await found.value.search(text, FOUND_MAX, inTime);
  if (answer.ok) return { state: "found", instruments: answer.value };
  const late = answer.error.kind === "feed.canceled" && !signal.aborted;
  return {
    state: "refused",
    refusal: late ? { kind: "feed.timeout", feed, afterMs: FEED_TIMEOUT_MS } : answer.error,
  };
}
