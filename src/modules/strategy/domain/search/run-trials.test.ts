import { describe, expect, it } from "vitest";
import { sliceBars } from "@/modules/data";
import { DEFAULT_BROKER, DEFAULT_TERMS } from "@/modules/execution";
import { runBacktest } from "../backtest";
import { strategyCatalog } from "../catalog";
import { canonicalRules } from "../rules/check-rules";
import { RULE_EXAMPLES } from "../rules/rule-examples";
import { makeSeededBars } from "../seeded-bars";
import { summarizeBacktest } from "../tear-sheet";
import { TRIAL_STATS } from "./objective";
import { returnEnds, runPiece, runTrials, type TrialTask, trialColumns } from "./run-trials";

const BARS = makeSeededBars(6_000);
const TASK: TrialTask = {
  strategy: "sma-cross",
  own: null,
  broker: { ...DEFAULT_BROKER, commission: { kind: "percent", rate: 0.001 } },
  periodsPerYear: 252,
  windows: [{ trainFrom: 0, trainTo: 2_000, testFrom: 2_000, testTo: 3_000 }],
  returnEveryDays: 1,
  sessions: null,
  objective: "finalEquity",
  minTrades: 1,
};
const TRIALS = [
  { fast: 5, slow: 30, quantity: 10 },
  { fast: 10, slow: 900, quantity: 1 },
];

describe("runTrials", () => {
  it("makes a strategy that somebody wrote of its plain data, on whatever thread", () => {
    const compiled = canonicalRules(RULE_EXAMPLES.averageCross);
    const own = { kind: "rules", name: "mine@1", version: "1", compiled } as const;
    const task = structuredClone({ ...TASK, strategy: "mine@1", own });
    expect(runTrials(BARS, task, TRIALS)).toEqual(runTrials(BARS, TASK, TRIALS));
  });

  it("gives each combination the statistics of a backtest of its own", () => {
    const { columns, faults } = runTrials(BARS, TASK, TRIALS);
    expect(faults).toEqual([]);
    expect(Object.keys(columns)).toEqual(trialColumns(1));
    const [sma] = strategyCatalog;
    TRIALS.forEach((params, place) => {
      const prepared = sma?.prepare(params);
      if (prepared?.ok !== true) throw new Error("it takes these");
      const result = runBacktest({
        run: prepared.value.start(),
        bars: BARS,
        broker: TASK.broker,
        terms: DEFAULT_TERMS,
      });
      const stats = summarizeBacktest({ result, close: BARS.close, time: BARS.time, periodsPerYear: 252 });
      for (const name of TRIAL_STATS) expect(columns[name]?.[place]).toBe(stats[name] ?? Number.NaN);
      expect(columns["score"]?.[place]).toBe(stats.finalEquity);
    });
  });

  it("keeps one return a day, or of several days, that add up to the whole", () => {
    for (const returnEveryDays of [1, 3]) {
      const { returns, columns } = runTrials(BARS, { ...TASK, returnEveryDays }, TRIALS);
      const ends = returnEnds(BARS.time, returnEveryDays);
      expect(returns.length).toBe(ends.length * TRIALS.length);
      expect(ends.at(-1)).toBe(5_999);
      const total = returns.slice(0, ends.length).reduce((product, change) => product * (1 + change), 1) - 1;
      expect(total).toBeCloseTo(columns["totalReturn"]?.[0] ?? Number.NaN, 6);
    }
  });

  it("tells of a combination that breaks its strategy, and goes on with the others", () => {
    const broken = { fast: 30, slow: 5, quantity: 10 };
    const { columns, faults } = runTrials(BARS, TASK, [broken, TRIALS[0] ?? broken]);
    expect(faults).toEqual([
      { place: 0, message: expect.stringContaining("a trial has parameters that its strategy takes") },
    ]);
    expect(columns["finalEquity"]?.[0]).toBeNaN();
    expect(columns["finalEquity"]?.[1]).toBeGreaterThan(0);
  });
});

describe("a piece", () => {
  it.each(strategyCatalog.map((strategy) => [strategy.name, strategy] as const))(
    "of %s begins flat and with its cash, has warmed up before, and knows nothing of what follows",
    (_, strategy) => {
      const prepared = strategy.prepare({});
      if (!prepared.ok) throw new Error("defaults pass");
      const { result } = runPiece(
        BARS,
        TASK,
        { strategy: prepared.value, sessions: () => undefined },
        { from: 2_000, to: 3_000 },
      );
      const cut = runPiece(
        sliceBars(BARS, 0, 3_000),
        TASK,
        { strategy: prepared.value, sessions: () => undefined },
        { from: 2_000, to: 3_000 },
      );
      expect(result.equity).toEqual(cut.result.equity);
      expect(result.equity.length).toBe(1_000);
      expect(result.fills.bar.every((bar) => bar >= 0 && bar < 1_000)).toBe(true);
      expect(result.fills.bar.length).toBeGreaterThan(0);
      const late = runPiece(
        BARS,
        TASK,
        { strategy: prepared.value, sessions: () => undefined },
        { from: 2_000, to: 2_001 },
      );
      expect(late.result.fills.positionAfter.at(-1) ?? 0).toBe(0);
    },
  );
});
