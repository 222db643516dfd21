import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALLOCATION_METHODS, type AllocationTerms, allocate, yearlyVolatility } from "./allocate";

const TERMS: AllocationTerms = { method: "equal", share: 1, band: 0.1, volatility: 0.2 };
const member = (id: string, cents: number, change: { weight?: number; volatility?: number | null } = {}) => ({
  id,
  cents,
  weight: 0,
  volatility: null,
  ...change,
});
const targets = (...given: Parameters<typeof allocate>) =>
  allocate(...given).parts.map(({ targetCents }) => targetCents);

describe("what deployments get", () => {
  it("is alike, as weighed, or as little as they swing", () => {
    expect(targets(TERMS, 9_001, [member("a", 1), member("b", 1)])).toEqual([4_500, 4_500]);
    const fixed = [member("a", 1, { weight: 0.2 }), member("b", 1, { weight: 0.5 })];
    expect(targets({ ...TERMS, method: "fixed", share: 0.5 }, 10_000, fixed)).toEqual([1_000, 2_500]);
    const swinging = [member("calm", 1, { volatility: 0.2 }), member("wild", 1, { volatility: 0.4 }), member("new", 1)];
    expect(targets({ ...TERMS, method: "volatility" }, 6_000, swinging)).toEqual([2_000, 1_000, 2_000]);
  });

  it("is never more than there is, whatever is asked for", () => {
    const dear = [member("a", 1, { weight: 0.9 }), member("b", 1, { weight: 0.9 })];
    expect(targets({ ...TERMS, method: "fixed" }, 10_000, dear)).toEqual([5_000, 5_000]);
    const calm = [member("a", 1, { volatility: 0.01 }), member("b", 1, { volatility: 0.01 })];
    expect(targets({ ...TERMS, method: "volatility" }, 10_000, calm)).toEqual([5_000, 5_000]);
    expect(targets(TERMS, -5, [member("a", 1)])).toEqual([0]);
    fc.assert(
      fc.property(
        fc.constantFrom(...ALLOCATION_METHODS),
        fc.integer({ min: 0, max: 1e14 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.array(
          fc.record({
            cents: fc.integer({ min: 1, max: 1e12 }),
            weight: fc.double({ min: 0, max: 1, noNaN: true }),
            volatility: fc.option(fc.double({ min: 0, max: 3, noNaN: true })),
          }),
          { minLength: 1, maxLength: 20 },
        ),
        (method, worth, share, members) => {
          const named = members.map((each, at) => ({ ...each, id: String(at) }));
          const all = targets({ ...TERMS, method, share }, worth, named);
          expect(all.every((cents) => Number.isInteger(cents) && cents >= 0)).toBe(true);
          expect(all.reduce((sum, cents) => sum + cents, 0)).toBeLessThanOrEqual(worth * share + 1);
        },
      ),
    );
  });

  it("changes only when one of them has drifted out of its band", () => {
    const due = (a: number, b: number) => allocate(TERMS, 10_000, [member("a", a), member("b", b)]).isDue;
    expect(due(5_000, 5_000)).toBe(false);
    expect(due(5_500, 4_500)).toBe(false);
    expect(due(5_501, 5_000)).toBe(true);
    expect(allocate(TERMS, 10_000, [member("a", 5_500)]).parts[0]?.drift).toBeCloseTo(-0.45);
  });
});

it("swings as its days do, and too few of them say nothing", () => {
  const profits = Array.from({ length: 41 }, (_, at) => (at % 2 === 0 ? 0 : 10));
  expect(yearlyVolatility(profits.slice(0, 20), 1_000, 252)).toBeNull();
  expect(yearlyVolatility(profits, 1_000, 252)).toBeCloseTo(0.01 * Math.sqrt((40 / 39) * 252), 6);
});
