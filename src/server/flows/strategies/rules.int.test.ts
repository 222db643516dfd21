import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Result } from "@/modules/_kernel";
import { makeSeededBars, RULE_EXAMPLES } from "@/modules/strategy";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import type { JobContext } from "../../platform/work";
import { makeBacktestFlows } from "../backtest-flows";
import { makeBacktestJobs } from "../backtest-jobs";
import type { Actor, BacktestSpecInput } from "../contract";
import { makeCreateUser } from "../create-user";
import type { FlowDeps } from "../deps";
import { checkedOf, taskOf } from "../search/search-rules";
import { seedBars } from "../testing/seed-bars";
import { makeTestDeps } from "../testing/test-house";
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
  await seedBars(deps, { symbol: "SEED", resolution: "1m", bars: makeSeededBars(1_500) });
});
afterAll(() => database.close());

function must<T>(answer: Result<T, unknown>): T {
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value;
}

const save = (slug: string, rules: unknown, from: number | null = null, actor = HOUSE) =>
  strategies.saveStrategy(actor, { slug, kind: "rules", source: JSON.stringify(rules), note: "", from });

async function run(change: Partial<BacktestSpecInput>) {
  const { runId, jobId } = must(await backtests.submitBacktest(HOUSE, { ...SPEC, ...change }));
  const [job] = makeBacktestJobs(deps);
  const context: JobContext = {
    jobId,
    requestId: "test",
    userId: null,
    signal: new AbortController().signal,
    progress: () => undefined,
  };
  must((await job?.run({ runId }, context)) ?? { ok: false, error: "no job" });
  return must(await backtests.getBacktest(runId));
}

describe("a rule strategy", () => {
  it("is kept in one text and gives the bits of the built-in strategy of its idea", async () => {
    const saved = must(await save("my-cross", RULE_EXAMPLES.averageCross));
    expect(saved).toMatchObject({ kind: "rules", version: 1, parameters: [{ name: "fast" }, { name: "slow" }, {}] });
    const [ruled, builtIn] = [await run({ strategy: "my-cross" }), await run({})];
    expect(ruled.resultHash).toBe(builtIn.resultHash);
    expect(ruled).toMatchObject({
      spec: { strategy: "my-cross@1" },
      strategyTitle: "Moving average cross",
      card: { strategyVersion: `1 (${saved.newest.hash.slice(0, 12)})` },
    });
  });

  it("runs in the version that was asked for, whatever was saved since", async () => {
    must(await save("pinned", RULE_EXAMPLES.averageCross));
    const before = await run({ strategy: "pinned" });
    must(
      await save(
        "pinned",
        {
          ...RULE_EXAMPLES.averageCross,
          long: { ...RULE_EXAMPLES.averageCross.long, exit: null },
          stop: { kind: "percent", percent: 1 },
          parameters: [],
        },
        1,
      ),
    );
    expect((await run({ strategy: "pinned@1" })).resultHash).toBe(before.resultHash);
    const after = await run({ strategy: "pinned", params: {} });
    expect(after.spec.strategy).toBe("pinned@2");
    expect(after.resultHash).not.toBe(before.resultHash);
  });

  it("is searched like any other, in the version that was asked for", async () => {
    must(await save("searched", RULE_EXAMPLES.averageCross));
    const checked = await checkedOf(deps, {
      ...SPEC,
      strategy: "searched",
      ranges: { fast: { kind: "range", from: 5, to: 10, step: 1 } },
      constraints: [],
      method: { kind: "grid" },
      objective: "sharpe",
      minTrades: 0,
      seed: 1,
      walkForward: null,
    });
    expect(checked.space.points).toBe(6);
    expect(checked.spec.strategy).toBe("searched@1");
    const plan = { periodsPerYear: 252, windows: [], returnEveryDays: 1, calendar: null };
    expect(taskOf(checked, plan)).toMatchObject({ own: { kind: "rules", name: "searched@1" } });
  });

  it("is refused at its places, and keeps nothing", async () => {
    const refused = await save("broken", { ...RULE_EXAMPLES.averageCross, size: { kind: "fixed", quantity: 0 } });
    expect(refused).toMatchObject({
      error: {
        kind: "strategy.source_invalid",
        issues: [{ message: "size.quantity: a number from 1e-8 to 1000000000" }],
      },
    });
    expect(await strategies.findStrategyDetail(HOUSE, "broken")).toMatchObject({ ok: false });
  });

  it("starts no run for who may not see it, once it is archived, or in a version that is not there", async () => {
    const made = await makeCreateUser(deps)(
      { email: "ann@example.com", name: "ann", role: "trader", password: "correct horse battery" },
      HOUSE,
    );
    const ann: Actor = { kind: "user", userId: must(made).userId, requestId: "r" };
    must(await save("hidden", RULE_EXAMPLES.averageCross));
    const asked = (actor: Actor, strategy: string) => backtests.submitBacktest(actor, { ...SPEC, strategy });
    expect(await asked(ann, "hidden")).toMatchObject({ error: { kind: "strategy.unknown", path: "strategy" } });
    expect(await asked(HOUSE, "hidden@7")).toMatchObject({ error: { kind: "strategy.not_found", path: "strategy" } });
    must(await strategies.archiveStrategy(HOUSE, "hidden", true));
    expect(await asked(HOUSE, "hidden")).toMatchObject({ error: { kind: "strategy.archived", path: "strategy" } });
    expect(await asked(HOUSE, "hidden; drop")).toMatchObject({ error: { kind: "strategy.not_found" } });
  });
});
