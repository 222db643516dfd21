import { describe, expect, it } from "vitest";
import { makeDema, makeTema, makeTrix } from "./chained-ema";

const values = [1, 2, 3, 5, 9];
// length 3, weight 1/2: all stages start at the third value from the mean 2.
const ema1 = [2, 3.5, 6.25];
const ema2 = [2, 2.75, 4.5];
const ema3 = [2, 2.375, 3.4375];

describe("chained exponential averages", () => {
  it("dema is twice the first stage less the second", () => {
    const dema = makeDema(3);
    const expected = [Number.NaN, Number.NaN, ...ema1.map((one, i) => 2 * one - (ema2[i] ?? 0))];
    expect(values.map((value) => dema.next(value))).toEqual(expected);
  });

  it("tema is three times the first less three times the second plus the third", () => {
    const tema = makeTema(3);
    const expected = [Number.NaN, Number.NaN, ...ema1.map((one, i) => 3 * one - 3 * (ema2[i] ?? 0) + (ema3[i] ?? 0))];
    expect(values.map((value) => tema.next(value))).toEqual(expected);
  });

  it("trix is the third stage's change in percent, from the bar after it started", () => {
    const trix = makeTrix(3);
    const expected = [Number.NaN, Number.NaN, Number.NaN, (100 * 0.375) / 2, (100 * 1.0625) / 2.375];
    expect(values.map((value) => trix.next(value))).toEqual(expected);
  });

  it("has no trix after an average of 0", () => {
    const trix = makeTrix(1);
    expect([0, 1, 2].map((value) => trix.next(value))).toEqual([Number.NaN, Number.NaN, 100]);
  });
});
