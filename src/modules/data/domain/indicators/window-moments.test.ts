import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WindowLine } from "./window-line";
import { WindowMoments } from "./window-moments";
import { WindowPairs } from "./window-pairs";

/** Counted from the first value, so that the mean of equal values is that value. */
const mean = ([first = Number.NaN, ...rest]: readonly number[]) =>
  first + rest.reduce((sum, value) => sum + (value - first), 0) / (rest.length + 1);
const covariance = (xs: readonly number[], ys: readonly number[]) => {
  const [x0, y0] = [mean(xs), mean(ys)];
  return mean(xs.map((x, i) => (x - x0) * ((ys[i] ?? 0) - y0)));
};
/** Equal to 9 digits of the larger of `scale` and what is expected, or both NaN. */
const near = (actual: number, expected: number, scale: number) => {
  const isNear = Math.abs(actual - expected) <= 1e-9 * Math.max(scale, Math.abs(expected));
  expect({ actual, expected, isNear: isNear || (Number.isNaN(actual) && Number.isNaN(expected)) }).toMatchObject({
    isNear: true,
  });
};

/** Prices that walk, jump by orders of magnitude, and stand still. */
const walk = fc
  .array(fc.tuple(fc.constantFrom(0, 0, 0.01, -0.01, 1, -1), fc.constantFrom(1, 1, 1, 1, 1, 1000, 0.001)), {
    maxLength: 120,
  })
  .map((steps) => {
    let price = 100;
    return steps.map(([step, factor]) => {
      price = Math.min(1e6, Math.max(1e-3, (price + step) * factor));
      return price;
    });
  });
const lengths = fc.integer({ min: 2, max: 12 });
/** The window that ends at each value; none, and so a mean of NaN, before there are enough. */
const windowsOf = (values: readonly number[], length: number) =>
  values.map((_, at) => (at < length - 1 ? [] : values.slice(at - length + 1, at + 1)));

describe("WindowMoments", () => {
  it("equals two passes over each window, whatever the prices do", () => {
    fc.assert(
      fc.property(lengths, walk, (length, values) => {
        const moments = new WindowMoments(length);
        for (const [at, window] of windowsOf(values, length).entries()) {
          moments.push(values[at] ?? 0);
          near(moments.mean, mean(window), 0);
          near(moments.variance, covariance(window, window), 1e-18);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("has variance 0 for a window of equal values, exactly", () => {
    const moments = new WindowMoments(7);
    for (const value of [5, 1e9, ...Array(7).fill(0.1)]) moments.push(value);
    expect(moments.variance).toBe(0);
  });

  it("keeps a deviation that is small against the price, after a million bars as well", () => {
    const moments = new WindowMoments(4);
    for (let i = 0; i < 1_000_000; i += 1) moments.push(1e8 + (i % 2));
    expect(moments.variance).toBe(0.25);
  });
});

describe("WindowPairs", () => {
  it("equals two passes over each window, whatever both series do", () => {
    fc.assert(
      fc.property(lengths, walk, walk, (length, xs, second) => {
        const ys = xs.map((_, i) => second[i] ?? 1);
        const pairs = new WindowPairs(length);
        const others = windowsOf(ys, length);
        for (const [at, window] of windowsOf(xs, length).entries()) {
          pairs.push(xs[at] ?? 0, ys[at] ?? 0);
          const other = others[at] ?? [];
          const [varianceX, varianceY] = [covariance(window, window), covariance(other, other)];
          near(pairs.varianceX, varianceX, 1e-18);
          near(pairs.varianceY, varianceY, 1e-18);
          near(pairs.covariance, covariance(window, other), Math.sqrt(varianceX * varianceY) + 1e-18);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("WindowLine", () => {
  it("equals least squares over each window, whatever the prices do", () => {
    fc.assert(
      fc.property(lengths, walk, (length, values) => {
        const line = new WindowLine(length);
        const places = Array.from({ length }, (_, i) => i + 1);
        for (const [at, window] of windowsOf(values, length).entries()) {
          line.push(values[at] ?? 0);
          const slope = covariance(places, window) / covariance(places, places);
          near(line.slope, slope, mean(window));
          near(line.end, mean(window) + (slope * (length - 1)) / 2, mean(window));
          const explained = covariance(places, window) ** 2;
          const isFlat = new Set(window).size === 1;
          const r2 = explained / covariance(places, places) / covariance(window, window);
          near(line.r2, isFlat ? Number.NaN : r2, 1);
        }
      }),
      { numRuns: 300 },
    );
  });
});
