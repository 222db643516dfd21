import ccxt from "ccxt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EpochMs, type JobId, type Result, UserId } from "@/modules/_kernel";
import { decodeBarColumns } from "@/modules/data";
import { makeInstrumentStore } from "@/modules/data/server";
import { binanceProtocol, type FaultServer, rowsOf, startFaultServer, Venue } from "@/modules/data/testing";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import type { JobContext, JobOutcome } from "../../platform/work";
import { makeBackfillFlows } from "../backfill/backfill-flows";
import type { Actor } from "../contract";
import { makeDataFlows } from "../data-flows";
import { makeDataJobs } from "../data-jobs";
import type { FlowDeps } from "../deps";
import { makeTestDeps } from "../testing/test-house";
import { makeFeedFlows } from "./feed-flows";
import { makeFeedJobs } from "./feed-jobs";
import { openFeeds } from "./open-feeds";

/** The way of a person who wants BTC/USDT, through the flows: search, venue, history. The exchange speaks Binance's protocol. */

const ACTOR: Actor = { kind: "user", userId: UserId.of("user-1"), requestId: "request-1" };
const MINUTE_MS = 60_000;
const BTC_USDT = { base: "BTC", quote: "USDT", tick: "0.01", lot: "0.00001" };
const NOW_MS = EpochMs.of(Date.UTC(2024, 5, 3, 12, 0, 30));
const MINUTES = 600;

let database: TestDatabase;
let exchange: FaultServer;
let deps: FlowDeps;

beforeAll(async () => {
  database = await withTestDatabase();
  const venue = new Venue([BTC_USDT], (_pair, stepMs) => {
    const lastMs = Math.floor(NOW_MS / stepMs) * stepMs;
    const count = stepMs === MINUTE_MS ? MINUTES : 1;
    return Array.from({ length: count }, (_unused, index) => {
      const close = 60_000 + (index % 7);
      const time = lastMs - (count - 1 - index) * stepMs;
      return { time, open: 60_000, high: 60_010, low: 59_990, close, volume: 2 };
    });
  });
  exchange = await startFaultServer(binanceProtocol(venue));
  const base = makeTestDeps(database, { clock: { nowMs: () => NOW_MS } });
  deps = {
    ...base,
    feeds: openFeeds({
      ...base,
      files: { root: base.importRoot, workDir: base.dataDir },
      loadCcxt: () => Promise.resolve(ccxt),
    }),
  };
  const flows = makeFeedFlows(deps);
  must(await flows.changeFeed(ACTOR, "ccxt.binance", { addresses: { rest: exchange.url } }));
  for (const { id } of deps.feeds.providers) {
    if (id !== "ccxt.binance") must(await flows.changeFeed(ACTOR, id, { enabled: false }));
  }
});
afterAll(async () => {
  await exchange.close();
  await database.close();
});

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** Runs a submitted job as a worker would. */
async function work(jobId: JobId): Promise<JobOutcome> {
  const [row] = await deps.sql.$queryRaw<{ name: string; payload: unknown }[]>`
    SELECT name, payload FROM job WHERE id = ${jobId}`;
  const job = [...makeDataJobs(deps), ...makeFeedJobs(deps)].find(({ name }) => name === row?.name);
  if (job === undefined || row === undefined) throw new Error("no job");
  const context: JobContext = {
    jobId,
    requestId: "request-1",
    userId: UserId.of("user-1"),
    signal: new AbortController().signal,
    progress: () => undefined,
  };
  return must(await job.run(row.payload, context));
}

async function newestJob(name: string): Promise<JobId> {
  const [row] = await deps.sql.$queryRaw<{ id: JobId }[]>`
    SELECT id FROM job WHERE name = ${name} ORDER BY created_at DESC LIMIT 1`;
  if (row === undefined) throw new Error(`no job ${name}`);
  return row.id;
}

describe("a venue of BTC/USDT", () => {
  it("is found, and its minutes become a chart, without a key", async () => {
    const feeds = makeFeedFlows(deps);
    const { searchId } = await feeds.searchFeeds(ACTOR, "BTC/USDT");
    await work(await newestJob("data.search-feeds"));
    const [part, ...others] = await feeds.feedSearch(searchId);
    expect(others).toEqual([]);
    expect(part).toMatchObject({ feed: "ccxt.binance", state: "found", streams: true });
    const [found] = part?.instruments ?? [];
    expect(found).toMatchObject({ symbol: "BTC-USDT", alias: "BTC/USDT", venue: "Binance", currency: "USDT" });

    const backfill = makeBackfillFlows(deps);
    const started = await backfill.startBackfill(ACTOR, {
      symbol: "BTC-USDT",
      feed: "ccxt.binance",
      alias: "BTC/USDT",
      resolution: "1m",
      from: "2024-06-03",
      to: null,
      bulk: false,
      follow: false,
      instrument: {
        name: "BTC / USDT",
        kind: "crypto",
        currency: "USDT",
        timeZone: "UTC",
        tick: found?.tick,
        lot: found?.lot,
      },
    });
    for (const { jobId } of must(started)) await work(jobId);
    const { readBarPage } = makeDataFlows(deps);
    const query = {
      symbol: "BTC-USDT",
      resolution: "1m",
      toMs: null,
      limit: 10_000,
      adjustment: "raw",
      hours: "stored",
    } as const;
    const bars = rowsOf(must(decodeBarColumns(must(await readBarPage(query)))));
    // An order is rounded to the steps of the venue, not to what is usual for a coin.
    const steps = { tick: found?.tick, lot: found?.lot };
    expect(await makeInstrumentStore(deps.sql).find("BTC-USDT")).toMatchObject(steps);
    expect(steps).toEqual({ tick: "0.01", lot: "0.00001" });
    // The minute that is still open is no bar yet.
    expect(bars).toHaveLength(MINUTES - 1);
    expect(bars.at(-1)?.time).toBe(Date.UTC(2024, 5, 3, 11, 59));
  });

  it("has nothing of a coin that nobody has", async () => {
    const feeds = makeFeedFlows(deps);
    const { searchId } = await feeds.searchFeeds(ACTOR, "NOSUCHCOIN");
    await work(await newestJob("data.search-feeds"));
    expect(await feeds.feedSearch(searchId)).toMatchObject([{ state: "found", instruments: [] }]);
  });
});
