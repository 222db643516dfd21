import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sliceWeights } from "./volume-profile";

const HOUR_MS = 3_600_000;
const terms = { bucketMs: HOUR_MS, sessionMs: 6 * HOUR_MS, startMs: 0, durationMs: 4 * HOUR_MS, slices: 4 };
const hours = (...volumes: number[]) => volumes.map((volume, hour) => ({ atMs: hour * HOUR_MS, volume }));

describe("weights of slices from a volume profile", () => {
  it("are what was traded in each slice's stretch", () => {
    expect(sliceWeights(hours(4, 2, 1, 3, 9, 9), terms)).toEqual([4, 2, 1, 3]);
  });

  it("add up earlier sessions", () => {
    expect(sliceWeights([...hours(4, 2, 1, 3), ...hours(1, 1, 1, 1)], terms)).toEqual([5, 3, 2, 4]);
  });

  it("take a part of a bucket for a part of its time", () => {
    expect(sliceWeights(hours(4, 2), { ...terms, startMs: HOUR_MS / 2, durationMs: HOUR_MS, slices: 2 })).toEqual([
      2, 1,
    ]);
  });

  it("begin anew where a market never closes", () => {
    expect(
      sliceWeights(hours(4, 2, 1, 3, 9, 8), { ...terms, startMs: 5 * HOUR_MS, durationMs: 2 * HOUR_MS, slices: 2 }),
    ).toEqual([8, 4]);
  });

  it("are unknown where nothing was traded, and volume that is no number says nothing", () => {
    expect(sliceWeights([], terms)).toBeNull();
    expect(sliceWeights(hours(0, 0, 0, 0, 5), terms)).toBeNull();
    expect(sliceWeights(hours(Number.NaN, 1, -5, 1), terms)).toEqual([0, 1, 0, 1]);
  });

  it("lose and make no volume inside of a session", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 6, maxLength: 6 }),
        fc.integer({ min: 1, max: 97 }),
        (volumes, slices) => {
          const weights = sliceWeights(hours(...volumes), { ...terms, durationMs: terms.sessionMs, slices });
          const sum = volumes.reduce((a, b) => a + b, 0);
          expect((weights ?? []).reduce((a, b) => a + b, 0)).toBeCloseTo(sum, 3);
        },
      ),
      { numRuns: 50 },
    );
  });
});
