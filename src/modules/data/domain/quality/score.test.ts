import fc from "fast-check";
import { expect, it } from "vitest";
import { FINDING_KINDS } from "./finding";
import { qualityScore } from "./score";

it("counts what is missing against what there is, and never rounds up to whole", () => {
  expect(qualityScore(1000, [])).toBe(100);
  expect(qualityScore(900, [{ kind: "missing_sessions", count: 1, bars: 100 }])).toBe(90);
  expect(qualityScore(1_000_000, [{ kind: "missing_bars", count: 1, bars: 1 }])).toBe(99);
  expect(qualityScore(0, [])).toBeNull();
});

it("takes points for each finding up to a bound for its kind", () => {
  expect(qualityScore(1000, [{ kind: "split_jump", count: 1, bars: 1 }])).toBe(85);
  expect(qualityScore(1000, [{ kind: "split_jump", count: 9, bars: 9 }])).toBe(55);
  expect(qualityScore(1000, [{ kind: "bad_print", count: 3, bars: 3 }])).toBe(94);
  expect(
    qualityScore(1000, [
      { kind: "stale", count: 1, bars: 0 },
      { kind: "outlier", count: 40, bars: 40 },
    ]),
  ).toBe(100);
});

it("stays between 0 and 100 and never rises with another finding", () => {
  const open = fc.array(
    fc.record({
      kind: fc.constantFrom(...FINDING_KINDS),
      count: fc.nat(50),
      bars: fc.nat(10_000),
    }),
    { maxLength: 11 },
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e7 }), open, (present, findings) => {
      const score = qualityScore(present, findings) ?? -1;
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(100);
      const fewer = qualityScore(present, findings.slice(1)) ?? -1;
      expect(fewer).toBeGreaterThanOrEqual(score);
    }),
  );
});
