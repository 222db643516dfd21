import { describe, expect, it } from "vitest";
import { outcomesOf } from "./outcome";

const series = (closes: readonly number[], everyMs = 10, fromMs = 0) => ({
  time: Float64Array.from(closes, (_, index) => fromMs + index * everyMs),
  close: Float64Array.from(closes),
});
const rising = series(Array.from({ length: 30 }, (_, index) => 100 + index));

describe("what became of a hit", () => {
  it("is the change of the close 1, 5 and 20 bars later", () => {
    const outcomes = outcomesOf(0, rising, null);
    expect(outcomes.map(({ sessions }) => sessions)).toEqual([1, 5, 20]);
    expect(outcomes[0]?.return).toBeCloseTo(0.01, 12);
    expect(outcomes[2]?.return).toBeCloseTo(0.2, 12);
    expect(outcomes.every(({ benchmark }) => benchmark === null)).toBe(true);
  });

  it("takes the benchmark between the same moments, by its last close before them", () => {
    const benchmark = series([10, 20, 40], 45, 0); // at 0, 45, 90
    expect(outcomesOf(0, rising, benchmark)[1]).toEqual({
      sessions: 5,
      return: expect.closeTo(0.05, 12),
      benchmark: 1,
    });
  });

  it("is not known before its bar is there, or without a bar at the hit", () => {
    expect(outcomesOf(280, rising, rising)).toMatchObject([
      { return: expect.closeTo(1 / 128, 12) },
      { return: null },
      { return: null, benchmark: null },
    ]);
    expect(outcomesOf(5, rising, rising)[0]).toEqual({ sessions: 1, return: null, benchmark: null });
    expect(outcomesOf(0, rising, series([5], 10, 7))[0]).toMatchObject({ benchmark: null });
  });
});
