import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { JobId, type Result, RunId } from "@/modules/_kernel";
import { makeSeededBars } from "@/modules/strategy";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import type { JobContext } from "../../platform/work";
import { makeBacktestFlows } from "../backtest-flows";
import { makeBacktestJobs } from "../backtest-jobs";
import type { Actor, BacktestSpecInput } from "../contract";
import type { FlowDeps } from "../deps";
import { seedBars } from "../testing/seed-bars";
import { makeTestDeps } from "../testing/test-house";

const ACTOR: Actor = { kind: "cli", userId: null, requestId: "test" };
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
  slippageBps: 1,
};

let database: TestDatabase;
let deps: FlowDeps;
let flows: ReturnType<typeof makeBacktestFlows>;
beforeAll(async () => {
  database = await withTestDatabase();
  deps = makeTestDeps(database);
  flows = makeBacktestFlows(deps);
  await seedBars(deps, { symbol: "SEED", resolution: "1m", bars: makeSeededBars(4_000) });
});
afterAll(() => database.close());

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

async function work(name: string, runId: RunId, change: Partial<JobContext> = {}) {
  const job = makeBacktestJobs(deps).find((one) => one.name === name);
  const context: JobContext = {
    jobId: JobId.of("none"),
    requestId: "test",
    userId: null,
    signal: new AbortController().signal,
    progress: () => undefined,
    ...change,
  };
  const answer = await job?.run({ runId }, context);
  if (answer?.ok !== true) throw new Error(JSON.stringify(answer));
  return answer.value;
}

const EXAMINE = "strategy.examine-run";

async function runAndExamine(change: Partial<BacktestSpecInput> = {}) {
  const { runId, jobId } = must(await flows.submitBacktest(ACTOR, { ...SPEC, ...change }));
  await work("strategy.run-backtest", runId, { jobId });
  expect(must(await flows.readExamination(runId))).toBeNull();
  await work(EXAMINE, runId);
  return { runId, found: must(await flows.readExamination(runId)) };
}

describe("the examination of a stored run", () => {
  it("is asked for by the run itself, and gives it its verdict", async () => {
    const { runId, found } = await runAndExamine();
    const asked = await deps.sql.$queryRaw<unknown[]>`
      SELECT title, created_by FROM job WHERE name = ${EXAMINE} AND payload->>'runId' = ${runId}`;
    expect(asked).toEqual([{ title: "Examine SEED sma-cross", created_by: null }]);
    expect(found?.examination).toMatchObject({ verdict: "reject", honesty: { sameBits: true, trials: 1 } });
    expect(must(await flows.getBacktest(runId)).verdict).toBe("reject");
    const { rows } = await flows.listBacktests({ cursor: null, limit: 1 });
    expect(rows[0]?.verdict).toBe("reject");
    const trades = must(await flows.listTrades(runId, { offset: 0, limit: 10 }));
    for (const { adverse, favourable } of trades.rows) {
      expect(adverse).toBeLessThanOrEqual(0);
      expect(favourable).toBeGreaterThanOrEqual(0);
    }
  });

  it("counts every different try on the same data once, reruns included", async () => {
    const { found } = await runAndExamine({ params: { fast: 5, slow: 30, quantity: 10 } });
    expect(found?.examination.honesty.trials).toBe(2);
    const again = await runAndExamine({ params: { fast: 5, slow: 30, quantity: 10 } });
    expect(again.found?.examination.honesty.trials).toBe(2);
    const other = await runAndExamine({ strategy: "rsi-reversion", params: {} });
    expect(other.found?.examination.honesty.trials).toBe(1);
  });

  it("counts each combination of a search on the same series", async () => {
    const { runId } = await runAndExamine({ strategy: "bollinger-reversion", params: {} });
    await deps.sql.$executeRaw`
      INSERT INTO search_run (id, job_id, strategy, instrument_id, symbol, resolution, spec, trials, trials_done, outcome)
      SELECT 'search', 'job', strategy, instrument_id, 'SEED', resolution, '{}', 100, 99, '{"sharpeVariance": 0.25}'
      FROM backtest_run WHERE id = ${runId}`;
    must(await flows.examineBacktest(ACTOR, runId));
    await work(EXAMINE, runId);
    const { honesty } = must(await flows.readExamination(runId))?.examination ?? {};
    expect(honesty?.trials).toBe(100);
    // The best of a hundred that know nothing, with half a Sharpe ratio of deviation: 2.5 deviations.
    expect(honesty?.luckSharpe).toBeCloseTo(2.53 * 0.5, 1);
  });

  it("is made anew when a person asks, with an audit row, and replaces the first", async () => {
    const { runId } = await runAndExamine();
    const before = must(await flows.readExamination(runId));
    must(await flows.examineBacktest(ACTOR, runId));
    await work(EXAMINE, runId);
    const after = must(await flows.readExamination(runId));
    expect(after?.examinedAtMs).toBeGreaterThanOrEqual(before?.examinedAtMs ?? 0);
    expect(after?.examination.honesty.trials).toBeGreaterThanOrEqual(2);
    const audit = await deps.sql.$queryRaw<unknown[]>`
      SELECT action FROM audit_log WHERE subject_id = ${runId} AND action = 'backtest.examine'`;
    expect(audit).toHaveLength(1);
  });

  it("makes one file of the tear sheet that asks for nothing", async () => {
    const { runId } = await runAndExamine();
    const { html, fileName } = must(await flows.tearSheetFile(runId));
    expect(fileName).toMatch(/^tear-sheet-sma-cross-SEED-\d{4}-\d\d-\d\d\.html$/);
    for (const part of ["Reject", "Months", "Worst drawdowns", "Costs", "How likely is it luck", "MAE", "Run card"]) {
      expect(html).toContain(part);
    }
    expect(html).not.toMatch(/<script|<link|<img|src=|href=|url\(|https?:/);
    expect(html).not.toMatch(/NaN|undefined/);
  });

  it("writes as text whatever stands in a run: nothing of it runs", async () => {
    const { runId } = await runAndExamine();
    const evil = `"><img src=x onerror=alert(1)><script>alert(1)</script>{{7*7}}`;
    const named = `"${JSON.stringify(evil).slice(1, -1)}"`;
    await deps.sql.$executeRaw`
      UPDATE backtest_run SET strategy = ${evil}, spec = replace(replace(spec::text, '"SEED"', ${named}), '"sma-cross"', ${named})::jsonb,
        card = replace(replace(card::text, '"SEED"', ${named}), '"sma-cross"', ${named})::jsonb
      WHERE id = ${runId}`;
    const { html } = must(await flows.tearSheetFile(runId));
    expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}");
    expect(html).not.toMatch(/<script|<img|[^<]*<[^>"]*\bon\w+=/i);
  });

  it("is refused for what is not there or not finished", async () => {
    const none = RunId.of("none");
    expect(await flows.readExamination(none)).toMatchObject({ error: { kind: "backtest.not_found" } });
    expect(await flows.examineBacktest(ACTOR, none)).toMatchObject({ error: { kind: "backtest.not_found" } });
    const { runId } = must(await flows.submitBacktest(ACTOR, SPEC));
    expect(await flows.examineBacktest(ACTOR, runId)).toMatchObject({ error: { kind: "backtest.not_finished" } });
    expect(await flows.tearSheetFile(runId)).toMatchObject({ error: { kind: "backtest.not_finished" } });
    expect(await work(EXAMINE, runId)).toMatchObject({ ok: false, error: { kind: "backtest.not_finished" } });
  });
});
