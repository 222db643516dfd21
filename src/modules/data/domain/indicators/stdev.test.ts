import { describe, expect, it } from "vitest";
import { makeBollinger, makeStdev } from "./stdev";

describe("makeStdev and makeBollinger", () => {
  it("is the deviation of a population, also when small against the price", () => {
    const [plain, shifted] = [makeStdev(4), makeStdev(4)];
    const values = [2, 4, 4, 6].map((value) => plain.next(value));
    expect(values.at(-1)).toBe(Math.sqrt(2));
    expect([2, 4, 4, 6].map((value) => shifted.next(value + 1e8)).at(-1)).toBe(Math.sqrt(2));
  });

  it("puts the bands a multiple of it around the mean", () => {
    const bands = makeBollinger(4, 2);
    const [, , , last] = [2, 4, 4, 6].map((value) => ({ ...bands.next(value) }));
    expect(last).toMatchObject({ middle: 4, upper: 4 + 2 * Math.sqrt(2), lower: 4 - 2 * Math.sqrt(2) });
  });
});
