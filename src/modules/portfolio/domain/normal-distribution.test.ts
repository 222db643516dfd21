import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalCdf, normalQuantile } from "./normal-distribution";

describe("normal distribution", () => {
  // scipy 1.17: stats.norm.cdf(x).
  it.each([
    [-10, 7.61985302416047e-24],
    [-6, 9.865876450376946e-10],
    [-3, 0.0013498980316300933],
    [-1.5, 0.06680720126885807],
    [-1, 0.15865525393145707],
    [-0.3, 0.3820885778110474],
    [0, 0.5],
    [0.5, 0.6914624612740131],
    [2, 0.9772498680518208],
    [8, 0.9999999999999993],
  ])("Φ(%f) = %f", (x, expected) => {
    expect(Math.abs(normalCdf(x) / expected - 1)).toBeLessThan(1e-13);
  });

  // scipy 1.17: stats.norm.ppf(p).
  it.each([
    [1e-300, -37.0470962993612],
    [1e-15, -7.941345326170998],
    [1e-5, -4.264890793922825],
    [0.001, -3.090232306167813],
    [0.025, -1.9599639845400545],
    [0.05, -1.6448536269514729],
    [0.3, -0.5244005127080409],
    [0.95, 1.6448536269514722],
    [0.999999, 4.753424308817087],
  ])("Φ⁻¹(%f) = %f", (probability, expected) => {
    expect(Math.abs(normalQuantile(probability) / expected - 1)).toBeLessThan(2e-15);
  });

  it("is each other's inverse, and symmetric", () => {
    fc.assert(
      fc.property(fc.double({ min: -6, max: 6, noNaN: true }), (x) => {
        expect(normalQuantile(normalCdf(x))).toBeCloseTo(x, 6);
        expect(normalCdf(x) + normalCdf(-x)).toBeCloseTo(1, 14);
      }),
    );
  });

  it("knows the edges", () => {
    expect([normalCdf(-40), normalCdf(40), normalQuantile(0.5)]).toEqual([0, 1, 0]);
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect(normalCdf(Number.NaN)).toBeNaN();
    expect(() => normalQuantile(1.1)).toThrow("a probability is from 0 to 1");
    expect(() => normalQuantile(Number.NaN)).toThrow("a probability is from 0 to 1");
  });
});
