import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { JobId, type Result } from "@/modules/_kernel";
import { decodeColumns } from "@/modules/data";
import { makeSeededBars, trialSpec } from "@/modules/strategy";
import { makeSearchStore, makeTrialPool } from "@/modules/strategy/server";
import { makeMetrics } from "../../infra/metrics";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import type { BoundJob } from "../../platform/work";
import { makeRunner } from "../../platform/work/worker";
import { makeBacktestFlows } from "../backtest-flows";
import { makeBacktestJobs } from "../backtest-jobs";
import type { Actor } from "../contract";
import type { SearchSpecInput } from "../contract/search";
import type { FlowDeps } from "../deps";
import { STRATEGY_KINDS } from "../strategies/kinds";
import { makeStrategiesFlows } from "../strategies/strategies-flows";
import { seedBars } from "../testing/seed-bars";
import { makeTestDeps } from "../testing/test-house";
import { makeSearchFlows, makeSearchJobs } from "./search-flows";
import { makeTendSearches } from "./tend-searches";

const ACTOR: Actor = { kind: "cli", userId: null, requestId: "test" };
const SPEC: SearchSpecInput = {
  strategy: "sma-cross",
  symbol: "SEED",
  resolution: "1m",
  from: null,
  to: null,
  adjustment: "raw",
  cash: 100_000,
  commissionPercent: 0,
  slippageBps: 0,
  ranges: { fast: { kind: "range", from: 2, to: 20, step: 2 }, slow: { kind: "range", from: 10, to: 55, step: 5 } },
  constraints: [{ left: "fast", comparison: "<", right: "slow" }],
  method: { kind: "grid" },
  seed: 1,
  objective: "totalReturn",
  minTrades: 1,
  walkForward: { mode: "rolling", windows: 3, trainRatio: 3, embargoBars: 0 },
};
const BARS = makeSeededBars(3_000);

let database: TestDatabase;
let deps: FlowDeps;
let flows: ReturnType<typeof makeSearchFlows>;
beforeAll(async () => {
  database = await withTestDatabase();
  deps = makeTestDeps(database);
  flows = makeSearchFlows(deps);
  await seedBars(deps, { symbol: "SEED", resolution: "1m", bars: BARS });
});
afterAll(() => database.close());

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

type Before = (job: BoundJob, payload: unknown) => void;

/** A worker, without a carrier: takes up what is queued until nothing is. */
async function drain(before: Before = () => undefined): Promise<void> {
  const jobs = makeSearchJobs(deps, makeTrialPool({ threadFile: "", threads: 1 })).map((job) => ({
    ...job,
    run: async (payload: unknown, context: Parameters<typeof job.run>[1]) => {
      before(job, payload);
      return job.run(payload, context);
    },
  }));
  const table = new Map([...jobs, ...makeBacktestJobs(deps)].map((job) => [job.name, { ...job, attempts: 1 }]));
  const queue = {
    enqueue: async () => undefined,
    consume: () => ({ ready: async () => undefined, close: async () => undefined }),
    holds: async () => true,
    close: async () => undefined,
  };
  const runner = makeRunner({
    ...deps,
    queue,
    table,
    notifyEnd: async () => undefined,
    metrics: makeMetrics(),
  } as never);
  for (;;) {
    const rows = await deps.sql.$queryRaw`SELECT id FROM job WHERE status = 'queued' ORDER BY created_at LIMIT 1`;
    const [next] = rows as readonly { readonly id: string }[];
    if (next === undefined) break;
    await runner.take(JobId.of(next.id));
  }
  runner.close();
}

const search = async (change: Partial<SearchSpecInput> = {}) =>
  must(await flows.submitSearch(ACTOR, { ...SPEC, ...change })).searchId;
const read = async (searchId: string) => must(await flows.getSearch(searchId));
const columnsOf = async (searchId: string, after = 0) =>
  must(decodeColumns(must(await flows.readSearchResults(searchId, after))));

