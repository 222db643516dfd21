import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EpochMs, type JobId, type Result } from "@/modules/_kernel";
import { decodeBarColumns } from "@/modules/data";
import { csvOf, makePagedFeed, rowsOf, someBars } from "@/modules/data/testing";
import { makeBackfillFlows } from "@/server/flows/backfill/backfill-flows";
import type { Actor } from "@/server/flows/contract";
import { makeDataFlows } from "@/server/flows/data-flows";
import type { FlowDeps } from "@/server/flows/deps";
import { makeTestDeps } from "@/server/flows/testing/test-house";
import { bundleProcess, SHORT_LIVED } from "@/server/infra/testing/bundle-process";
import { type TestDatabase, withTestDatabase } from "@/server/infra/testing/database";
import { readJob } from "@/server/platform/work";
import { makeUploads } from "@/server/uploads";
import { DRILL_FEED } from "./testing/drill-feed";

/** Kills in all: a sample here, the full number in `npm run soak`. Each carrier takes half. */
const KILLS = Number(process.env["DRILL_KILLS"] ?? 4);
const SEED = Number(process.env["DRILL_SEED"] ?? 1);
/** An import is begun three times at most: it survives two kills. */
const KILLS_PER_ROUND = 2;
/** Statements of a worker that does a round's work without being killed; past them it has ended, and that counts as well. */
const STATEMENTS = 420;
const REDIS_URL = process.env["TEST_REDIS_URL"] ?? "";
/** A database of Redis that no other test's worker takes tickets from. */
const REDIS_DATABASE = 9;
const ACTOR: Actor = { kind: "cli", userId: null, requestId: "drill" };

let database: TestDatabase;
let deps: FlowDeps;
let dataDir: string;
let worker: string;
beforeAll(async () => {
  database = await withTestDatabase();
  dataDir = mkdtempSync(join(tmpdir(), "bifrost-drill-"));
  const feed = makePagedFeed({ ...DRILL_FEED, bars: someBars(DRILL_FEED.options) });
  const base = makeTestDeps(database, { dataDir });
  deps = { ...base, feeds: { ...base.feeds, get: async () => ({ ok: true, value: feed }) } };
  worker = await bundleProcess(join(import.meta.dirname, "testing/work-until-killed.ts"));
});
afterAll(async () => {
  await database.close();
  rmSync(dataDir, { recursive: true, force: true });
});

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** Numbers from a seed (mulberry32), so that a failing drill can be run again. */
function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Carrier {
  readonly redisUrl: string;
  /** Everything the carrier holds may be lost at any moment: so it is, after each kill. */
  flush(): Promise<void>;
}

const onPostgres: Carrier = {
  redisUrl: "-",
  async flush() {
    const owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    const { rows } = await owner.query<{ name: string }>(
      "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = 'bullmq' AND tablename ~ 'job'",
    );
    if (rows.length > 0) await owner.query(`TRUNCATE ${rows.map(({ name }) => name).join(", ")} CASCADE`);
    await owner.end();
  },
};
const onRedis: Carrier = {
  redisUrl: `${REDIS_URL}/${REDIS_DATABASE}`,
  async flush() {
    const redis = new Redis(`${REDIS_URL}/${REDIS_DATABASE}`);
    await redis.flushdb();
    redis.disconnect();
  },
};

/** A worker's life; how it ended. */
function live({ redisUrl }: Carrier, statement: number, jobs: readonly JobId[]): Promise<"killed" | "done"> {
  const args = [...SHORT_LIVED, worker, database.url, redisUrl, dataDir, String(statement), ...jobs];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  return new Promise((resolve, reject) => {
    child.once("exit", (code, signal) => {
      if (signal === "SIGKILL") resolve("killed");
      else if (code === 0) resolve("done");
      else reject(new Error(`the worker ended with ${String(code ?? signal)}`));
    });
  });
}

/** As much later as the sweeper wants, so that the drill does not wait for it. */
const letTimePass = () => deps.sql.$executeRaw`
  UPDATE job SET heartbeat_at = heartbeat_at - interval '5 minutes', created_at = created_at - interval '5 minutes'
  WHERE finished_at IS NULL`;

