import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type JobId, type Result, RunId } from "@/modules/_kernel";
import { type BarColumns, decodeColumns, sliceBars } from "@/modules/data";
import { makeSeededBars } from "@/modules/strategy";
import { type TestDatabase, withTestDatabase } from "../infra/testing/database";
import type { JobContext, JobOutcome } from "../platform/work";
import { makeBacktestFlows } from "./backtest-flows";
import { makeBacktestJobs } from "./backtest-jobs";
import type { Actor, BacktestSpecInput } from "./contract";
import type { FlowDeps } from "./deps";
import { makeStoredBacktest } from "./run-backtest";
import { seedBars } from "./testing/seed-bars";
import { makeTestDeps } from "./testing/test-house";

const ACTOR: Actor = { kind: "cli", userId: null, requestId: "test" };
const BARS = makeSeededBars(10_000);
const SPEC: BacktestSpecInput = {
  strategy: "sma-cross",
  params: { fast: 10, slow: 30, quantity: 10 },
  symbol: "SEED",
  resolution: "1m",
  from: null,
  to: null,
  adjustment: "raw",
  cash: 100_000,
  commissionPercent: 0.1,
  slippageBps: 0,
};

let database: TestDatabase;
let deps: FlowDeps;
let flows: ReturnType<typeof makeBacktestFlows>;
beforeAll(async () => {
  database = await withTestDatabase();
  deps = makeTestDeps(database);
  flows = makeBacktestFlows(deps);
  await seedBars(deps, { symbol: "SEED", resolution: "1m", bars: BARS });
  await seedBars(deps, { symbol: "DAILY", resolution: "1d", bars: makeSeededBars(10) });
});
afterAll(() => database.close());

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** Works on a submitted run as a worker would. */
async function work(runId: RunId, jobId: JobId, change: Partial<JobContext> = {}): Promise<JobOutcome> {
  const [job] = makeBacktestJobs(deps);
  if (job === undefined) throw new Error("no job");
  const context: JobContext = {
    jobId,
    requestId: "test",
    userId: null,
    signal: new AbortController().signal,
    progress: () => undefined,
    ...change,
  };
  const answer = await job.run({ runId }, context);
  if (!answer.ok) throw new Error(answer.error);
  return answer.value;
}

async function runOnce(change: Partial<BacktestSpecInput> = {}) {
  const { runId, jobId } = must(await flows.submitBacktest(ACTOR, { ...SPEC, ...change }));
  const outcome = await work(runId, jobId);
  return { runId, jobId, outcome, run: must(await flows.getBacktest(runId)) };
}

