import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ExtremeAge, WindowExtreme } from "./window-extreme";

const values = fc.array(fc.integer({ min: -4, max: 4 }), { maxLength: 80 });
const lengths = fc.integer({ min: 1, max: 9 });
const windowAt = (all: readonly number[], at: number, length: number) =>
  all.slice(Math.max(0, at - length + 1), at + 1);

describe("WindowExtreme", () => {
  it("equals a search through the window, for any values and length", () => {
    fc.assert(
      fc.property(lengths, values, (length, all) => {
        const [largest, smallest] = [new WindowExtreme(length, 1), new WindowExtreme(length, -1)];
        all.forEach((value, at) => {
          // Adding 0 turns -0 into 0: a mirrored 0 is still 0.
          expect(largest.next(value) + 0).toBe(Math.max(...windowAt(all, at, length)));
          expect(smallest.next(value) + 0).toBe(Math.min(...windowAt(all, at, length)));
        });
      }),
    );
  });
});

describe("ExtremeAge", () => {
  it("equals a search through the window in which the oldest of equal extremes counts", () => {
    fc.assert(
      fc.property(lengths, values, (length, all) => {
        const [sinceLargest, sinceSmallest] = [new ExtremeAge(length, 1), new ExtremeAge(length, -1)];
        all.forEach((value, at) => {
          const window = windowAt(all, at, length);
          const age = (extreme: number) => window.length - 1 - window.indexOf(extreme);
          expect(sinceLargest.next(value)).toBe(age(Math.max(...window)));
          expect(sinceSmallest.next(value)).toBe(age(Math.min(...window)));
        });
      }),
    );
  });
});
