import { describe, expect, it } from "vitest";
import { findStrategy } from "../catalog";
import { neighbourhoodOf, rankScores } from "./ranking";
import { makeSpace } from "./space";

describe("rankScores", () => {
  it("puts the best first, what has no score last, and keeps the order of equals", () => {
    expect([...rankScores(Float64Array.of(1, Number.NaN, 3, 1, Number.NEGATIVE_INFINITY, 3))]).toEqual([
      2, 5, 0, 3, 1, 4,
    ]);
    expect([...rankScores(Float64Array.of(Number.POSITIVE_INFINITY, 2))]).toEqual([0, 1]);
    expect([...rankScores(new Float64Array(0))]).toEqual([]);
  });
});

describe("neighbourhoodOf", () => {
  const found = findStrategy("sma-cross");
  const made = makeSpace(found.ok ? found.value.fields : [], {
    fast: { kind: "range", from: 1, to: 3, step: 1 },
    slow: { kind: "range", from: 11, to: 13, step: 1 },
  });
  if (!made.ok) throw new Error(made.error.expected);
  /** Scores of the 3 by 3 points, row by row. */
  const around = (point: number, scores: readonly number[]) =>
    neighbourhoodOf(made.value, point, new Map(scores.entries()));

  it("tells a plateau from a lonely peak", () => {
    expect(around(4, [0, 2, 0, 2, 2, 2, 0, 2, 0])).toEqual({ count: 4, scored: 4, mean: 2, worst: 2, stability: 1 });
    expect(around(4, [9, 0, 9, 0, 2, 0, 9, 0, 9])).toMatchObject({ mean: 0, stability: 0 });
    expect(around(4, [0, 1, 0, 1, 2, 1, 0, 1, 0]).stability).toBe(0.5);
  });

  it("counts a neighbour without a score as nothing, and one that was never tried not at all", () => {
    expect(around(4, [0, Number.NaN, 0, 2, 2, 2, 0, Number.NaN, 0])).toMatchObject({
      count: 4,
      scored: 2,
      mean: 2,
      stability: 0.5,
    });
    expect(
      neighbourhoodOf(
        made.value,
        0,
        new Map([
          [0, 1],
          [1, 1],
        ]),
      ),
    ).toMatchObject({ count: 1, stability: 1 });
  });

  it("says nothing where there is nothing to say", () => {
    expect(neighbourhoodOf(made.value, 0, new Map([[0, 1]]))).toEqual({
      count: 0,
      scored: 0,
      mean: null,
      worst: null,
      stability: null,
    });
    expect(around(4, [0, 1, 0, 1, -2, 1, 0, 1, 0]).stability).toBeNull();
  });
});