describe("a backtest on stored bars", () => {
  it("gives the published numbers, with a card that says what went in", async () => {
    const { runId, run, outcome } = await runOnce();
    expect(outcome).toEqual({ ok: true, value: { runId } });
    expect(run).toMatchObject({
      status: "succeeded",
      strategyTitle: "Moving average cross",
      currency: "USD",
      error: null,
      rerunOf: null,
      sameBits: null,
      spec: SPEC,
      card: { code: "unknown", engineVersion: "1", strategyVersion: "1", bars: 10_000, firstMs: BARS.time[0], seed: 0 },
      stats: { trades: 180, filled: 360, refused: 0, orders: 360 },
    });
    expect(run.stats?.finalEquity).toBeCloseTo(99_700.906632, 6);
    expect(run.stats?.maxDrawdown).toBeCloseTo(-0.003008, 6);
    expect(run.card?.dataHash).toMatch(/^[0-9a-f]{64}$/);
    expect(run.resultHash).toMatch(/^[0-9a-f]{64}$/);
    expect(run.finishedAt).not.toBeNull();
  });

  it("gives the command line the same hash, without a run", async () => {
    const { run } = await runOnce();
    const pacing = {
      signal: new AbortController().signal,
      progress: () => undefined,
      yieldTurn: async () => undefined,
    };
    const outcome = must(await makeStoredBacktest(deps)(SPEC, null, pacing));
    expect(outcome.resultHash).toBe(run.resultHash);
    expect(outcome.stats).toEqual(run.stats);
  });

  it("is told as news and written to the audit log", async () => {
    const { runId } = await runOnce();
    const news = await deps.sql.$queryRaw<unknown[]>`
      SELECT payload FROM outbox WHERE topic = 'backtest.finished' AND payload->>'runId' = ${runId}`;
    expect(news).toEqual([{ payload: { runId } }]);
    const audit = await deps.sql.$queryRaw<unknown[]>`
      SELECT action, details->>'symbol' AS symbol FROM audit_log WHERE subject_id = ${runId}`;
    expect(audit).toEqual([{ action: "backtest.submit", symbol: "SEED" }]);
  });

  it("rolls up minutes that nobody imported as longer bars", async () => {
    const { run } = await runOnce({ resolution: "15m" });
    expect(run).toMatchObject({ status: "succeeded", card: { bars: Math.ceil(10_000 / 15), firstMs: BARS.time[0] } });
    const again = must(await flows.rerunBacktest(ACTOR, run.runId));
    await work(again.runId, again.jobId);
    expect(must(await flows.getBacktest(again.runId)).sameBits).toBe(true);
  });

  it("reports how far it is and ends with all bars", async () => {
    const { runId, jobId } = must(await flows.submitBacktest(ACTOR, SPEC));
    const seen: unknown[] = [];
    await work(runId, jobId, { progress: (...report) => void seen.push(report) });
    expect(seen.at(-1)).toEqual([10_000, 10_000, "bars"]);
  });

  it("is worked on once, however often it is taken up", async () => {
    const { runId, jobId, run } = await runOnce();
    expect(await work(runId, jobId)).toEqual({ ok: true, value: { runId } });
    expect(must(await flows.getBacktest(runId))).toEqual(run);
  });

  it("pages through its trades", async () => {
    const { runId } = await runOnce();
    const first = must(await flows.listTrades(runId, { offset: 0, limit: 100 }));
    const rest = must(await flows.listTrades(runId, { offset: 100, limit: 1000 }));
    expect([first.total, first.rows.length, rest.rows.length]).toEqual([180, 100, 80]);
    for (const trade of [...first.rows, ...rest.rows]) {
      expect(trade).toMatchObject({ side: "long", quantity: 10 });
      expect(trade.exitMs).toBe(trade.entryMs + trade.bars * 60_000);
      expect(trade.pnl).toBeCloseTo(10 * (trade.exitPrice - trade.entryPrice) - trade.commission, 9);
    }
    expect(must(await flows.listTrades(runId, { offset: 2 ** 40, limit: 10 })).rows).toEqual([]);
    expect((await flows.listTrades(RunId.of("none"), { offset: 0, limit: 1 })).ok).toBe(false);
  });

  it("gives its curves and fills as columns", async () => {
    const { runId } = await runOnce();
    const columns = must(decodeColumns(must(await flows.readBacktestSeries(runId))));
    expect(Object.entries(columns).map(([name, column]) => [name, column.length])).toEqual([
      ["time", 10_000],
      ["equity", 10_000],
      ["benchmark", 10_000],
      ["drawdown", 10_000],
      ["fillTime", 360],
      ["fillPrice", 360],
      ["fillQuantity", 360],
    ]);
    expect(columns["time"]).toEqual(BARS.time);
    expect(columns["benchmark"]?.[0]).toBe(100_000);
    expect(Math.min(...(columns["drawdown"] ?? []))).toBeCloseTo(-0.003008, 6);
  });

  it("lists runs newest first, page by page", async () => {
    const made = [await runOnce(), await runOnce(), await runOnce()].map(({ runId }) => runId).toReversed();
    const first = await flows.listBacktests({ cursor: null, limit: 2 });
    const second = await flows.listBacktests({ cursor: first.cursor, limit: 2 });
    expect([...first.rows, ...second.rows].map(({ runId }) => runId).slice(0, 3)).toEqual(made);
    expect((await flows.listBacktests({ cursor: "nonsense", limit: 1 })).rows[0]?.runId).toBe(made[0]);
    expect((await flows.listBacktests({ cursor: null, limit: 100 })).cursor).toBeNull();
  });
});

describe("running it again", () => {
  it("gives the same bits, also after the bars were changed", async () => {
    await seedBars(deps, { symbol: "CHANGING", resolution: "1d", bars: daily(BARS, 300) });
    const { runId, run } = await runOnce({ symbol: "CHANGING", resolution: "1d" });
    const changed = daily(BARS, 300);
    changed.close.set([(changed.close[200] ?? 0) * 1.0001], 200);
    changed.high.set([(changed.high[200] ?? 0) * 1.01], 200);
    await seedBars(deps, { symbol: "CHANGING", resolution: "1d", bars: changed });

    const again = must(await flows.rerunBacktest(ACTOR, runId));
    await work(again.runId, again.jobId);
    const repeated = must(await flows.getBacktest(again.runId));
    expect(repeated).toMatchObject({ status: "succeeded", rerunOf: runId, sameBits: true, resultHash: run.resultHash });
    expect(repeated.card).toMatchObject({ dataHash: run.card?.dataHash, asOfMs: run.card?.asOfMs });

    // A new run sees the new bars: the hashes are no constants.
    const { run: fresh } = await runOnce({ symbol: "CHANGING", resolution: "1d" });
    expect(fresh.card?.dataHash).not.toBe(run.card?.dataHash);
  });

  it("says so when the bits differ", async () => {
    const { runId } = await runOnce();
    const again = must(await flows.rerunBacktest(ACTOR, runId));
    await work(again.runId, again.jobId);
    await deps.sql.$executeRaw`UPDATE backtest_run SET result_hash = 'other' WHERE id = ${runId}`;
    expect(must(await flows.getBacktest(again.runId)).sameBits).toBe(false);
  });

  it("refuses what is not there or has not finished", async () => {
    expect(await flows.rerunBacktest(ACTOR, RunId.of("none"))).toMatchObject({ error: { kind: "backtest.not_found" } });
    const { runId } = must(await flows.submitBacktest(ACTOR, SPEC));
    expect(await flows.rerunBacktest(ACTOR, runId)).toMatchObject({ error: { kind: "backtest.not_finished" } });
    expect(await flows.readBacktestSeries(runId)).toMatchObject({ error: { kind: "backtest.not_finished" } });
    expect(await flows.getBacktest(RunId.of("none"))).toMatchObject({ error: { kind: "backtest.not_found" } });
  });
});

