import { describe, expect, it } from "vitest";
import { makeUniform } from "../seeded-bars";
import { probabilityOfOverfitting } from "./overfitting";

const of = (...values: number[]) => Float64Array.from(values);

describe("probabilityOfOverfitting", () => {
  // By hand: two blocks, so two splits. What is better in one block is worse in the other: the chosen one always has rank
  // 1 of 2, ω = 1/3, logit ln(1/2).
  it("is 1 where the better of one half is the worse of the other", () => {
    const made = probabilityOfOverfitting([of(0.02, 0.03, -0.02, -0.03), of(-0.02, -0.03, 0.02, 0.03)], 2);
    expect(made?.splits).toBe(2);
    expect(made?.probability).toBe(1);
    expect(made?.logits[0]).toBeCloseTo(Math.log(0.5), 12);
    expect(made?.lossProbability).toBe(1);
  });

  // By hand: one trial is better everywhere, so it is chosen and has rank 3 of 3: ω = 3/4, logit ln 3.
  it("is 0 where one is better everywhere", () => {
    const good = of(0.01, 0.02, 0.01, 0.02, 0.01, 0.02, 0.01, 0.02);
    const made = probabilityOfOverfitting([good.map((each) => each - 0.02), good, good.map((each) => each - 0.01)], 4);
    expect(made?.splits).toBe(6);
    expect(made?.probability).toBe(0);
    expect(made?.logits[3]).toBeCloseTo(Math.log(3), 12);
    expect(made?.lossProbability).toBe(0);
  });

  // Of pure noise nothing can be chosen: the rank out of sample is anywhere, so the probability is one half.
  it("is a coin toss of noise", () => {
    const found: number[] = [];
    for (let seed = 0; seed < 20; seed += 1) {
      const uniform = makeUniform(seed);
      const trials = Array.from({ length: 20 }, () => Float64Array.from({ length: 160 }, () => uniform() - 0.5));
      found.push(probabilityOfOverfitting(trials, 8)?.probability ?? Number.NaN);
    }
    const mean = found.reduce((sum, each) => sum + each, 0) / found.length;
    expect(mean).toBeGreaterThan(0.38);
    expect(mean).toBeLessThan(0.62);
  });

  it("makes the paper's 12 870 splits of 16 blocks, and leaves out periods at the start", () => {
    const uniform = makeUniform(1);
    const long = Array.from({ length: 3 }, () => Float64Array.from({ length: 67 }, () => uniform() - 0.4));
    const made = probabilityOfOverfitting(long);
    expect(made?.splits).toBe(12_870);
    expect(made?.logits).toEqual(probabilityOfOverfitting(long.map((trial) => trial.slice(3)))?.logits);
  });

  it("shares ranks between trials that did nothing", () => {
    const made = probabilityOfOverfitting([new Float64Array(8), new Float64Array(8)], 2);
    expect(made?.logits[0]).toBeCloseTo(0, 12);
  });

  it("says nothing of one trial or too few periods", () => {
    expect(probabilityOfOverfitting([of(1, 2, 3, 4)], 2)).toBeNull();
    expect(probabilityOfOverfitting([of(1, 2, 3), of(1, 2, 3)], 2)).toBeNull();
    expect(probabilityOfOverfitting([], 2)).toBeNull();
    expect(() => probabilityOfOverfitting([of(1), of(1, 2)], 2)).toThrow("same periods");
    expect(() => probabilityOfOverfitting([of(1), of(1)], 3)).toThrow("even");
  });
});
