import { describe, expect, it } from "vitest";
import { HURST_LENGTH_MIN, makeHurst } from "./hurst";

/** Prices whose log returns are these. */
const pricesOf = (returns: readonly number[]) => {
  let log = 0;
  const moved = returns.map((each) => {
    log += each;
    return Math.exp(log);
  });
  return [1, ...moved];
};
const last = (length: number, returns: readonly number[]) => {
  const hurst = makeHurst(length);
  return pricesOf(returns)
    .map((price) => hurst.next(price))
    .at(-1);
};

describe("makeHurst", () => {
  it("is high where moves go on and low where they turn back", () => {
    const goesOn = Array.from({ length: 128 }, (_, i) => (Math.floor(i / 32) % 2 === 0 ? 0.01 : -0.01));
    const turns = Array.from({ length: 128 }, (_, i) => (i % 2 === 0 ? 0.01 : -0.01));
    expect(last(128, goesOn)).toBeGreaterThan(0.8);
    expect(Math.abs(last(128, turns) ?? 1)).toBeLessThan(0.1);
  });

  it("has its first value after `length` returns, and none for prices that stand still or are not above 0", () => {
    const hurst = makeHurst(HURST_LENGTH_MIN);
    const values = Array.from({ length: 60 }, (_, i) => hurst.next(100 + ((i * 7) % 5)));
    expect(values.findIndex((value) => !Number.isNaN(value))).toBe(HURST_LENGTH_MIN);
    expect(last(HURST_LENGTH_MIN, Array(40).fill(0))).toBeNaN();
    const negative = makeHurst(HURST_LENGTH_MIN);
    expect(Array.from({ length: 60 }, (_, i) => negative.next(-1 - (i % 3))).at(-1)).toBeNaN();
  });
});
