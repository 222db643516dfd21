import { describe, expect, it } from "vitest";
import { findStrategy } from "../catalog";
import { makeUniform } from "../seeded-bars";
import { drawPoint, gridPoints, randomPoints, TRIALS_MAX } from "./points";
import { makeSpace, type ParameterRanges, paramsOf } from "./space";

const found = findStrategy("sma-cross");
if (!found.ok) throw new Error("it is there");
const { fields } = found.value;
const sma = found.value;
const accepts = (params: object) => sma.prepare(params).ok;
function space(ranges: ParameterRanges) {
  const made = makeSpace(fields, ranges);
  if (!made.ok) throw new Error(made.error.expected);
  return made.value;
}
const SMALL = space({
  fast: { kind: "range", from: 1, to: 6, step: 1 },
  slow: { kind: "range", from: 1, to: 6, step: 1 },
});
const HUGE = space({
  fast: { kind: "range", from: 1, to: 1_000, step: 1 },
  slow: { kind: "range", from: 1, to: 1_000, step: 1 },
  quantity: { kind: "range", from: 1, to: 1_000, step: 1 },
});

describe("the grid", () => {
  it("walks what the strategy takes, in order", () => {
    const grid = gridPoints(SMALL, accepts);
    const points = grid.ok ? [...grid.value] : [];
    expect(points).toHaveLength(15);
    expect(points).toEqual(points.toSorted((left, right) => left - right));
    expect(points.every((point) => accepts(paramsOf(SMALL, point)))).toBe(true);
  });

  it("of a thousand million points is refused with count and limit before a single one is looked at", () => {
    let looks = 0;
    const grid = gridPoints(HUGE, () => {
      looks += 1;
      return true;
    });
    expect(grid).toEqual({ ok: false, error: { kind: "search.grid_too_large", points: 1e9, limit: TRIALS_MAX } });
    expect(looks).toBe(0);
  });
});

describe("random points", () => {
  it("are the same for a seed, allowed, and never twice", () => {
    for (const of of [SMALL, HUGE]) {
      const points = randomPoints(of, accepts, { trials: 12, seed: 5 });
      expect(randomPoints(of, accepts, { trials: 12, seed: 5 })).toEqual(points);
      expect(randomPoints(of, accepts, { trials: 12, seed: 6 })).not.toEqual(points);
      expect(new Set(points).size).toBe(12);
      expect(points.every((point) => accepts(paramsOf(of, point)))).toBe(true);
    }
  });

  it("end when the space is used up, and when nothing is allowed", () => {
    expect(randomPoints(SMALL, accepts, { trials: 100, seed: 1 })).toHaveLength(15);
    expect(randomPoints(HUGE, () => false, { trials: 3, seed: 1 })).toEqual([]);
  });

  it("are drawn from everywhere alike", () => {
    const counts = new Map<number, number>();
    const uniform = makeUniform(3);
    for (let draw = 0; draw < 3_600; draw += 1) {
      const point = drawPoint({ space: SMALL, accepts: () => true, uniform, seen: new Set() });
      if (point !== null) counts.set(point, (counts.get(point) ?? 0) + 1);
    }
    expect(counts.size).toBe(36);
    for (const count of counts.values()) expect(Math.abs(count - 100)).toBeLessThan(50);
  });
});