async function startRound(symbol: string) {
  const uploads = makeUploads(deps);
  async function* body() {
    yield Buffer.from(csvOf(someBars(DRILL_FEED.options)));
  }
  const { uploadId } = must(await uploads.store("drill.csv", body(), new AbortController().signal));
  const { reading } = must(await makeDataFlows(deps).previewImport(uploadId, null, null));
  const facts = { name: "", kind: "crypto", currency: "USD" } as const;
  const imported = must(
    await makeDataFlows(deps).startImport(ACTOR, {
      ...facts,
      uploadId,
      symbol: `${symbol}F`,
      resolution: "1m",
      reading,
      skipInvalidRows: false,
    }),
  );
  const [fetched] = must(
    await makeBackfillFlows(deps).startBackfill(ACTOR, {
      symbol,
      feed: "drill",
      alias: null,
      resolution: "1m",
      from: "2024-01-02",
      to: "2024-01-05",
      bulk: false,
      follow: false,
      instrument: { ...facts, timeZone: "UTC" },
    }),
  );
  if (fetched === undefined) throw new Error("nothing was started");
  return { jobs: [imported.jobId, fetched.jobId], fetchId: fetched.fetchId };
}

/** Nothing lost, nothing doubled: bars, imports, revisions, audit rows, news. */
async function check(symbol: string, fetchId: string, jobs: readonly JobId[]): Promise<void> {
  for (const jobId of jobs) expect(await readJob(deps.sql, jobId)).toMatchObject({ status: "succeeded" });
  const { count } = DRILL_FEED.options;
  const expected = rowsOf(someBars(DRILL_FEED.options));
  for (const name of [symbol, `${symbol}F`]) {
    const page = must(
      await makeDataFlows(deps).readBarPage({
        symbol: name,
        resolution: "1m",
        toMs: EpochMs.of(4e12),
        limit: 50_000,
        adjustment: "raw",
        hours: "stored",
      }),
    );
    expect(rowsOf(must(decodeBarColumns(page)))).toEqual(expected);
    const [written] = await deps.sql.$queryRaw<unknown[]>`
      SELECT (SELECT sum(inserted) FROM bar_import WHERE symbol = ${name})::int AS inserted,
        (SELECT count(*) FROM bar_import WHERE symbol = ${name})::int AS imports,
        (SELECT count(*) FROM bar_revision r JOIN instrument i ON i.id = r.instrument_id WHERE i.symbol = ${name})::int AS revisions,
        (SELECT bars FROM bar_series s JOIN instrument i ON i.id = s.instrument_id WHERE i.symbol = ${name})::int AS bars`;
    expect(written).toEqual({ inserted: count, imports: 1, revisions: 0, bars: count });
  }
  const pages = count / DRILL_FEED.barsPerPage;
  expect(must(await makeBackfillFlows(deps).getBackfill(fetchId))).toMatchObject({
    status: "completed",
    inserted: count,
    replaced: 0,
    unchanged: 0,
    pages,
  });
  const [told] = await deps.sql.$queryRaw<unknown[]>`
    SELECT (SELECT count(*) FROM outbox WHERE topic = 'bars.changed' AND payload->>'symbol' = ${symbol})::int AS pages,
      (SELECT count(*) FROM outbox WHERE topic = 'bars.changed' AND payload->>'symbol' = ${`${symbol}F`})::int AS imports,
      (SELECT count(*) FROM audit_log WHERE action = 'backfill.end' AND subject_id = ${fetchId})::int AS ends,
      (SELECT count(*) FROM audit_log WHERE action = 'import.complete' AND details->>'symbol' = ${`${symbol}F`})::int AS completes`;
  expect(told).toEqual({ pages, imports: 1, ends: 1, completes: 1 });
}

describe.each([
  ["PostgreSQL", onPostgres, true],
  ["Redis", onRedis, REDIS_URL !== ""],
] as const)("an ingest worker on %s", (name, carrier, available) => {
  it.skipIf(!available)(
    "may be killed at any statement of a fetch and an import: nothing is lost, nothing doubled",
    async () => {
      const random = makeRandom(SEED + name.length);
      const share = Math.ceil(KILLS / 2);
      for (let killed = 0, round = 1; killed < share; round += 1) {
        const symbol = `K${name.slice(0, 1)}${round}`;
        const { jobs, fetchId } = await startRound(symbol);
        for (let kill = 0; kill < KILLS_PER_ROUND; kill += 1) {
          const statement = 1 + Math.floor(random() * STATEMENTS);
          if ((await live(carrier, statement, jobs)) === "done") break;
          killed += 1;
          await carrier.flush();
          await letTimePass();
        }
        expect(await live(carrier, 0, jobs)).toBe("done");
        await check(symbol, fetchId, jobs);
      }
    },
    60_000 * (1 + KILLS),
  );
});
