import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { JobId, type Result, RunId } from "@/modules/_kernel";
import { type BarColumns, decodeColumns, sliceBars } from "@/modules/data";
import { makeCorporateActionStore } from "@/modules/data/server";
import { makeSeededBars } from "@/modules/strategy";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import { makeBacktestFlows } from "../backtest-flows";
import { makeBacktestJobs } from "../backtest-jobs";
import type { Actor, BacktestSpecInput } from "../contract";
import type { FlowDeps } from "../deps";
import { playSimulation } from "../risk/simulate/testing/play-simulation";
import { seedBars } from "../testing/seed-bars";
import { makeTestDeps } from "../testing/test-house";
import { makeRunsFlows } from "./runs-flows";
import { verifyRun } from "./verify-run";

const ACTOR: Actor = { kind: "cli", userId: null, requestId: "test" };
const BARS = makeSeededBars(2_400);
const SPEC: BacktestSpecInput = {
  strategy: "dual-momentum",
  params: { lookback: 60, rebalance: 20 },
  symbol: "ONE",
  others: ["TWO"],
  resolution: "1m",
  from: null,
  to: null,
  adjustment: "raw",
  cash: 100_000,
  commissionPercent: 0.1,
  slippageBps: 1,
  financing: { creditPercent: 5, debitPercent: 8, borrowPercent: 2 },
};

/** The same market told from its end: what rises in one falls in the other. */
const mirrored = (bars: BarColumns): BarColumns => ({
  time: bars.time,
  open: bars.close.toReversed(),
  high: bars.high.toReversed(),
  low: bars.low.toReversed(),
  close: bars.open.toReversed(),
  volume: bars.volume.toReversed(),
});

let database: TestDatabase;
let deps: FlowDeps;
let flows: ReturnType<typeof makeBacktestFlows>;
let runs: ReturnType<typeof makeRunsFlows>;
beforeAll(async () => {
  database = await withTestDatabase();
  deps = makeTestDeps(database);
  flows = makeBacktestFlows(deps);
  runs = makeRunsFlows(deps);
  const one = await seedBars(deps, { symbol: "ONE", resolution: "1m", bars: BARS });
  await seedBars(deps, { symbol: "TWO", resolution: "1m", bars: sliceBars(mirrored(BARS), 30, 2_400) });
  const actions = makeCorporateActionStore(deps.sql);
  await deps.transactions.run((tx) =>
    actions.record(tx, {
      instrumentId: one.instrumentId,
      actions: [{ type: "dividend", exDateMs: lastDate(), amount: "0.25", currency: "" }],
      source: "test",
      nowMs: deps.clock.nowMs(),
    }),
  );
});
afterAll(() => database.close());

/** The date, in New York, of a late bar of the series. */
function lastDate(): number {
  const at = (BARS.time.at(-1) ?? 0) - 5 * 3_600_000;
  return Math.floor(at / 86_400_000) * 86_400_000;
}

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

async function work(name: string, runId: RunId, jobId: JobId) {
  const job = makeBacktestJobs(deps).find((one) => one.name === name);
  const answer = await job?.run(
    { runId },
    { jobId, requestId: "test", userId: null, signal: new AbortController().signal, progress: () => undefined },
  );
  if (answer?.ok !== true || !answer.value.ok) throw new Error(JSON.stringify(answer));
}

async function runOf(change: Partial<BacktestSpecInput> = {}) {
  const { runId, jobId } = must(await flows.submitBacktest(ACTOR, { ...SPEC, ...change }));
  await work("strategy.run-backtest", runId, jobId);
  return must(await flows.getBacktest(runId));
}

