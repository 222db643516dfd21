import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { thinIndices } from "./thin";

describe("thinIndices", () => {
  it("keeps everything that fits", () => {
    expect(thinIndices([Float64Array.of(3, 1, 2)], 3)).toEqual([0, 1, 2]);
    expect(thinIndices([new Float64Array(0)], 3)).toEqual([]);
    expect(thinIndices([], 3)).toEqual([]);
  });

  it("keeps the ends and the extremes of every column, in order, within bounds", () => {
    const column = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 60, maxLength: 60 });
    fc.assert(
      fc.property(column, column, (left, right) => {
        const columns = [Float64Array.from(left), Float64Array.from(right)];
        const kept = thinIndices(columns, 20);
        expect(kept).toEqual([...new Set(kept)].toSorted((a, b) => a - b));
        expect(kept.length).toBeLessThanOrEqual(22);
        expect(kept[0]).toBe(0);
        expect(kept.at(-1)).toBe(59);
        for (const values of columns) {
          const drawn = kept.map((index) => values[index]);
          expect(drawn).toContain(Math.max(...values));
          expect(drawn).toContain(Math.min(...values));
        }
      }),
    );
  });
});