describe("a search", () => {
  it("tries each allowed combination once, and says what choosing among them was worth out of sample", async () => {
    const searchId = await search();
    expect(await read(searchId)).toMatchObject({ status: "queued", trials: 100, trialsDone: 0, ahead: 0 });
    await drain();
    const found = await read(searchId);
    expect(found).toMatchObject({ status: "succeeded", trials: 90, trialsDone: 90, chunksFailed: 0, faults: 0 });
    const columns = await columnsOf(searchId);
    expect(new Set(columns["point"]).size).toBe(90);
    expect(found.outcome?.best?.score).toBe(Math.max(...(columns["score"] ?? [])));
    expect(found.outcome?.walk?.windows).toHaveLength(3);
    const series = must(decodeColumns(must(await flows.readSearchSeries(searchId))));
    expect(series["equity"]?.length).toBe(series["time"]?.length);
    expect(found.trialsEver).toBe(90);
    const { trials, periods, returns } = await makeSearchStore(deps.sql).readReturns(searchId);
    expect([trials, returns.length]).toEqual([90, 90 * periods]);
    // Three days of minutes are too short to be cut into halves of blocks.
    expect(found.outcome?.overfitting).toBeNull();
  });

  it("of a strategy in code is that of the built-in one of its name, out of sample too", async () => {
    const strategies = makeStrategiesFlows(deps, STRATEGY_KINDS);
    must(await strategies.createStrategyFromExample(ACTOR, { slug: "my-cross", example: "sma-cross" }));
    const few = {
      ranges: { fast: { kind: "choices", values: [4, 8] }, slow: { kind: "choices", values: [20, 30] } },
    } satisfies Partial<SearchSpecInput>;
    const [own, builtIn] = [await search({ ...few, strategy: "my-cross" }), await search(few)];
    await drain();
    const [mine, theirs] = [await read(own), await read(builtIn)];
    expect(mine).toMatchObject({ status: "succeeded", trialsDone: 4, faults: 0, spec: { strategy: "my-cross@1" } });
    expect(mine.strategyTitle).toBe(theirs.strategyTitle);
    expect(mine.outcome).toEqual(theirs.outcome);
    expect(mine.outcome?.walk?.trades).toBeGreaterThan(0);
    expect(await columnsOf(own)).toEqual(await columnsOf(builtIn));
  });

  it("says how likely the best one is luck, as it was reckoned when it ended", async () => {
    const time = BARS.time.map((_, at) => Date.UTC(2012, 0, 1) + at * 86_400_000);
    await seedBars(deps, { symbol: "DAYS", resolution: "1d", bars: { ...BARS, time } });
    const ranges = {
      fast: { kind: "range", from: 2, to: 4, step: 2 },
      slow: SPEC.ranges["slow"] ?? { kind: "fixed", value: 10 },
    } as const;
    const searchId = await search({ symbol: "DAYS", resolution: "1d", ranges, walkForward: null });
    await drain();
    const found = (await read(searchId)).outcome?.overfitting;
    expect(found?.splits).toBe(12_870);
    expect(found?.probability).toBeGreaterThanOrEqual(0);
    expect(found?.probability).toBeLessThanOrEqual(1);
  });

  it("gives a combination the numbers of a backtest of its own", async () => {
    const searchId = await search({ walkForward: null });
    await drain();
    const best = (await read(searchId)).outcome?.best;
    if (best === undefined || best === null) throw new Error("there is a best one");
    const backtests = makeBacktestFlows(deps);
    const { runId } = must(await backtests.submitBacktest(ACTOR, trialSpec(SPEC, best.params)));
    await drain();
    expect(must(await backtests.getBacktest(runId)).stats?.totalReturn).toBe(best.score);
  });

  it.each([
    ["random", { kind: "random", trials: 30 }],
    ["tpe", { kind: "tpe", trials: 60 }],
  ] as const)("by %s choices tries as many as asked, the same again for the same seed", async (_, method) => {
    const results: Float64Array[] = [];
    for (let time = 0; time < 2; time += 1) {
      const searchId = await search({ method });
      await drain();
      expect(await read(searchId)).toMatchObject({ status: "succeeded", trialsDone: method.trials });
      results.push((await columnsOf(searchId))["point"] ?? new Float64Array(0));
    }
    expect(results[0]).toEqual(results[1]);
    expect(new Set(results[0]).size).toBe(method.trials);
  });

  it("refuses what cannot be run, at its place, and keeps none of it", async () => {
    const huge = { kind: "range", from: 1, to: 1_000, step: 1 } as const;
    expect(await flows.submitSearch(ACTOR, { ...SPEC, ranges: { fast: huge, slow: huge, quantity: huge } })).toEqual({
      ok: false,
      error: { kind: "search.grid_too_large", path: "ranges", facts: { points: 1e9, limit: 100_000 } },
    });
    expect(await flows.submitSearch(ACTOR, { ...SPEC, symbol: "NOPE" })).toMatchObject({
      error: { kind: "instrument.not_found", path: "symbol" },
    });
    for (const dates of [
      { from: "2101-01-01", to: null },
      { from: null, to: "1950-01-01" },
    ]) {
      expect(await flows.submitSearch(ACTOR, { ...SPEC, ...dates })).toMatchObject({
        error: { kind: "backtest.window_empty", path: "from" },
      });
    }
    const short = await search({ walkForward: { mode: "rolling", windows: 50, trainRatio: 1, embargoBars: 100 } });
    const none = await search({ constraints: [{ left: "fast", comparison: ">", right: 1_000 }] });
    await drain();
    expect(await read(short)).toMatchObject({ status: "failed", error: { kind: "search.window_short" } });
    expect(await read(none)).toMatchObject({ status: "failed", error: { kind: "search.no_point" } });
  });
});

/** Ranges of four chunks. */
const LARGE = {
  ranges: { fast: { kind: "range", from: 2, to: 41, step: 1 }, slow: { kind: "range", from: 50, to: 74, step: 1 } },
  walkForward: null,
} as const;

