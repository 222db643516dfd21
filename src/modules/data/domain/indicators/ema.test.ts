import { describe, expect, it } from "vitest";
import { makeEma } from "./ema";

const run = (length: number, values: readonly number[]) => {
  const ema = makeEma(length);
  return values.map((value) => ema.next(value));
};

describe("makeEma", () => {
  it("starts as the mean of the first values, then moves by 2/(length+1) of the difference", () => {
    expect(run(3, [1, 2, 3, 4, 8])).toEqual([Number.NaN, Number.NaN, 2, 3, 5.5]);
  });

  it("starts anew after a value that is no number", () => {
    expect(run(2, [1, 3, Number.NaN, 4, 6])).toEqual([Number.NaN, 2, Number.NaN, Number.NaN, 5]);
  });

  it("refuses a length that is no window", () => {
    expect(() => makeEma(0)).toThrow("length");
  });
});
