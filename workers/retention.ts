import { makeFeedSearches, pruneRemovedScreens } from "@/modules/data/server";
import { makeSimulationStore } from "@/modules/risk/server";
import { pruneRemovedPresets } from "@/modules/strategy/server";
import { pruneFirings, pruneRemovedAlerts } from "@/server/flows/alerts/alert-store";
import type { FlowDeps } from "@/server/flows/deps";
import { EXPORT_KEPT_MS } from "@/server/flows/export/export-files";
import { KEPT_MS } from "@/server/flows/storage/kept";
import { REMOVED_KEPT_MS } from "@/server/flows/undo";
import { pruneEvents } from "@/server/flows/webhooks-out/webhook-store";
import { pruneHealth } from "@/server/platform/health";
import { pruneCalls } from "@/server/platform/hooks";
import { pruneApiThrottle, prunePasskeyAnswers, pruneSessions, pruneThrottle } from "@/server/platform/identity";
import { pruneDeliveries, pruneNotifications } from "@/server/platform/notify";
import { pruneJobs, pruneOutbox, prunePresence } from "@/server/platform/work/worker";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Answers of feeds to a search: old ones are wrong. */
const SEARCHES_KEPT_MS = DAY_MS;
/** Files that were uploaded and never imported. */
const UPLOADS_KEPT_MS = DAY_MS;
/** Rows a statement deletes, so that it holds its locks for milliseconds. */
const BATCH = 1_000;
/** Batches a round takes of one table; what is left waits for the next round. */
const BATCHES_MAX = 50;

export const RETENTION_EVERY_MS = HOUR_MS;

type Prune = (limit: number) => Promise<number>;

/** Removes what nobody will ask for again, a bounded number of rows a round. Safe to run in several processes at once. */
export async function retainOnce(
  { sql, log }: Pick<FlowDeps, "sql" | "log">,
  pruneUploads: (ageMs: number) => Promise<number>,
  pruneExports: (ageMs: number) => Promise<number>,
): Promise<boolean> {
  const prunes: Readonly<Record<string, Prune>> = {
    outbox: (limit) => pruneOutbox(sql, KEPT_MS.news, limit),
    jobs: (limit) => pruneJobs(sql, KEPT_MS.jobs, limit),
    notifications: (limit) => pruneNotifications(sql, KEPT_MS.notifications, limit),
    // Tests have no notification to go with.
    deliveries: (limit) => pruneDeliveries(sql, KEPT_MS.deliveries, limit),
    webhooks: (limit) => pruneEvents(sql, KEPT_MS.webhooksOut, limit),
    firings: (limit) => pruneFirings(sql, KEPT_MS.firings, limit),
    simulations: (limit) => makeSimulationStore().prune(sql, KEPT_MS.simulations, limit),
    removedAlerts: (limit) => pruneRemovedAlerts(sql, REMOVED_KEPT_MS, limit),
    removedScreens: (limit) => pruneRemovedScreens(sql, REMOVED_KEPT_MS, limit),
    removedPresets: (limit) => pruneRemovedPresets(sql, REMOVED_KEPT_MS, limit),
    sessions: (limit) => pruneSessions(sql, KEPT_MS.sessions, limit),
    passkeyAnswers: (limit) => prunePasskeyAnswers(sql, limit),
    feedSearches: (limit) => makeFeedSearches().prune(sql, SEARCHES_KEPT_MS, limit),
    throttle: (limit) => pruneThrottle(sql, limit),
    webhookCalls: (limit) => pruneCalls(sql, { days: KEPT_MS.webhooksIn / DAY_MS, limit }),
    health: (limit) => pruneHealth(sql, KEPT_MS.health, limit),
    apiThrottle: (limit) => pruneApiThrottle(sql, limit),
  };
  const removed: Record<string, number> = {
    workers: await prunePresence(sql),
    uploads: await pruneUploads(UPLOADS_KEPT_MS),
    exports: await pruneExports(EXPORT_KEPT_MS),
  };
  for (const [what, prune] of Object.entries(prunes)) removed[what] = await inBatches(prune);
  log.info({ removed }, "Retention done");
  return false;
}

/** Deletes batch after batch until one is not full. Returns how many rows went. */
export async function inBatches(prune: Prune): Promise<number> {
  let total = 0;
  for (let batch = 0; batch < BATCHES_MAX; batch += 1) {
    const count = await prune(BATCH);
    total += count;
    if (count < BATCH) break;
  }
  return total;
}
