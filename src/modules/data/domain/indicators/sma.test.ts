import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeSma } from "./sma";

/** The exact sum of doubles as a fraction of big integers, divided once: what the average is, without any rounding but the last. */
function exactSum(values: readonly number[]): number {
  const UNIT = 1074n; // every finite double is a whole multiple of 2^-1074
  let sum = 0n;
  for (const value of values) {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, value);
    const bits = view.getBigUint64(0);
    const exponent = Number((bits >> 52n) & 0x7ffn);
    const fraction = (bits & 0xfffffffffffffn) | (exponent === 0 ? 0n : 1n << 52n);
    const scaled = fraction << BigInt(Math.max(exponent, 1) - 1);
    sum += bits >> 63n === 1n ? -scaled : scaled;
  }
  return toDouble(sum, UNIT);
}

/** `numerator / 2^unit`, rounded half to even. */
function toDouble(numerator: bigint, unit: bigint): number {
  const negative = numerator < 0n;
  let rest = negative ? -numerator : numerator;
  const extra = BigInt(Math.max(0, rest.toString(2).length - 53));
  if (extra > 0n) {
    const [kept, lost, half] = [rest >> extra, rest & ((1n << extra) - 1n), 1n << (extra - 1n)];
    rest = kept + (lost > half || (lost === half && kept % 2n === 1n) ? 1n : 0n);
  }
  const exponent = Number(extra - unit);
  const low = Math.max(exponent, -1000);
  const value = Number(rest) * 2 ** low * 2 ** (exponent - low);
  return negative ? -value : value;
}

const run = (length: number, values: Iterable<number>) => {
  const sma = makeSma(length);
  return Array.from(values, (value) => sma.next(value));
};

describe("makeSma", () => {
  it("is NaN until the window is full", () => {
    expect(run(3, [1, 2, 3, 4])).toEqual([Number.NaN, Number.NaN, 2, 3]);
    expect(run(1, [5, 6])).toEqual([5, 6]);
  });

  it("is the exact sum of the window, rounded once, over the length: any prices, any length", () => {
    const anyPrice = fc.double({ min: 1e-4, max: 1e7, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.array(anyPrice, { minLength: 1, maxLength: 150 }),
        (length, values) => {
          const expected = values.map((_, index) => {
            if (index < length - 1) return Number.NaN;
            const window = values.slice(index - length + 1, index + 1);
            return new Set(window).size === 1 ? window[0] : exactSum(window) / length;
          });
          expect(run(length, values)).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("does not drift: after a million bars it is still the exact average of its window", () => {
    const [length, count] = [30, 1_000_000];
    const values = new Float64Array(count);
    let [price, seed] = [100, 42];
    for (let i = 0; i < count; i += 1) {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      price *= 1 + (seed / 2 ** 32 - 0.5) * 0.001;
      values[i] = price;
    }
    const sma = makeSma(length);
    let average = Number.NaN;
    for (const value of values) average = sma.next(value);
    expect(average).toBe(exactSum(Array.from(values.slice(-length))) / length);
  });

  it("forgets large values once they left the window", () => {
    expect(run(3, [1e16, 1, 1, 1, 2]).slice(3)).toEqual([1, 4 / 3]);
    expect(run(3, [1e300, 1, 2, 4, 5]).slice(3)).toEqual([7 / 3, 11 / 3]);
    expect(run(3, [1e300, 1e20, 1, 2, 4]).slice(4)).toEqual([7 / 3]);
    expect(run(2, [1e300, -1e300, 1, 2, 3]).slice(3)).toEqual([1.5, 2.5]);
  });

  it("has no value while something that is no number is in the window, and recovers after it", () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(run(2, [1, 2, bad, 4, 5, bad, bad, 8, 9])).toEqual([
        Number.NaN,
        1.5,
        Number.NaN,
        Number.NaN,
        4.5,
        Number.NaN,
        Number.NaN,
        Number.NaN,
        8.5,
      ]);
    }
  });

  it("gives a flat price back exactly, so that two averages of it never cross", () => {
    for (const price of [0.1, 10.1, 1.005, 123.456]) {
      for (const length of [7, 10, 13, 30]) {
        expect(
          new Set(
            run(
              length,
              Array.from({ length: 100 }, () => price),
            ).slice(length - 1),
          ),
        ).toEqual(new Set([price]));
      }
    }
  });

  it("refuses a length that is no window", () => {
    for (const length of [0, -1, 1.5, Number.NaN, 100_001]) expect(() => makeSma(length)).toThrow("length");
  });
});
