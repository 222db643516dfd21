import { setTimeout as sleep } from "node:timers/promises";
import { JobId } from "@/modules/_kernel";
import { makePagedFeed, someBars } from "@/modules/data/testing";
import { makeSearchStore, makeTrialPool } from "@/modules/strategy/server";
import { openHouse } from "@/server/house";
import { readJob } from "@/server/platform/work";
import { makePostgresQueue, makeRedisQueue } from "@/server/platform/work/worker";
import { makeJobTable } from "../handlers";
import { startWorkers } from "../workers";
import { DRILL_FEED } from "./drill-feed";
import { killAtStatement } from "./kill-at-statement";

/**
 * A whole worker of imports and research that kills itself, as `kill -9` would, at the statement of a number: before it is sent or right after.
 * Without a number it works until the jobs and searches (`search:ID`) given are at their end.
 *
 * usage: work-until-killed.ts DATABASE_URL REDIS_URL|- DATA_DIR STATEMENT|0 JOB_ID|search:ID|thread:FILE|counting:TEXT ...
 *
 * `counting:`: only statements with this text are counted.
 */
const [databaseUrl = "", redis = "-", dataDir = "", statement = "0", ...rest] = process.argv.slice(2);
const threadFile = rest.find((word) => word.startsWith("thread:"))?.slice("thread:".length) ?? "";
const counting = rest.find((word) => word.startsWith("counting:"))?.slice("counting:".length) ?? "";
const jobIds = rest.filter((word) => !word.startsWith("thread:") && !word.startsWith("counting:"));
/** How long a worker looks before it looks again whether the jobs have ended. */
const LOOK_EVERY_MS = 50;

killAtStatement(Number(statement), counting);

const house = openHouse({
  process: "workers",
  databaseUrl,
  redisUrl: redis === "-" ? null : redis,
  dataDir,
  logLevel: "silent",
  logPretty: false,
  poolSize: 8,
  statementTimeoutMs: 60_000,
});
const feed = makePagedFeed({ ...DRILL_FEED, bars: someBars(DRILL_FEED.options) });
const feeds = { ...house.deps.feeds, get: async () => ({ ok: true, value: feed }) as const };
const deps = { ...house.deps, feeds };
const workers = startWorkers({
  deps,
  metrics: house.metrics,
  queue:
    redis === "-"
      ? makePostgresQueue({ url: databaseUrl, log: deps.log })
      : makeRedisQueue({ url: redis, log: deps.log }),
  table: makeJobTable(deps, makeTrialPool({ threadFile })),
  roles: ["ingest", "research"],
  identity: { id: deps.newId(), roles: ["ingest", "research"], host: "drill", pid: process.pid, version: "0" },
  duties: [],
  keepers: {},
});
await workers.ready();
// One look at a time: none is under way once the house is closed.
while ((await Promise.all(jobIds.map(hasEnded))).includes(false)) await sleep(LOOK_EVERY_MS);
await workers.stop();
await house.close();
process.exit(0);

async function hasEnded(id: string): Promise<boolean> {
  if (!id.startsWith("search:")) return (await readJob(deps.sql, JobId.of(id)))?.finishedAt != null;
  return (await makeSearchStore(deps.sql).find(id.slice("search:".length)))?.finishedAtMs != null;
}