describe("a bad request", () => {
  const refusal = async (change: object) => {
    const answer = await flows.submitBacktest(ACTOR, { ...SPEC, ...change });
    if (answer.ok) return null;
    return [answer.error.kind, answer.error.path, answer.error.issues?.[0]?.message ?? ""];
  };

  it("is refused by field, with what would pass, and nothing is written", async () => {
    const before = (await flows.listBacktests({ cursor: null, limit: 100 })).rows.length;
    expect(await refusal({ strategy: "magic" })).toEqual(["strategy.not_found", "strategy", ""]);
    expect(await refusal({ params: { fast: 40, slow: 30 } })).toEqual([
      "strategy.params_invalid",
      "params.fast",
      "below slow, which is 30: from 1 to 29",
    ]);
    expect(await refusal({ params: { size: 1 } })).toEqual([
      "strategy.params_invalid",
      "params.size",
      "no such parameter; there are fast, slow, quantity",
    ]);
    expect(await refusal({ from: "2020-02-01", to: "2020-01-01" })).toEqual([
      "backtest.spec_invalid",
      "to",
      "from 2020-02-01 on: the end is before the start",
    ]);
    expect(await refusal({ cash: -1 })).toEqual(["backtest.spec_invalid", "cash", "above 0, at most 1000000000000"]);
    expect(await refusal({ symbol: "NOBODY" })).toEqual(["instrument.not_found", "symbol", ""]);
    // Hours can be made of minutes, not of days.
    expect(await refusal({ symbol: "DAILY", resolution: "1h" })).toEqual(["backtest.window_empty", "from", ""]);
    expect(await refusal({ from: "2030-01-01" })).toEqual(["backtest.window_empty", "from", ""]);
    expect(await refusal({ to: "1999-12-31" })).toEqual(["backtest.window_empty", "from", ""]);
    expect((await flows.listBacktests({ cursor: null, limit: 100 })).rows.length).toBe(before);
  });

  it("that only the bars show ends run and job with its reason", async () => {
    const { outcome, run } = await runOnce({ params: { fast: 10, slow: 20_000, quantity: 1 } });
    expect(outcome).toMatchObject({ ok: false, error: { kind: "backtest.window_short" } });
    expect(run).toMatchObject({
      status: "failed",
      card: null,
      error: { kind: "backtest.window_short", facts: { bars: 10_000, needed: 20_001 } },
    });
    // The bars of 2020-01-01 begin at 00:00 UTC, which is still the day before in New York.
    const { run: gap } = await runOnce({ from: "2019-12-30", to: "2019-12-30" });
    expect(gap).toMatchObject({ status: "failed", error: { kind: "backtest.window_empty" } });
  });
});

describe("a run that is stopped", () => {
  const stopped = () => {
    const controller = new AbortController();
    controller.abort();
    return controller.signal;
  };

  it("is canceled when somebody asked for it", async () => {
    const { runId, jobId } = must(await flows.submitBacktest(ACTOR, SPEC));
    await deps.sql.$executeRaw`UPDATE job SET status = 'running', cancel_requested_at = now() WHERE id = ${jobId}`;
    expect(await work(runId, jobId, { signal: stopped() })).toMatchObject({ error: { kind: "backtest.canceled" } });
    expect(must(await flows.getBacktest(runId))).toMatchObject({ status: "canceled", card: null });
  });

  it("goes on elsewhere when its worker only shut down", async () => {
    const { runId, jobId } = must(await flows.submitBacktest(ACTOR, SPEC));
    await work(runId, jobId, { signal: stopped() });
    expect(must(await flows.getBacktest(runId)).finishedAt).toBeNull();
    expect((await work(runId, jobId)).ok).toBe(true);
    expect(must(await flows.getBacktest(runId)).status).toBe("succeeded");
  });

  it("stands as its job does while it is not at its end, and as failed once the job is gone", async () => {
    const { runId, jobId } = must(await flows.submitBacktest(ACTOR, SPEC));
    expect(must(await flows.getBacktest(runId)).status).toBe("queued");
    await deps.sql.$executeRaw`UPDATE job SET status = 'canceled', finished_at = now() WHERE id = ${jobId}`;
    expect(must(await flows.getBacktest(runId)).status).toBe("canceled");
    await deps.sql.$executeRaw`DELETE FROM job WHERE id = ${jobId}`;
    expect(must(await flows.getBacktest(runId))).toMatchObject({ status: "failed", error: { kind: "job.fault" } });
  });
});

/** The first bars as if each were a day. */
function daily(bars: BarColumns, count: number): BarColumns {
  const part = sliceBars(bars, 0, count);
  return {
    ...part,
    time: part.time.map((_, index) => Date.UTC(2010, 0, 1) + index * 86_400_000),
    close: part.close.slice(),
    high: part.high.slice(),
  };
}
