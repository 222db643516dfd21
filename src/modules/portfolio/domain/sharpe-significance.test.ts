import { describe, expect, it } from "vitest";
import { deflatedSharpe, expectedMaximumSharpe, probabilisticSharpe, sharpeProbability } from "./sharpe-significance";

describe("sharpe significance", () => {
  // Bailey and Lopez de Prado 2014, "The Deflated Sharpe Ratio", numerical example: 1250 daily returns, annualized Sharpe
  // ratio 2.5, skew -3, kurtosis 10, 100 trials whose annualized ratios have variance 1/2, 250 days a year:
  // SR0 = 0.1132, DSR = 0.9004. With 46 trials DSR = 0.9505.
  it("gives the numbers of the paper's example", () => {
    const sample = { sharpe: 2.5 / Math.sqrt(250), count: 1250, skew: -3, kurtosis: 10 };
    const luck = expectedMaximumSharpe(100, 0.5 / 250);
    expect(luck).toBeCloseTo(0.1132, 4);
    expect(sharpeProbability(sample, luck)).toBeCloseTo(0.9004, 4);
    expect(sharpeProbability(sample, expectedMaximumSharpe(46, 0.5 / 250))).toBeCloseTo(0.9505, 3);
  });

  it("is a coin toss against its own value, and certain of nothing", () => {
    const excess = Float64Array.of(0.01, -0.02, 0.03, 0.005);
    const [center, deviation] = [0.00625, Math.sqrt((0.00375 ** 2 + 0.02625 ** 2 + 0.02375 ** 2 + 0.00125 ** 2) / 3)];
    expect(probabilisticSharpe(excess, center / deviation)).toBeCloseTo(0.5, 12);
    expect(probabilisticSharpe(excess, 10)).toBeLessThan(1e-6);
  });

  it("expects nothing of a single try, and more of more tries", () => {
    expect(expectedMaximumSharpe(1, 0.04)).toBe(0);
    const luck = [2, 5, 10, 100, 1000].map((trials) => expectedMaximumSharpe(trials, 0.04));
    expect(luck).toEqual(luck.toSorted((a, b) => a - b));
    expect(expectedMaximumSharpe(10, 0)).toBe(0);
  });

  it("deflates: more tries, less certainty", () => {
    const excess = Float64Array.from({ length: 60 }, (_, index) => 0.002 + 0.01 * Math.sin(index * 1.7));
    const [one, ten, many] = [1, 10, 1000].map((trials) => deflatedSharpe(excess, trials, 0.01) ?? Number.NaN);
    expect(one).toBe(probabilisticSharpe(excess, 0));
    expect(ten).toBeLessThan(one ?? 0);
    expect(many).toBeLessThan(ten ?? 0);
  });

  it("is undefined without two returns, without volatility, and where the variance is not above 0", () => {
    expect(probabilisticSharpe(Float64Array.of(0.01), 0)).toBeNull();
    expect(probabilisticSharpe(Float64Array.of(0.01, 0.01, 0.01), 0)).toBeNull();
    expect(sharpeProbability({ sharpe: 1, count: 10, skew: 3, kurtosis: 1 }, 0)).toBeNull();
    expect(sharpeProbability({ sharpe: 1, count: 10, skew: 1, kurtosis: 1 }, 0)).toBeNull();
  });
});
