import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EpochMs, type Result, UserId } from "@/modules/_kernel";
import { makeSeededBars } from "@/modules/strategy";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import { setTrusted } from "../../platform/identity";
import type { JobContext } from "../../platform/work";
import { makeBacktestFlows } from "../backtest-flows";
import { makeBacktestJobs } from "../backtest-jobs";
import type { Actor, BacktestSpecInput } from "../contract";
import type { FlowDeps } from "../deps";
import { makeRunsFlows } from "../runs/runs-flows";
import { seedBars } from "../testing/seed-bars";
import { makeTestDeps } from "../testing/test-house";
import { makeFindStrategy } from "./find-strategy";
import { STRATEGY_KINDS } from "./kinds";
import { makeStrategiesFlows } from "./strategies-flows";

const HOUSE: Actor = { kind: "cli", userId: null, requestId: "test" };
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
let strategies: ReturnType<typeof makeStrategiesFlows>;
let backtests: ReturnType<typeof makeBacktestFlows>;
beforeAll(async () => {
  database = await withTestDatabase();
  deps = makeTestDeps(database);
  strategies = makeStrategiesFlows(deps, STRATEGY_KINDS);
  backtests = makeBacktestFlows(deps);
  await seedBars(deps, { symbol: "SEED", resolution: "1m", bars: makeSeededBars(800) });
  await seedBars(deps, { symbol: "OTHER", resolution: "1m", bars: makeSeededBars(800, 5) });
});
afterAll(() => database.close());

function must<T>(answer: Result<T, unknown>): T {
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value;
}

async function work({ runId, jobId }: Awaited<ReturnType<typeof submit>>, isExamined = false) {
  const jobs = makeBacktestJobs(deps);
  const context: JobContext = {
    jobId,
    requestId: "test",
    userId: null,
    signal: new AbortController().signal,
    progress: () => undefined,
  };
  const ran = await jobs[0]?.run({ runId }, context);
  if (ran?.ok === true && isExamined) must((await jobs[1]?.run({ runId }, context)) ?? { ok: false, error: "no job" });
  return must(await backtests.getBacktest(runId));
}
const submit = async (change: Partial<BacktestSpecInput>) =>
  must(await backtests.submitBacktest(HOUSE, { ...SPEC, ...change }));

