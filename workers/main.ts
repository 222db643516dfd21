import { hostname } from "node:os";
import { fileURLToPath } from "node:url";
import { makeTrialPool } from "@/modules/strategy/server";
import { makeSettleDue, SETTLE_EVERY_MS } from "@/server/flows/accounts/settle-due";
import { startAlerts } from "@/server/flows/alerts/watch-alerts";
import { REFRESH_EVERY_MS, refreshFollowedOnce } from "@/server/flows/backfill/refresh-followed";
import { ALLOCATE_EVERY_MS, makeAllocateDue } from "@/server/flows/deployments/allocate-due";
import { COMPARE_EVERY_MS, makeCompareDue } from "@/server/flows/deployments/compare-due";
import { LET_GO_EVERY_MS, makeLetDecisionsGo } from "@/server/flows/deployments/decision-retention";
import { startDeployments } from "@/server/flows/deployments/run-deployments";
import { makeExportFiles } from "@/server/flows/export/export-files";
import { makeReportFeeds, REPORT_FEEDS_EVERY_MS } from "@/server/flows/feeds/report-feeds";
import { makeWatchFolder, WATCH_FOLDER_EVERY_MS } from "@/server/flows/feeds/watch-folder";
import { makeSampleHealth } from "@/server/flows/health-history";
import { startStreams } from "@/server/flows/live/start-streams";
import { startNotifier } from "@/server/flows/notifications/send-deliveries";
import { makeQualityRound, QUALITY_ROUND_EVERY_MS } from "@/server/flows/quality/check-quality";
import { startReplays } from "@/server/flows/replay/play-replays";
import { DRILL_EVERY_MS, makeDrillDue } from "@/server/flows/risk/drill/drill-due";
import { startProtectionWatch } from "@/server/flows/risk/protection/watch-protection";
import { startLimitWatch } from "@/server/flows/risk/watch-limits";
import { makeTendScreens } from "@/server/flows/screener/run-screen";
import { makeTendSearches, TEND_SEARCHES_EVERY_MS } from "@/server/flows/search/tend-searches";
import { EXPIRE_EVERY_MS, makeExpireRound } from "@/server/flows/storage/expire-bars";
import { startAlgos } from "@/server/flows/trading/algo/work-algos";
import { startTrading } from "@/server/flows/trading/work-accounts";
import { startWebhooksOut } from "@/server/flows/webhooks-out/send-webhooks";
import { type House, openHouse } from "@/server/house";
import { WORKER_STATEMENT_TIMEOUT_MS } from "@/server/infra/db";
import { EnvError, readWorkersEnv, type WorkersEnv } from "@/server/infra/env";
import { startLoop } from "@/server/infra/loop";
import { startSealer } from "@/server/platform/audit";
import { SAMPLE_EVERY_MS } from "@/server/platform/health";
import type { LeaseKeeper } from "@/server/platform/work/lease";
import { makePostgresQueue, makeRedisQueue } from "@/server/platform/work/worker";
import { makeUploads } from "@/server/uploads";
import { makeJobTable } from "./handlers";
import { startMetricsServer } from "./metrics-server";
import { RETENTION_EVERY_MS, retainOnce } from "./retention";
import { startWorkers, type Workers } from "./workers";

/** Every job that runs, its heartbeat and its progress take a connection for a moment; copies hold one. */
const POOL_SIZE = 12;
/** A scheduled screen begins within this of its turn. */
const TEND_SCREENS_EVERY_MS = 60_000;
/** After this the process ends whatever still runs: the launcher waits ten seconds. */
const STOP_TIMEOUT_MS = 9_000;
/** EX_CONFIG: the launcher does not restart a process that was told something wrong. */
const EXIT_CONFIG = 78;

async function main(): Promise<void> {
  const env = readWorkersEnv();
  const house = openHouse({
    process: "workers",
    databaseUrl: env.DATABASE_URL,
    redisUrl: env.REDIS_URL ?? null,
    dataDir: env.BIFROST_DATA_DIR,
    logLevel: env.LOG_LEVEL,
    logPretty: env.LOG_PRETTY,
    poolSize: POOL_SIZE,
    statementTimeoutMs: WORKER_STATEMENT_TIMEOUT_MS,
    // Not before an exchange is first called: it is 100 MB of memory.
    loadCcxt: async () => (await import("ccxt")).default,
  });
  const stopping = new AbortController();
  const workers = startAll(env, house, stopping.signal);
  const scraped =
    env.BIFROST_METRICS_PORT === undefined
      ? null
      : await startMetricsServer({ host: env.BIFROST_METRICS_HOST, port: env.BIFROST_METRICS_PORT }, house.metrics);
  // Whatever its roles: every process that calls feeds tells how its own calls went.
  const reports = startLoop({
    name: "report-feeds",
    everyMs: REPORT_FEEDS_EVERY_MS,
    log: house.deps.log,
    round: makeReportFeeds(house.deps),
  });
  onStopSignal(async () => {
    stopping.abort();
    await workers.stop();
    await reports.stop();
    await scraped?.close();
    await house.close();
  });
  await workers.ready();
  house.deps.log.info({ roles: env.BIFROST_ROLES, carrier: env.REDIS_URL ? "redis" : "postgresql" }, "Ready");
}

