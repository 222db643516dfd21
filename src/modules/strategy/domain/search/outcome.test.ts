import { describe, expect, it } from "vitest";
import type { NamedColumns } from "@/modules/data";
import { DEFAULT_BROKER } from "@/modules/execution";
import { probabilityOfOverfitting } from "../analysis/overfitting";
import { makeSeededBars, makeUniform } from "../seeded-bars";
import { sumUpSearch } from "./outcome";
import { gridPoints } from "./points";
import { runTrials, type TrialTask } from "./run-trials";
import { checkSearch } from "./search-spec";
import { paramsOf } from "./space";
import { planWalkForward } from "./walk-forward";

const BARS = makeSeededBars(4_000);
const checked = checkSearch({
  strategy: "sma-cross",
  symbol: "SEED",
  resolution: "1m",
  from: null,
  to: null,
  adjustment: "raw",
  cash: 100_000,
  commissionPercent: 0,
  slippageBps: 0,
  ranges: { fast: { kind: "range", from: 2, to: 8, step: 2 }, slow: { kind: "range", from: 10, to: 40, step: 10 } },
  constraints: [],
  method: { kind: "grid" },
  seed: 1,
  objective: "finalEquity",
  minTrades: 1,
  walkForward: null,
});
const plan = planWalkForward(4_000, { mode: "rolling", windows: 4, trainRatio: 4, embargoBars: 0 }, 41);
if (!checked.ok || !plan.ok) throw new Error("it is right");
const { space, definition, accepts } = checked.value;
const TASK: TrialTask = {
  strategy: "sma-cross",
  own: null,
  broker: DEFAULT_BROKER,
  periodsPerYear: 252,
  windows: plan.value,
  returnEveryDays: 1,
  sessions: null,
  objective: "finalEquity",
  minTrades: 1,
};
const grid = gridPoints(space, accepts);
const points = grid.ok ? [...grid.value] : [];
const run = (task: TrialTask): NamedColumns => ({
  ...runTrials(
    BARS,
    task,
    points.map((point) => paramsOf(space, point)),
  ).columns,
  point: Float64Array.from(points),
});

const PERIODS = 96;
/** Returns of luck alone, and of one combination that earns the same each period. */
const uniform = makeUniform(7);
const RETURNS = {
  trials: points.length,
  periods: PERIODS,
  returns: Float32Array.from({ length: points.length * PERIODS }, () => uniform() - 0.5),
};
const rowOf = (trial: number) => RETURNS.returns.subarray(trial * PERIODS, (trial + 1) * PERIODS);
const turnedReturns = ({ trials, periods, returns }: typeof RETURNS) => ({
  trials,
  periods,
  returns: Float32Array.from({ length: trials * periods }, (_, at) => {
    const trial = trials - 1 - Math.floor(at / periods);
    return returns[trial * periods + (at % periods)] ?? 0;
  }),
});

describe("what a search found", () => {
  const columns = run(TASK);
  const input = { space, definition, bars: BARS, task: TASK, columns, returns: RETURNS };
  const { outcome, series } = sumUpSearch(input);

  it("names the best of all, and how the ones around it did", () => {
    expect(outcome).toMatchObject({ trials: 16, scored: 16 });
    expect(outcome.best?.score).toBe(Math.max(...(columns["score"] ?? [])));
    expect(outcome.best?.neighbourhood.count).toBeGreaterThanOrEqual(2);
    const sharpes = Array.from(columns["sharpe"] ?? []);
    const mean = sharpes.reduce((sum, value) => sum + value, 0) / 16;
    const squares = sharpes.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    expect(outcome.sharpeVariance).toBeCloseTo(squares / 15, 9);
    expect(outcome.sharpeVariance).toBeGreaterThan(0);
    const turned = Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.toReversed()]));
    const again = sumUpSearch({ ...input, columns: turned, returns: turnedReturns(RETURNS) });
    expect(again.outcome).toEqual(outcome);
  });

  it("says how likely the best one is luck: the same as the measure over all that have returns", () => {
    const rows = points.map((_, trial) => Float64Array.from(rowOf(trial)));
    const { probability, lossProbability, splits } = probabilityOfOverfitting(rows) ?? {};
    expect(outcome.overfitting).toEqual({ probability, lossProbability, splits });
    expect(outcome.overfitting?.probability).toBeGreaterThan(0.2);
    const skilled = RETURNS.returns.slice();
    skilled.subarray(0, PERIODS).forEach((value, at) => {
      skilled[at] = 0.3 + value / 10;
    });
    // Another one broke: it has no returns, and the others are compared without it.
    skilled.fill(Number.NaN, PERIODS, 2 * PERIODS);
    const found = sumUpSearch({ ...input, returns: { ...RETURNS, returns: skilled } }).outcome.overfitting;
    expect(found?.probability).toBe(0);
    const short = { trials: points.length, periods: 3, returns: new Float32Array(points.length * 3) };
    expect(sumUpSearch({ ...input, returns: short }).outcome.overfitting).toBeNull();
  });

  it("chooses in each window what was best on its past, and trades it on what came after", () => {
    expect(outcome.walk?.windows).toHaveLength(4);
    outcome.walk?.windows.forEach((window, number) => {
      expect(window.trainScore).toBe(Math.max(...(columns[`trainScore${number}`] ?? [])));
      expect(window.trainToMs).toBeLessThan(window.testFromMs);
    });
    const grown = outcome.walk?.windows.reduce((product, { testReturn }) => product * (1 + (testReturn ?? 0)), 1);
    expect(series["equity"]?.at(-1)).toBeCloseTo(100_000 * (grown ?? Number.NaN), 6);
    expect(series["time"]?.length).toBe(2_000);
    expect(outcome.walk?.totalReturn).toBeCloseTo((grown ?? Number.NaN) - 1, 12);
    expect(outcome.walk?.stability.map(({ name }) => name)).toEqual(["fast", "slow"]);
  });

  it("chooses nothing where nothing has a score, and says so", () => {
    const task = { ...TASK, minTrades: 10_000 };
    const empty = sumUpSearch({ ...input, task, columns: run(task) });
    expect(empty.outcome).toMatchObject({ scored: 0, best: null });
    expect(empty.outcome.walk).toMatchObject({ trades: 0, totalReturn: 0, efficiency: null });
    expect(empty.outcome.walk?.windows[0]).toMatchObject({ point: null, params: null, testScore: null });
  });

  it("has no curve out of sample without a walk-forward", () => {
    const task = { ...TASK, windows: [] };
    expect(sumUpSearch({ ...input, task, columns: run(task) })).toMatchObject({
      outcome: { walk: null },
      series: {},
    });
  });
});
