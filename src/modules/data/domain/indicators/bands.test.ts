import { describe, expect, it } from "vitest";
import { makeChandelierExit, makeElderRay, makeKeltner } from "./bands";

describe("makeKeltner", () => {
  it("puts ranges around an average, the middle first when the range takes longer", () => {
    const keltner = makeKeltner(1, 2, 2);
    const lines = [10, 12, 13].map((close) => ({ ...keltner.next(close + 1, close - 1, close) }));
    expect(lines[0]?.middle).toBeNaN();
    expect(lines[1]).toMatchObject({ middle: 12, upper: Number.NaN, lower: Number.NaN });
    expect(lines[2]).toMatchObject({ middle: 13, upper: 13 + 2 * 2.5, lower: 13 - 2 * 2.5 });
  });
});

describe("makeChandelierExit", () => {
  it("hangs below the highest high of the window, the current bar included", () => {
    const exit = makeChandelierExit(2, 3);
    expect([exit.next(10, 8, 9), exit.next(12, 10, 11)]).toEqual([Number.NaN, Number.NaN]);
    expect(exit.next(11, 9, 10)).toBe(12 - 3 * ((3 + 2) / 2));
  });
});

describe("makeElderRay", () => {
  it("measures high and low from the average of closes", () => {
    const ray = makeElderRay(2);
    expect({ ...ray.next(11, 9, 10) }).toMatchObject({ bull: Number.NaN, bear: Number.NaN });
    expect({ ...ray.next(15, 10, 12) }).toMatchObject({ bull: 4, bear: -1 });
  });
});
