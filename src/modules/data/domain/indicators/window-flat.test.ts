import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eachFlatStretch, equalRunBefore, writeFlatMeans } from "./window-flat";

const steps = fc.array(fc.constantFrom(1, 1, 1, 1, 2, Number.NaN), { minLength: 1, maxLength: 60 });

/** The plain way: every value of every window. */
function flatBars(values: readonly number[], from: number, length: number): readonly number[] {
  const bars = values.map((_, bar) => bar).filter((bar) => bar >= from && bar >= length - 1);
  return bars.filter(
    (bar) => length === 1 || values.slice(bar - length + 1, bar).every((each) => each === values[bar]),
  );
}

describe("eachFlatStretch", () => {
  it("finds every bar whose window holds one value only, and no other", () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 9 }), fc.nat(60), (values, length, skip) => {
        const from = Math.min(values.length, Math.max(length - 1, skip));
        const found: number[] = [];
        const column = Float64Array.from(values);
        eachFlatStretch(column, { from, to: values.length, length }, (start, end) => {
          for (let bar = start; bar < end; bar += 1) found.push(bar);
        });
        expect(found).toEqual(flatBars(values, from, length));
      }),
      { numRuns: 500 },
    );
  });

  it("gives flat windows their value as mean, and leaves the others alone", () => {
    const values = Float64Array.of(5, 5, 5, 6, 6, 6, 6, 7);
    const line = new Float64Array(8).fill(-1);
    writeFlatMeans(values, { from: 2, to: 8, length: 3 }, line);
    expect([...line]).toEqual([-1, -1, 5, -1, -1, 6, 6, -1]);
  });

  it("gives a window of one value that value", () => {
    const line = new Float64Array(3).fill(-1);
    writeFlatMeans(Float64Array.of(1, 2, 3), { from: 1, to: 3, length: 1 }, line);
    expect([...line]).toEqual([-1, 2, 3]);
  });
});

describe("equalRunBefore", () => {
  it("counts the values equal to the last one, up to a window of them", () => {
    const values = Float64Array.of(1, 2, 2, 2, 2);
    expect([equalRunBefore(values, 5, 9), equalRunBefore(values, 5, 3), equalRunBefore(values, 2, 3)]).toEqual([
      4, 3, 1,
    ]);
    expect(equalRunBefore(Float64Array.of(2, 2), 2, 9)).toBe(2);
    expect(equalRunBefore(Float64Array.of(Number.NaN, Number.NaN), 2, 9)).toBe(1);
  });
});
