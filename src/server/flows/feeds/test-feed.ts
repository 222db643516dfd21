import { err, ok } from "@/modules/_kernel";
import { DAY_MS, type FeedTestPayload, type HistoryRequest, resolutionMs, testFeedJob } from "@/modules/data";
import { appendAudit } from "../../platform/audit";
import type { JobContext, JobOutcome } from "../../platform/work";
import type { FeedFlows } from "../contract/feeds";
import type { FlowDeps } from "../deps";
import { providerOf, unknownFeed } from "./change-feed";
import { feedRefusal } from "./refusals";

/** Days that a test asks for: long enough for a bar however many holidays there are. */
const TEST_DAYS = 10;
/** Bars that a test of short bars asks for. */
const TEST_BARS = 60;

/** Starts a test of a feed as a job: calls go out from workers, where keys may be read. */
export const makeTestFeed =
  (deps: Pick<FlowDeps, "feeds" | "transactions" | "work">): FeedFlows["testFeed"] =>
  async (actor, feed) => {
    const provider = providerOf(deps, feed);
    if (provider === null) return err(unknownFeed(feed));
    if (provider.probe === null) return err({ kind: "feed.unsupported", facts: { feed, what: "a test" } });
    const jobId = await deps.transactions.run(async (tx) => {
      await appendAudit(tx, { actor, action: "feed.test", subjectType: "feed", subjectId: feed });
      return deps.work.submit(tx, {
        contract: testFeedJob,
        payload: { feed },
        title: `Test ${provider.title}`,
        createdBy: null,
        requestId: actor.requestId,
      });
    });
    return ok({ jobId });
  };

/** Asks a feed for the newest bars of something that it always has. */
export const makeTestFeedHandler =
  ({ feeds, clock }: Pick<FlowDeps, "feeds" | "clock">) =>
  async ({ feed: id }: FeedTestPayload, { signal }: Pick<JobContext, "signal">): Promise<JobOutcome> => {
    const provider = providerOf({ feeds }, id);
    const found = await feeds.get(id);
    if (provider === null || found === null || provider.probe === null) return err(unknownFeed(id));
    if (!found.ok) return err(feedRefusal(found.error));
    const beganMs = clock.nowMs();
    const request = probeOf(provider.probe, provider.capabilities.history, beganMs);
    if (request === null) return err({ kind: "feed.unsupported", facts: { feed: id, what: "history" } });
    let bars = 0;
    let newestMs: number | null = null;
    for await (const page of found.value.history(request, signal)) {
      if (!page.ok) return err(feedRefusal(page.error));
      bars += page.value.bars.time.length;
      newestMs = page.value.bars.time.reduce((newest, time) => Math.max(newest, time), newestMs ?? 0);
    }
    return ok({ feed: id, alias: request.alias, bars, newestMs, tookMs: clock.nowMs() - beganMs });
  };

function probeOf(
  alias: string,
  history: readonly HistoryRequest["resolution"][],
  nowMs: number,
): HistoryRequest | null {
  const [finest] = history.toSorted((a, b) => resolutionMs(a) - resolutionMs(b));
  if (finest === undefined) return null;
  const spanMs = Math.min(TEST_DAYS * DAY_MS, Math.max(TEST_BARS * resolutionMs(finest), 0));
  return { alias, resolution: finest, fromMs: nowMs - spanMs, toMs: nowMs };
}
