import { describe, expect, it } from "vitest";
import { makeBeta, makeCorrelation, makeLinearRegression } from "./regression";

describe("makeLinearRegression", () => {
  it("counts x from the first bar, whatever the window", () => {
    const regression = makeLinearRegression(2);
    const lines = [5, 7, 9, 9].map((value, i) => ({ ...regression.next(value, i + 1) }));
    expect(lines[0]?.slope).toBeNaN();
    expect(lines[2]).toMatchObject({ slope: 2, intercept: 3, line: 9, r2: 1 });
    expect(lines[3]).toMatchObject({ slope: 0, intercept: 9, line: 9, r2: Number.NaN });
  });
});

describe("makeCorrelation", () => {
  it("is 1 and -1 for what moves together and against, and nothing for what stands still", () => {
    const [same, against, still] = [makeCorrelation(3), makeCorrelation(3), makeCorrelation(3)];
    const values = [1, 2, 4, 3].map((x) => [same.next(x, 10 + 2 * x), against.next(x, -x), still.next(x, 7)]);
    expect(values[1]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(values[3]?.[0]).toBeCloseTo(1, 12);
    expect(values[3]?.[1]).toBeCloseTo(-1, 12);
    expect(values[3]?.[2]).toBeNaN();
  });
});

describe("makeBeta", () => {
  it("is 2 for returns twice those of the market", () => {
    const beta = makeBeta(3);
    let [price, market] = [100, 50];
    const values = [0.01, -0.02, 0.03, 0.01].map((move) => {
      price *= 1 + 2 * move;
      market *= 1 + move;
      return beta.next(price, market);
    });
    expect(values.slice(0, 3)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(values[3]).toBeCloseTo(2, 10);
  });
});
