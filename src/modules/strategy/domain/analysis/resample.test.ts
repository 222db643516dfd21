import { describe, expect, it } from "vitest";
import { makeUniform } from "../seeded-bars";
import { bandOf, blockLengthOf, drawStationary, resamplePaths, resampleTrades } from "./resample";

const uniform = makeUniform(11);
const RETURNS = Float64Array.from({ length: 250 }, () => 0.002 + 0.02 * (uniform() - 0.5));

describe("drawStationary", () => {
  it("walks on inside a block and wraps at the end", () => {
    const places = new Int32Array(5);
    // Draws: the start, then one for each question whether a block begins: never.
    const draws = [0.6, 0.6, 0.99, 0.99, 0.99, 0.99];
    drawStationary(places, 4, () => draws.shift() ?? 0.99);
    expect([...places]).toEqual([3, 4, 0, 1, 2]);
  });

  // Politis and Romano 1994, lemma 1: given the data, the variance of the resampled mean has this closed form, with the
  // circular autocovariances of the data. An independent way to the same number.
  it("gives the resampled mean the variance that its authors derive", () => {
    const data = [1, 2, 4, 3, 7, 6, 8, 5, 4, 9, 12, 10];
    const n = data.length;
    const blockLength = 3;
    const mean = data.reduce((sum, each) => sum + each, 0) / n;
    const covariance = (lag: number) =>
      data.reduce((sum, each, i) => sum + (each - mean) * ((data[(i + lag) % n] ?? 0) - mean), 0) / n;
    const stay = 1 - 1 / blockLength;
    let expected = covariance(0);
    for (let lag = 1; lag < n; lag += 1) expected += 2 * (1 - lag / n) * stay ** lag * covariance(lag);
    expected /= n;

    const places = new Int32Array(n);
    const random = makeUniform(5);
    const draws = 40_000;
    let [sum, squares] = [0, 0];
    for (let draw = 0; draw < draws; draw += 1) {
      drawStationary(places, blockLength, random);
      const center = places.reduce((total, place) => total + (data[place] ?? 0), 0) / n;
      sum += center;
      squares += center * center;
    }
    expect(sum / draws).toBeCloseTo(mean, 1);
    const variance = squares / draws - (sum / draws) ** 2;
    expect(variance / expected).toBeGreaterThan(0.96);
    expect(variance / expected).toBeLessThan(1.04);
  });
});

describe("resamplePaths", () => {
  const terms = { periodsPerYear: 252, seed: 1 };

  it("gives the same answer for the same seed, and another for another", () => {
    expect(resamplePaths(RETURNS, terms)).toEqual(resamplePaths(RETURNS, terms));
    expect(resamplePaths(RETURNS, terms)?.sharpe).not.toEqual(resamplePaths(RETURNS, { ...terms, seed: 2 })?.sharpe);
  });

  it("spreads around what was seen", () => {
    const made = resamplePaths(RETURNS, terms);
    const seen = RETURNS.reduce((value, change) => value * (1 + change), 1) - 1;
    expect(made?.totalReturn?.low).toBeLessThan(seen);
    expect(made?.totalReturn?.high).toBeGreaterThan(seen);
    expect(made?.maxDrawdown?.low).toBeLessThan(made?.maxDrawdown?.high ?? 0);
    expect(made?.maxDrawdown?.high).toBeLessThanOrEqual(0);
    expect(made?.fan[0]).toEqual({ low: 1, middle: 1, high: 1 });
    expect(made?.fan).toHaveLength(61);
    expect(made?.fan.at(-1)?.middle).toBeCloseTo(1 + (made?.totalReturn?.middle ?? 0), 9);
  });

  it("knows one path of returns that are all the same", () => {
    const flat = resamplePaths(new Float64Array(30).fill(0.01), terms);
    expect(flat?.totalReturn?.low).toBeCloseTo(1.01 ** 30 - 1, 9);
    expect(flat?.totalReturn?.high).toBeCloseTo(1.01 ** 30 - 1, 9);
    expect(flat).toMatchObject({ sharpe: null, lossShare: 0, maxDrawdown: { low: 0, high: 0 } });
  });

  it("says nothing of too few returns, and leaves out those that are missing", () => {
    expect(resamplePaths(new Float64Array(19).fill(0.01), terms)).toBeNull();
    const holes = Float64Array.from([...RETURNS, Number.NaN]);
    expect(resamplePaths(holes, terms)).toEqual(resamplePaths(RETURNS, terms));
  });
});

describe("resampleTrades", () => {
  const terms = { cash: 1000, seed: 1 };

  // Efron: the mean of the draws is the sum seen; its deviation is deviation(pnl) * sqrt(n) (divided by n, not n - 1).
  it("spreads the profit as the draws of independent trades do", () => {
    const pnl = Float64Array.of(10, -5, 20, -15, 5, 10, -8, 12);
    const made = resampleTrades(pnl, terms);
    const mean = 29 / 8;
    const deviation = Math.sqrt(pnl.reduce((sum, each) => sum + (each - mean) ** 2, 0) / 8) * Math.sqrt(8);
    expect(made?.profit?.middle).toBeGreaterThan(29 - 0.2 * deviation);
    expect(made?.profit?.middle).toBeLessThan(29 + 0.2 * deviation);
    const width = (made?.profit?.high ?? 0) - (made?.profit?.low ?? 0);
    expect(width / (2 * 1.645 * deviation)).toBeGreaterThan(0.85);
    expect(width / (2 * 1.645 * deviation)).toBeLessThan(1.15);
  });

  it("moves the drawdown by order alone", () => {
    const wins = resampleTrades(new Float64Array(5).fill(3), terms);
    expect(wins).toMatchObject({ lossShare: 0, shuffledDrawdown: { low: 0, high: 0 }, profit: { low: 15, high: 15 } });
    const losses = resampleTrades(new Float64Array(5).fill(-100), terms);
    expect(losses?.shuffledDrawdown?.low).toBeCloseTo(-0.5, 12);
    expect(losses?.lossShare).toBe(1);
  });

  it("says nothing of too few trades", () => {
    expect(resampleTrades(Float64Array.of(1, 2, 3, 4), terms)).toBeNull();
  });
});

it("bands and blocks have their edges", () => {
  expect(bandOf(Float64Array.of(Number.NaN))).toBeNull();
  expect(bandOf(Float64Array.of(2))).toEqual({ low: 2, middle: 2, high: 2 });
  expect([blockLengthOf(0), blockLengthOf(8), blockLengthOf(1000)]).toEqual([1, 2, 10]);
});