function startAll(env: WorkersEnv, { deps, metrics, build }: House, stopping: AbortSignal): Workers {
  const { log } = deps;
  const uploads = makeUploads({ dataDir: deps.dataDir, newId: deps.newId });
  const exports = makeExportFiles(deps);
  const checkQuality = makeQualityRound(deps);
  const expireBars = makeExpireRound(deps);
  const watchFolder = makeWatchFolder(deps);
  // Beside this bundle; made of threads once a search comes.
  const pool = makeTrialPool({ threadFile: fileURLToPath(new URL("./search-thread.mjs", import.meta.url)) });
  const workerId = deps.newId();
  return startWorkers({
    deps,
    metrics,
    queue: env.REDIS_URL
      ? makeRedisQueue({ url: env.REDIS_URL, log })
      : makePostgresQueue({ url: env.DATABASE_URL, log }),
    table: makeJobTable(deps, pool),
    roles: env.BIFROST_ROLES,
    identity: {
      id: workerId,
      roles: env.BIFROST_ROLES,
      host: hostname(),
      pid: process.pid,
      version: build.version,
    },
    keepers: {
      stream: () => together([startStreams(deps, workerId), startReplays(deps, workerId)]),
      ops: () =>
        together([
          startSealer(deps, workerId),
          startNotifier(deps, workerId),
          startAlerts(deps, workerId),
          startWebhooksOut(deps, workerId),
        ]),
      trading: () =>
        together([
          startTrading(deps, workerId, env.BIFROST_PAPER_LATENCY_MS),
          startAlgos(deps, workerId),
          startLimitWatch(deps, workerId),
          startProtectionWatch(deps, workerId),
        ]),
      strategy: () => startDeployments(deps, workerId),
    },
    duties: [
      { name: "refresh-followed", everyMs: REFRESH_EVERY_MS, round: () => refreshFollowedOnce(deps) },
      {
        name: "retention",
        everyMs: RETENTION_EVERY_MS,
        round: () =>
          retainOnce(
            deps,
            (ageMs) => uploads.prune(ageMs, deps.clock.nowMs()),
            (ageMs) => exports.prune(ageMs, deps.clock.nowMs()),
          ),
      },
      { name: "bar-retention", everyMs: EXPIRE_EVERY_MS, round: () => expireBars(stopping) },
      { name: "quality", everyMs: QUALITY_ROUND_EVERY_MS, round: () => checkQuality(stopping) },
      { name: "folder", everyMs: WATCH_FOLDER_EVERY_MS, round: async () => (await watchFolder(stopping)).more },
      { name: "halt-drill", everyMs: DRILL_EVERY_MS, round: makeDrillDue(deps) },
      { name: "parity", everyMs: COMPARE_EVERY_MS, round: makeCompareDue(deps) },
      { name: "decisions", everyMs: LET_GO_EVERY_MS, round: makeLetDecisionsGo(deps) },
      { name: "allocation", everyMs: ALLOCATE_EVERY_MS, round: makeAllocateDue(deps) },
      { name: "settlement", everyMs: SETTLE_EVERY_MS, round: makeSettleDue(deps) },
      { name: "searches", everyMs: TEND_SEARCHES_EVERY_MS, round: makeTendSearches(deps) },
      { name: "health", everyMs: SAMPLE_EVERY_MS, round: makeSampleHealth(deps) },
      { name: "screens", everyMs: TEND_SCREENS_EVERY_MS, round: makeTendScreens(deps) },
    ],
  });
}

/** Several leases of one role, given back together. */
function together(keepers: readonly LeaseKeeper[]): LeaseKeeper {
  return { stop: async () => void (await Promise.all(keepers.map((keeper) => keeper.stop()))) };
}

function onStopSignal(work: () => Promise<void>): void {
  let asked = false;
  const once = () => {
    if (asked) return;
    asked = true;
    setTimeout(() => process.exit(0), STOP_TIMEOUT_MS).unref();
    work().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
        process.exit(1);
      },
    );
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, once);
}

main().catch((error: unknown) => {
  const known = error instanceof EnvError;
  const fault = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${known ? error.message : fault}\n`);
  process.exit(known ? EXIT_CONFIG : 1);
});