describe("a strategy in code", () => {
  it("is made from an example, and its run is that of the built-in strategy, again and again", async () => {
    const made = must(await strategies.createStrategyFromExample(HOUSE, { slug: "my-cross", example: "sma-cross" }));
    expect(made).toMatchObject({ kind: "code", version: 1, title: "Moving average cross" });
    expect(made.newest.source).toBe(strategies.listStrategyExamples().find(({ name }) => name === "sma-cross")?.source);
    const [own, builtIn] = [await work(await submit({ strategy: "my-cross" }), true), await work(await submit({}))];
    expect(own.resultHash).toBe(builtIn.resultHash);
    expect(own).toMatchObject({
      status: "succeeded",
      spec: { strategy: "my-cross@1" },
      card: { strategyVersion: `1 (${made.newest.hash.slice(0, 12)})` },
    });
    expect(own.verdict).not.toBeNull();
    expect((await work(must(await backtests.rerunBacktest(HOUSE, own.runId)))).sameBits).toBe(true);
  });

  it("on several instruments gives the run of the built-in strategy of its name, examined and repeated", async () => {
    must(await strategies.createStrategyFromExample(HOUSE, { slug: "my-rotation", example: "dual-momentum" }));
    const change = { params: { lookback: 50, rebalance: 10 }, others: ["OTHER"] };
    const own = await work(await submit({ ...change, strategy: "my-rotation" }), true);
    const builtIn = await work(await submit({ ...change, strategy: "dual-momentum" }));
    expect(own.resultHash).toBe(builtIn.resultHash);
    expect(own.stats?.trades).toBeGreaterThan(5);
    expect(own).toMatchObject({ status: "succeeded", spec: { strategy: "my-rotation@1", others: ["OTHER"] } });
    expect(own.strategyTitle).toBe(builtIn.strategyTitle);
    expect(own.verdict).not.toBeNull();
    expect((await work(must(await backtests.rerunBacktest(HOUSE, own.runId)))).sameBits).toBe(true);
    const alone = await backtests.submitBacktest(HOUSE, { ...SPEC, params: {}, strategy: "my-rotation" });
    expect(alone).toMatchObject({ error: { kind: "backtest.spec_invalid", path: "others" } });
  });

  it("keeps what it wrote on its way, with the time it was shown", async () => {
    const source = strategies
      .strategySdk()
      .blank.replace(
        "onBar({ bar, desk, indicators }) {",
        "onBar({ bar }) {\n    if (bar.index % 100 === 7) console.log('seen', bar.index);",
      );
    must(await strategies.saveStrategy(HOUSE, { slug: "writes", kind: "code", source, note: "", from: null }));
    const { runId } = await work(await submit({ strategy: "writes", params: {} }));
    const runs = makeRunsFlows(deps);
    const notes = must(await runs.readRunNotes(runId));
    expect(notes.map(({ text }) => text)).toEqual([7, 107, 207, 307, 407, 507, 607, 707].map((bar) => `seen ${bar}`));
    expect(notes[0]?.atMs).toBe(makeSeededBars(800).time[7]);
    expect(must(await runs.readRunNotes((await work(await submit({}))).runId))).toEqual([]);
  });

  it("ends its run with the line at which it broke, and the next one runs", async () => {
    const source = strategies
      .strategySdk()
      .blank.replace(
        "onBar({ bar, desk, indicators }) {",
        "onBar({ bar }) {\n    if (bar.index === 50) throw new Error('enough');",
      );
    const line = source.split("\n").findIndex((text) => text.includes("throw")) + 1;
    const saved = await strategies.saveStrategy(HOUSE, { slug: "breaks", kind: "code", source, note: "", from: null });
    expect(must(saved).version).toBe(1);
    const failed = await work(await submit({ strategy: "breaks", params: {} }));
    expect(failed).toMatchObject({
      status: "failed",
      error: { kind: "strategy.faulted", facts: { reason: "threw", message: "enough", line, bar: 50 } },
    });
    expect((await work(await submit({}))).status).toBe("succeeded");
  });

  it("may leave the sandbox where everybody who saved its source is trusted, as of now", async () => {
    const [ann, ben] = [UserId.of("ann"), UserId.of("ben")];
    for (const id of [ann, ben]) {
      await deps.sql.$executeRaw`
        INSERT INTO user_account (id, email, role, password_hash, time_zone)
        VALUES (${id}, ${`${id}@example.com`}, 'admin', '', 'UTC')`;
    }
    const as = (userId: UserId): Actor => ({ kind: "user", userId, requestId: "test" });
    const trust = (userId: UserId, at: number | null) =>
      setTrusted(deps.sql, userId, at === null ? null : EpochMs.of(at));
    const isTrusted = async (name: string) => {
      const found = must(await makeFindStrategy(deps)(name));
      return found.definition.own?.isTrusted;
    };
    must(await strategies.createStrategyFromExample(as(ann), { slug: "trusted", example: "turtle" }));
    expect(await isTrusted("trusted")).toBe(false);
    await trust(ann, 1);
    expect(await isTrusted("trusted")).toBe(true);
    const source = strategies.strategySdk().blank;
    must(await strategies.saveStrategy(as(ben), { slug: "trusted", kind: "code", source, note: "", from: 1 }));
    expect([await isTrusted("trusted@1"), await isTrusted("trusted@2")]).toEqual([true, false]);
    // Going back makes the old source Ben's too.
    must(await strategies.rollBackStrategy(as(ben), { slug: "trusted", to: 1, from: 2 }));
    expect([await isTrusted("trusted@1"), await isTrusted("trusted@3")]).toEqual([false, false]);
    await trust(ben, 1);
    expect([await isTrusted("trusted@1"), await isTrusted("trusted@2")]).toEqual([true, true]);
    await trust(ann, null);
    expect([await isTrusted("trusted@1"), await isTrusted("trusted@2")]).toEqual([false, true]);
    must(await strategies.saveStrategy(HOUSE, { slug: "of-nobody", kind: "code", source, note: "", from: null }));
    expect(await isTrusted("of-nobody")).toBe(false);
  });

  it("is refused with line and column, and keeps nothing", async () => {
    const source = 'import { sma } from "bifrost";\nexport default sma("ten");\n';
    const refused = await strategies.saveStrategy(HOUSE, {
      slug: "broken",
      kind: "code",
      source,
      note: "",
      from: null,
    });
    expect(refused).toMatchObject({
      error: { kind: "strategy.source_invalid", issues: [{ path: "line 2, column 20" }] },
    });
    expect(await strategies.findStrategyDetail(HOUSE, "broken")).toMatchObject({ ok: false });
  });
});
