import { describe, expect, it } from "vitest";
import { makeUniform } from "./seeded-random";

describe("makeUniform", () => {
  it("gives the same numbers for the same seed, and others for another", () => {
    const draw = (seed: number) => Array.from({ length: 5 }, makeUniform(seed));
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  // A uniform number has mean 1/2 and variance 1/12; of 100 000 the mean is off by 0.0009 in one of three cases.
  it("is spread evenly from 0 to 1", () => {
    const numbers = Array.from({ length: 100_000 }, makeUniform(1));
    const mean = numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.004);
    expect(Math.min(...numbers.slice(0, 1000))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers.slice(0, 1000))).toBeLessThan(1);
  });
});