describe("a search that does not go its way", () => {
  it("can be canceled and resumed: what ran is kept, and nothing runs twice", async () => {
    const searchId = await search(LARGE);
    let chunks = 0;
    const cancelSecond: Before = (job) => {
      if (job.name !== "strategy.run-search-chunk") return;
      chunks += 1;
      if (chunks === 2) answers.push(flows.cancelSearch(ACTOR, searchId));
    };
    const answers: ReturnType<typeof flows.cancelSearch>[] = [];
    await drain(cancelSecond);
    expect(await Promise.all(answers)).toEqual([{ ok: true, value: null }]);
    const stopped = await read(searchId);
    expect(stopped).toMatchObject({ status: "canceled", trials: 1_000 });
    expect(stopped.trialsDone).toBeGreaterThan(0);
    expect(stopped.trialsDone).toBeLessThan(1_000);
    expect(await flows.cancelSearch(ACTOR, searchId)).toMatchObject({ error: { kind: "search.ended" } });
    must(await flows.resumeSearch(ACTOR, searchId));
    await drain();
    expect(await read(searchId)).toMatchObject({ status: "succeeded", trialsDone: 1_000 });
    expect(new Set((await columnsOf(searchId))["point"]).size).toBe(1_000);
    expect(await flows.resumeSearch(ACTOR, searchId)).toMatchObject({ error: { kind: "search.complete" } });
  });

  it("says why a part died, goes on with the others, and runs the part when asked to", async () => {
    const searchId = await search(LARGE);
    await drain((job, payload) => {
      if (job.name === "strategy.run-search-chunk" && (payload as { readonly chunk: number }).chunk === 1)
        throw new Error("the worker ran out of memory");
    });
    await makeTendSearches(deps)();
    await drain();
    const partial = await read(searchId);
    expect(partial).toMatchObject({ status: "succeeded", trialsDone: 750, chunksFailed: 1, outcome: { trials: 750 } });
    expect(partial.failures).toEqual([
      {
        chunk: 1,
        trials: 250,
        error: expect.objectContaining({
          kind: "search.job_fault",
          facts: expect.objectContaining({ reason: "threw" }),
        }),
      },
    ]);
    must(await flows.resumeSearch(ACTOR, searchId));
    await drain();
    expect(await read(searchId)).toMatchObject({
      status: "succeeded",
      trialsDone: 1_000,
      chunksFailed: 0,
      outcome: { trials: 1_000 },
    });
  });

  it("keeps the results of a chunk once, however often it is run", async () => {
    const searchId = await search(LARGE);
    await drain();
    const [, chunkJob] = makeSearchJobs(deps, makeTrialPool({ threadFile: "", threads: 1 }));
    const context = {
      jobId: JobId.of("again"),
      requestId: "test",
      userId: null,
      signal: new AbortController().signal,
      progress: () => undefined,
    };
    const before = await read(searchId);
    await chunkJob?.run({ searchId, chunk: 0 }, context);
    expect(await read(searchId)).toEqual(before);
  });

  it("is read on from where one was: results come once each, in the order they were finished", async () => {
    const searchId = await search(LARGE);
    await drain();
    const all = await columnsOf(searchId);
    const rest = await columnsOf(searchId, 1);
    expect(rest["order"]?.[0]).toBe(4);
    expect(rest["point"]).toEqual(all["point"]?.subarray(250));
    expect((await columnsOf(searchId, 4))["point"]).toBeUndefined();
  });

  it("is ranked among all by what it was worth out of sample, a page at a time; what has no answer comes last", async () => {
    const { rows } = await flows.listSearches({ order: "newest", cursor: null, limit: 100 });
    const model = rows.find(({ status, outcome }) => status === "succeeded" && outcome?.walk != null);
    for (const [id, worth] of [
      ["r1", 0.5],
      ["r2", -0.25],
      ["r3", 0.5],
      ["r4", null],
      ["r5", 7.25],
    ] as const) {
      await deps.sql.$executeRaw`
        INSERT INTO search_run (id, job_id, strategy, instrument_id, symbol, resolution, spec, trials, status, outcome, created_at)
        SELECT ${id}, job_id, strategy, instrument_id, symbol, resolution, spec, trials, status,
          jsonb_set(outcome, '{walk,totalReturn}', ${JSON.stringify(worth)}::jsonb), '2020-01-01T00:00:00Z'
        FROM search_run WHERE id = ${model?.searchId ?? ""}`;
    }
    const ranked: { id: string; worth: number | null }[] = [];
    let cursor: string | null = null;
    do {
      const page = await flows.listSearches({ order: "outOfSample", cursor, limit: 2 });
      for (const { searchId, status, outcome } of page.rows)
        ranked.push({ id: searchId, worth: status === "succeeded" ? (outcome?.walk?.totalReturn ?? null) : null });
      cursor = page.cursor;
    } while (cursor !== null);
    expect(ranked).toHaveLength(rows.length + 5);
    expect(new Set(ranked.map(({ id }) => id)).size).toBe(ranked.length);
    const worths = ranked.map(({ worth }) => worth ?? Number.NEGATIVE_INFINITY);
    expect(worths).toEqual(worths.toSorted((a, b) => b - a));
    expect(ranked.map(({ id }) => id).filter((id) => id.startsWith("r") && id.length === 2)).toEqual([
      "r5",
      "r3",
      "r1",
      "r2",
      "r4",
    ]);
  });
});
