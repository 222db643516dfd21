import { describe, expect, it } from "vitest";
import { backtestVar, judgeExceptions } from "./var-backtest";

/** Days of which those at `places` have an exception. */
const hitsAt = (days: number, places: readonly number[]) =>
  Array.from({ length: days }, (_, day) => places.includes(day));
const spread = (days: number, exceptions: number) =>
  hitsAt(
    days,
    Array.from({ length: exceptions }, (_, at) => Math.floor((at * days) / exceptions)),
  );

describe("judgeExceptions", () => {
  it("agrees with SciPy 1.17 on exceptions in clusters", () => {
    const judged = judgeExceptions(hitsAt(250, [10, 11, 12, 60, 61, 120, 180, 181, 200, 230, 231, 249]), 0.95);
    expect(judged.coverage.statistic).toBeCloseTo(0.02132402518058285, 9);
    expect(judged.coverage.pValue).toBeCloseTo(0.8838996943305499, 9);
    expect(judged.independence?.statistic).toBeCloseTo(17.873956380194784, 9);
    expect(judged.independence?.pValue).toBeCloseTo(2.3602913893231936e-5, 12);
    expect(judged.conditional?.statistic).toBeCloseTo(17.895280405375367, 9);
    expect(judged.conditional?.pValue).toBeCloseTo(0.00013004367496163553, 12);
    expect(judged).toMatchObject({ days: 250, exceptions: 12, zone: "green" });
    expect(judged.expected).toBeCloseTo(12.5, 9);
  });

  it("agrees with SciPy 1.17 on few exceptions that come alone", () => {
    const { coverage, independence, conditional } = judgeExceptions(hitsAt(250, [10, 50, 90, 130, 170]), 0.99);
    expect(coverage.statistic).toBeCloseTo(1.9568097882306263, 9);
    expect(coverage.pValue).toBeCloseTo(0.16185491719603834, 9);
    expect(independence?.pValue).toBeCloseTo(0.6507686878924301, 9);
    expect(conditional?.pValue).toBeCloseTo(0.3392998387700699, 9);
  });

  // Regions at a test's 95 % from Kupiec 1995, as printed in Jorion 2007, "Value at Risk", table 6-2.
  it.each([
    { confidence: 0.99, days: 255, from: 0, to: 6 },
    { confidence: 0.99, days: 510, from: 2, to: 10 },
    { confidence: 0.99, days: 1_000, from: 5, to: 16 },
    { confidence: 0.95, days: 255, from: 7, to: 20 },
    { confidence: 0.95, days: 510, from: 17, to: 35 },
    { confidence: 0.95, days: 1_000, from: 38, to: 64 },
  ])("keeps a value at risk of $confidence over $days days at $from to $to exceptions", (region) => {
    const { confidence, days, from, to } = region;
    const pValue = (exceptions: number) => judgeExceptions(spread(days, exceptions), confidence).coverage.pValue;
    expect(pValue(to)).toBeGreaterThan(0.05);
    expect(pValue(to + 1)).toBeLessThan(0.05);
    // Where the region begins at 0 there is nothing below; no exception at all is then just as likely as chance allows.
    expect(pValue(from)).toBeGreaterThan(from === 0 ? 0.02 : 0.05);
    expect(from === 0 ? 0 : pValue(from - 1)).toBeLessThan(0.05);
  });

  it("says nothing about how exceptions follow each other where there is none", () => {
    expect(judgeExceptions(hitsAt(100, []), 0.95)).toMatchObject({
      exceptions: 0,
      independence: null,
      conditional: null,
    });
  });

  // Basel Committee 1996, table 2: 250 days at 99 %.
  it.each([
    [4, "green"],
    [5, "yellow"],
    [9, "yellow"],
    [10, "red"],
  ] as const)("is with %i exceptions in Basel's %s zone", (exceptions, zone) => {
    expect(judgeExceptions(spread(250, exceptions), 0.99).zone).toBe(zone);
  });
});

describe("backtestVar", () => {
  it("holds each day against the days before it alone", () => {
    // Ten calm days, then one that loses more than any before, then the same again: the second was seen.
    const gains = Float64Array.of(1, -1, 1, -1, 1, -1, 1, -1, 1, -1, -5, -5);
    expect(backtestVar(gains, 0.95, 10)).toMatchObject({ days: 2, exceptions: 2 });
    expect(backtestVar(Float64Array.of(...gains, -1, -4), 0.95, 10)).toMatchObject({ days: 4, exceptions: 2 });
  });

  it("needs one day more than it looks back", () => {
    expect(backtestVar(new Float64Array(10), 0.95, 10)).toBeNull();
    expect(backtestVar(new Float64Array(11), 0.95, 10)).toMatchObject({ days: 1, exceptions: 0 });
  });
});
