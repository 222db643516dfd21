import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { timeWeightedReturn } from "../time-weighted";
import { type AccountDay, accountPerformance } from "./account-performance";

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2025, 0, 30);
const daysOf = (...values: readonly (readonly [number | null, (number | null)?])[]): readonly AccountDay[] =>
  values.map(([equity, flow = 0], at) => ({ atMs: START_MS + at * DAY_MS, equity, flow }));

describe("how an account did", () => {
  // By hand: 100 -> 110 is +10 %; 50 come in and 160 stay 160; 160 -> 144 is -10 %.
  const days = daysOf([100, 100], [110], [160, 50], [144]);

  it("grows without what was paid in", () => {
    const { growth, total, equity, put } = accountPerformance(days);
    expect([...put]).toEqual([100, 100, 150, 150]);
    expect([...equity]).toEqual([100, 110, 160, 144]);
    expect([...growth]).toEqual([1, 1.1, 1.1, 0.99].map((value) => expect.closeTo(value, 12)));
    expect(total).toBeCloseTo(-0.01, 12);
  });

  it("ends each month where it stood then, the last one today", () => {
    expect(accountPerformance(days).monthly).toEqual([
      { year: 2025, month: 1, return: expect.closeTo(0.1, 12) },
      { year: 2025, month: 2, return: expect.closeTo(-0.1, 12) },
    ]);
  });

  it("earns by the year what its money earned", () => {
    const year = [
      { atMs: START_MS, equity: 1_000, flow: 1_000 },
      { atMs: START_MS + 365 * DAY_MS, equity: 1_070, flow: 0 },
    ];
    expect(accountPerformance(year).moneyWeighted).toBeCloseTo(0.07, 10);
  });

  it("begins on the first day that it was worth something", () => {
    expect(accountPerformance(daysOf([null, null], [0], [100, 100], [105])).total).toBeCloseTo(0.05, 12);
  });

  it("passes over a day of no known worth, and counts its flow on the next", () => {
    const { total, time, unknownDays } = accountPerformance(daysOf([100], [null, 50], [165]));
    expect(total).toBeCloseTo(0.15, 12);
    expect([time.length, unknownDays]).toEqual([2, 1]);
  });

  it("has no return over a flow that is not known, and keeps what was known before", () => {
    const { total, moneyWeighted, growth, monthly } = accountPerformance(daysOf([100], [110], [300, null], [310]));
    expect([total, moneyWeighted]).toEqual([null, null]);
    expect(growth).toHaveLength(2);
    expect(monthly).toHaveLength(1);
  });

  it("says nothing of no day, and no return of one", () => {
    expect(accountPerformance([])).toMatchObject({ total: null, moneyWeighted: null, monthly: [] });
    expect(accountPerformance(daysOf([100, 100]))).toMatchObject({ total: null, moneyWeighted: null });
  });

  it("has no growth after it was empty", () => {
    expect(accountPerformance(daysOf([100], [0, -100], [50, 50])).growth).toHaveLength(2);
  });
});

it("grows to the time-weighted return, whatever flows in and out", () => {
  const day = fc.tuple(fc.integer({ min: 1_000, max: 9_000 }), fc.integer({ min: -900, max: 900 }));
  fc.assert(
    fc.property(fc.array(day, { minLength: 2, maxLength: 40 }), (list) => {
      const all = daysOf(...list);
      const { growth, total, monthly } = accountPerformance(all);
      const points = all.map(({ atMs, equity, flow }) => ({ atMs, value: equity ?? 0, flow: flow ?? 0 }));
      expect(total).toBeCloseTo(timeWeightedReturn(points).total ?? Number.NaN, 8);
      expect((growth.at(-1) ?? 0) - 1).toBeCloseTo(total ?? Number.NaN, 8);
      const compounded = monthly.reduce((product, month) => product * (1 + month.return), 1);
      expect(compounded - 1).toBeCloseTo(total ?? Number.NaN, 8);
    }),
  );
});