describe("a run on several instruments", () => {
  it("is stored with the hash of each series, pays dividends and interest, and is examined", async () => {
    const run = await runOf();
    expect(run).toMatchObject({ status: "succeeded", strategyTitle: "Dual momentum rotation", spec: SPEC });
    expect(run.card?.series.map(({ symbol, resolution, bars }) => [symbol, resolution, bars])).toEqual([
      ["ONE", "1m", 2_400],
      ["TWO", "1m", 2_370],
    ]);
    const { portfolio, finalEquity = 0 } = run.stats ?? {};
    const earned = portfolio?.instruments.reduce((sum, { pnl }) => sum + pnl, 0) ?? 0;
    expect(earned + (portfolio?.interest ?? 0) + (portfolio?.borrowFees ?? 0)).toBeCloseTo(finalEquity - SPEC.cash, 6);
    expect(portfolio?.interest).toBeGreaterThan(0);
    expect(run.card?.actions).toBe(1);

    await work("strategy.examine-run", run.runId, JobId.of("none"));
    const found = must(await flows.readExamination(run.runId));
    expect(found?.examination.honesty).toMatchObject({ sameBits: true, trials: 1, lookAhead: { found: null } });

    const columns = must(decodeColumns(must(await flows.readBacktestSeries(run.runId))));
    expect(columns["worth1"]?.length).toBe(columns["positionTime"]?.length);
    expect(columns["fillInstrument"]?.length).toBe(columns["fillTime"]?.length);
    const trades = must(await flows.listTrades(run.runId, { offset: 0, limit: 1_000 }));
    expect(new Set(trades.rows.map(({ symbol }) => symbol))).toEqual(new Set(["ONE", "TWO"]));
    expect(trades.rows.every(({ adverse }) => adverse !== null && adverse <= 0)).toBe(true);
    const { html } = must(await flows.tearSheetFile(run.runId));
    for (const part of ["Result by instrument", "Positions over time", "TWO"]) expect(html).toContain(part);
    expect(html).not.toMatch(/NaN|undefined/);
  });

  it("is held against limits that it did not have", async () => {
    const run = await runOf();
    const simulate = async (value: string) =>
      must(
        await playSimulation(deps, ACTOR, {
          terms: { kind: "order_value", value },
          source: { of: "run", runId: run.runId },
        }),
      );
    const free = await simulate("1000000");
    expect(free).toMatchObject({ currency: "USD", firedDays: 0, refusedOrders: 0, gained: 0, isIntraday: true });
    expect(free.curve.at(-1)?.was).toBeCloseTo(run.stats?.finalEquity ?? 0, 6);
    const none = await simulate("0");
    expect([none.refusedOrders > 0, none.refusedOrders <= none.orders]).toEqual([true, true]);
    // What did not trade has what it began with, and the interest that the run earned.
    const interest = run.stats?.portfolio?.interest ?? 0;
    expect(Math.abs((none.curve.at(-1)?.would ?? 0) - SPEC.cash)).toBeLessThan(Math.abs(interest) + 200);
  });

  it("runs again to the same bits after bars were added, on what the first run knew", async () => {
    const run = await runOf();
    const more = makeSeededBars(2_500);
    await seedBars(deps, { symbol: "TWO", resolution: "1m", bars: sliceBars(more, 30, 2_500) });
    const { runId, jobId } = must(await flows.rerunBacktest(ACTOR, run.runId));
    await work("strategy.run-backtest", runId, jobId);
    const again = must(await flows.getBacktest(runId));
    expect(again.sameBits).toBe(true);
    expect(again.card?.series).toEqual(run.card?.series);
    const fresh = await runOf();
    expect(fresh.resultHash).not.toBe(run.resultHash);
  });

  it("is remarked on with an audit row, found by its tag, symbol and strategy, and told from others", async () => {
    const run = await runOf();
    const remarks = { note: "Worth a second look", tags: ["rotation", "q4"] };
    expect(await runs.remarkOnRun(ACTOR, run.runId, remarks)).toEqual({ ok: true, value: remarks });
    expect(must(await flows.getBacktest(run.runId))).toMatchObject(remarks);
    expect(await runs.listRunTags()).toEqual([
      { tag: "q4", runs: 1 },
      { tag: "rotation", runs: 1 },
    ]);
    const idsOf = async (filter: object) =>
      (await flows.listBacktests({ ...filter, cursor: null, limit: 100 })).rows.map(({ runId }) => runId);
    expect(await idsOf({ tag: "rotation" })).toEqual([run.runId]);
    expect(await idsOf({ symbol: "TWO" })).toContain(run.runId);
    expect(await idsOf({ symbol: "TW" })).toEqual([]);
    expect(await idsOf({ strategy: "pairs" })).toEqual([]);
    expect(await idsOf({ verdict: "trust" })).not.toContain(run.runId);
    const audit = await deps.sql.$queryRaw<unknown[]>`
      SELECT details->>'note' AS note FROM audit_log WHERE subject_id = ${run.runId} AND action = 'backtest.remark'`;
    expect(audit).toEqual([{ note: remarks.note }]);
    expect(await runs.remarkOnRun(ACTOR, RunId.of("none"), remarks)).toMatchObject({
      error: { kind: "backtest.not_found" },
    });
  });

  it("says whether its data changed, and is exported, verified here, and refused once altered", async () => {
    const run = await runOf();
    expect(must(await runs.checkRunData(run.runId))).toMatchObject({ changed: false, reason: null });
    const { json, fileName } = must(await runs.exportRun(run.runId));
    expect(fileName).toBe(`run-dual-momentum-ONE-TWO-${run.runId}.json`);
    const pacing = {
      signal: new AbortController().signal,
      progress: () => undefined,
      yieldTurn: async () => undefined,
    };
    const verified = must(await verifyRun(deps, json, pacing));
    expect(verified).toMatchObject({ isOwn: true, again: { kind: "ran", sameData: true, sameBits: true } });
    expect(await verifyRun(deps, json.replace(`"cash": ${SPEC.cash}`, '"cash": 1'), pacing)).toMatchObject({
      error: { kind: "run_file.signature_wrong" },
    });
    await seedBars(deps, { symbol: "ONE", resolution: "1m", bars: makeSeededBars(2_600) });
    expect(must(await runs.checkRunData(run.runId))).toMatchObject({ changed: true });
    // The run is here: it runs on what it knew, and gives its bits.
    expect(must(await verifyRun(deps, json, pacing)).again).toMatchObject({ sameData: true, sameBits: true });
  });

  it.each<[string, Partial<BacktestSpecInput>, object]>([
    ["an unknown further instrument", { others: ["NONE"] }, { kind: "instrument.not_found", path: "others" }],
    ["an unknown benchmark", { benchmark: "NONE" }, { kind: "instrument.not_found", path: "benchmark" }],
    ["one instrument for two", { others: [] }, { kind: "backtest.spec_invalid", path: "others" }],
    ["two for one", { strategy: "sma-cross", params: {} }, { kind: "backtest.spec_invalid", path: "others" }],
  ])("refuses %s at its field", async (_, change, error) => {
    expect(await flows.submitBacktest(ACTOR, { ...SPEC, ...change })).toMatchObject({ ok: false, error });
  });

  it("keeps an instrument from being removed that a run used beside its first", async () => {
    const run = await runOf();
    const rows = await deps.sql.$queryRaw<unknown[]>`
      SELECT place, symbol FROM backtest_run_instrument JOIN instrument ON instrument.id = instrument_id
      WHERE run_id = ${run.runId}`;
    expect(rows).toEqual([{ place: 1, symbol: "TWO" }]);
  });
});
