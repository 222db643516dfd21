import { describe, expect, it } from "vitest";
import { bellAt, bitsAt, normalAt, uniformAt } from "./random";

const COUNT = 100_000;
const many = (draw: (place: number) => number) => Float64Array.from({ length: COUNT }, (_, place) => draw(place));
const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
const correlation = (left: Float64Array, right: Float64Array) => {
  const [a, b] = [mean(left), mean(right)];
  const moment = (x: Float64Array, y: Float64Array, mx: number, my: number) =>
    x.reduce((sum, value, index) => sum + (value - mx) * ((y[index] ?? 0) - my), 0);
  return moment(left, right, a, b) / Math.sqrt(moment(left, left, a, a) * moment(right, right, b, b));
};

describe("numbers by place", () => {
  it("are the same for the same integers, on every machine", () => {
    expect([bitsAt(1, 2, 3), bitsAt(1, 2, 4), bitsAt(1, 3, 3), bitsAt(2, 2, 3)]).toEqual([
      4221623512, 538578098, 2394280535, 2296119258,
    ]);
  });

  it.each([
    ["uniform", uniformAt, 0.5, 1 / 12],
    ["bell", bellAt, 0, 1],
    ["normal", normalAt, 0, 1],
  ] as const)(
    "%s has its mean and variance, and neighbours know nothing of each other",
    (_name, draw, center, spread) => {
      const values = many((place) => draw(7, 1, place));
      expect(mean(values)).toBeCloseTo(center, 1);
      expect(mean(values.map((value) => (value - center) ** 2))).toBeCloseTo(spread, 1);
      expect(Math.abs(correlation(values.subarray(1), values.subarray(0, -1)))).toBeLessThan(0.015);
      for (const other of [many((place) => draw(8, 1, place)), many((place) => draw(7, 2, place))]) {
        expect(Math.abs(correlation(values, other))).toBeLessThan(0.015);
      }
    },
  );
});
