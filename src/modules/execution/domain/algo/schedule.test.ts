import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exact, parseExact } from "@/modules/_kernel";
import { planSlices, type ScheduleTerms, sliceCount, sliceSizes } from "./schedule";

const terms = (change: Partial<ScheduleTerms> = {}): ScheduleTerms => ({
  qty: exact(100),
  lot: exact(1),
  durationMs: 60_000,
  slices: 4,
  seed: null,
  weights: null,
  ...change,
});

describe("a schedule of slices", () => {
  it("shares evenly in time and size, and the last one takes what is left", () => {
    const slices = planSlices(terms({ qty: exact(10), slices: 3 }));
    expect(slices.map(({ dueMs }) => dueMs)).toEqual([0, 20_000, 40_000]);
    expect(sliceSizes(slices)).toEqual(["3", "3", "4"]);
  });

  it("shares by weights in whole lots", () => {
    const slices = planSlices(terms({ qty: exact(1), lot: exact("0.01"), weights: [1, 2, 0, 1] }));
    expect(sliceSizes(slices)).toEqual(["0.25", "0.5", "0", "0.25"]);
  });

  it.each([
    ["none that is above 0", [0, 0, 0, 0]],
    ["another number of them", [1, 2]],
    ["below 0", [-1, -2, -3, -4]],
  ])("shares evenly by weights that say nothing: %s", (_, weights) => {
    expect(planSlices(terms({ weights }))).toEqual(planSlices(terms()));
  });

  it("delays slices by a seed, the same each time, and keeps their order", () => {
    const once = planSlices(terms({ seed: 7, slices: 20 }));
    expect(planSlices(terms({ seed: 7, slices: 20 }))).toEqual(once);
    expect(planSlices(terms({ seed: 8, slices: 20 }))).not.toEqual(once);
    expect(once.map(({ dueMs }) => dueMs)).toEqual(once.map(({ dueMs }) => dueMs).toSorted((a, b) => a - b));
    expect(Math.max(...once.map(({ dueMs }) => dueMs))).toBeLessThan(60_000);
  });

  it("adds up to the parent exactly, in whole lots, whatever is asked for", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 15n }),
        fc.constantFrom("1", "0.001", "0.5", "100"),
        fc.integer({ min: 1, max: 60 }),
        fc.option(fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 60 })),
        fc.option(fc.integer({ min: 0, max: 1_000 })),
        (lots, lot, slices, weights, seed) => {
          const qty = exact(lots.toString()).times(exact(lot));
          const plan = planSlices(terms({ qty, lot: exact(lot), slices, weights, seed }));
          expect(plan).toHaveLength(slices);
          let sum = exact(0);
          for (const size of sliceSizes(plan)) {
            const value = parseExact(size);
            if (value === null) throw new Error(size);
            expect(value.lt(exact(0))).toBe(false);
            expect(
              exact(value.wholeTimes(exact(lot)).toString())
                .times(exact(lot))
                .eq(value),
            ).toBe(true);
            sum = sum.plus(value);
          }
          expect(sum.eq(qty)).toBe(true);
        },
      ),
    );
  });
});

describe("how many slices there are", () => {
  const of = (asked: number | null, qty: string, durationMs: number) =>
    sliceCount(asked, { qty: exact(qty), lot: exact(1), durationMs });

  it.each([
    ["one in half a minute", 600_000, "1000", 20],
    ["two at least", 10_000, "1000", 2],
    ["sixty at most", 86_400_000, "1000", 60],
    ["never more than lots", 600_000, "3", 3],
  ])("is, where nobody said: %s", (_, durationMs, qty, slices) => {
    expect(of(null, qty, durationMs)).toEqual({ ok: true, value: slices });
  });

  it.each([0, 1.5, -1, 501, Number.NaN])("refuses %s", (asked) => {
    expect(of(asked, "1000", 60_000)).toEqual({ ok: false, error: { kind: "algo.slices", min: 1, max: 500 } });
  });

  it("refuses more slices than lots", () => {
    expect(of(4, "3", 60_000)).toEqual({ ok: false, error: { kind: "algo.slices", min: 1, max: 3 } });
  });
});
