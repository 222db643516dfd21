import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { summarizeDrawdown } from "./drawdown";
import { worstDrawdowns } from "./drawdown-episodes";

describe("worstDrawdowns", () => {
  // By hand: 100 -> 90 -> 100 (10 %), 120 -> 60 -> 120 (50 %), 130 -> 117 and not back (10 %).
  const CURVE = Float64Array.of(100, 95, 90, 100, 120, 80, 60, 90, 120, 130, 117);

  it("lists falls by depth, each from peak to recovery", () => {
    const [deepest, second, third, ...rest] = worstDrawdowns(CURVE, 5);
    expect(deepest).toEqual({ peak: 4, trough: 6, recovery: 8, depth: -0.5 });
    expect(second).toMatchObject({ peak: 0, trough: 2, recovery: 3 });
    expect(third).toMatchObject({ peak: 9, trough: 10, recovery: null });
    expect(third?.depth).toBeCloseTo(-0.1, 12);
    expect(rest).toEqual([]);
  });

  it("stops at the limit, and has none of a curve that only rises", () => {
    expect(worstDrawdowns(CURVE, 1)).toHaveLength(1);
    expect(worstDrawdowns(Float64Array.of(1, 2, 2, 3), 5)).toEqual([]);
    expect(worstDrawdowns(new Float64Array(0), 5)).toEqual([]);
  });

  it("agrees with the maximum drawdown, and no two overlap", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 60 }), (list) => {
        const curve = Float64Array.from(list);
        const all = worstDrawdowns(curve, curve.length);
        expect(all[0]?.depth ?? 0).toBe(summarizeDrawdown(curve).maximum);
        const inOrder = all.toSorted((a, b) => a.peak - b.peak);
        inOrder.slice(1).forEach((later, index) => {
          expect(later.peak).toBeGreaterThanOrEqual(inOrder[index]?.recovery ?? Number.POSITIVE_INFINITY);
        });
      }),
    );
  });
});
