import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findStrategy } from "../catalog";
import { makeSpace } from "./space";
import { parameterStability, planWalkForward, stitchCurves, type WalkForwardSpec } from "./walk-forward";

const SPEC: WalkForwardSpec = { mode: "rolling", windows: 5, trainRatio: 3, embargoBars: 0 };

describe("planWalkForward", () => {
  it("cuts 800 bars into five tests of 100 behind 300 each", () => {
    const plan = planWalkForward(800, SPEC, 30);
    expect(plan.ok ? plan.value.map(Object.values) : []).toEqual([
      [0, 300, 300, 400],
      [100, 400, 400, 500],
      [200, 500, 500, 600],
      [300, 600, 600, 700],
      [400, 700, 700, 800],
    ]);
    const anchored = planWalkForward(800, { ...SPEC, mode: "anchored", embargoBars: 5 }, 30);
    expect(anchored.ok ? anchored.value.map(({ trainFrom, trainTo }) => [trainFrom, trainTo]) : []).toEqual([
      [0, 295],
      [0, 395],
      [0, 495],
      [0, 595],
      [0, 695],
    ]);
  });

  it("tests every bar behind the first choice once, never what it was chosen on, and keeps the embargo", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 5_000 }),
        fc.record({
          mode: fc.constantFrom("rolling" as const, "anchored" as const),
          windows: fc.integer({ min: 2, max: 20 }),
          trainRatio: fc.integer({ min: 1, max: 10 }),
          embargoBars: fc.integer({ min: 0, max: 20 }),
        }),
        fc.integer({ min: 1, max: 200 }),
        (bars, spec, warmUp) => {
          const plan = planWalkForward(bars, spec, warmUp);
          // What is refused is told how much would do; see below.
          if (!plan.ok) return;
          let before = plan.value[0]?.testFrom ?? 0;
          for (const { trainFrom, trainTo, testFrom, testTo } of plan.value) {
            expect(testFrom).toBe(before);
            expect(trainTo + spec.embargoBars).toBe(testFrom);
            expect(trainTo - trainFrom).toBeGreaterThan(warmUp);
            before = testTo;
          }
          expect(before).toBe(bars);
        },
      ),
    );
  });

  it.each([
    [{ windows: 1 }, "walkForward.windows"],
    [{ windows: 2.5 }, "walkForward.windows"],
    [{ trainRatio: 0.5 }, "walkForward.trainRatio"],
    [{ embargoBars: -1 }, "walkForward.embargoBars"],
  ])("refuses %j at its field", (change, path) => {
    expect(planWalkForward(800, { ...SPEC, ...change }, 30)).toMatchObject({ error: { path } });
  });

  it("refuses too few bars, and says how many would do", () => {
    const short = planWalkForward(60, SPEC, 30);
    expect(short).toMatchObject({ error: { kind: "search.window_short", bars: 60 } });
    if (short.ok || short.error.kind !== "search.window_short") return;
    expect(planWalkForward(short.error.needed, SPEC, 30).ok).toBe(true);
  });
});

describe("stitchCurves", () => {
  it("goes on where the piece before ended", () => {
    const pieces = [
      { start: 100, equity: Float64Array.of(100, 110) },
      { start: 100, equity: Float64Array.of(90, 120) },
    ];
    expect([...stitchCurves(pieces, 1_000)]).toEqual([1_000, 1_100, 990, 1_320]);
    expect([...stitchCurves([], 1_000)]).toEqual([]);
  });
});

describe("parameterStability", () => {
  const found = findStrategy("sma-cross");
  const made = makeSpace(found.ok ? found.value.fields : [], {
    fast: { kind: "range", from: 1, to: 5, step: 1 },
    slow: { kind: "range", from: 11, to: 15, step: 1 },
  });
  if (!made.ok) throw new Error(made.error.expected);

  it("is 1 where the choice stays and 0 where it leaps from end to end, and counts the edges", () => {
    expect(parameterStability(made.value, [2, 22, 2])).toEqual([
      { name: "fast", stability: 0, atEdge: 3 },
      { name: "slow", stability: 1, atEdge: 0 },
    ]);
    expect(parameterStability(made.value, [null, 12, null]).map(({ stability }) => stability)).toEqual([1, 1]);
  });
});
