import { describe, expect, it } from "vitest";
import { type Figure, growthExponent, ratioOf, toLines } from "./figure";

const figure = (change: Partial<Figure> = {}): Figure => ({
  row: 1,
  what: "engine",
  bars: 1000,
  value: 100,
  unit: "bars/s",
  against: "loop",
  againstValue: 400,
  ...change,
});

describe("figures", () => {
  it("call better than the other above 1, for speed, time and memory alike", () => {
    expect(ratioOf(figure())).toBe(0.25);
    expect(ratioOf(figure({ unit: "ms", value: 50, againstValue: 100 }))).toBe(2);
    expect(ratioOf(figure({ unit: "MB", value: 200, againstValue: 100 }))).toBe(0.5);
  });

  it("tell how cost grows: 1 is linear", () => {
    expect(growthExponent(figure(), figure({ bars: 10_000 }))).toBeCloseTo(1, 12);
    expect(growthExponent(figure(), figure({ bars: 10_000, value: 10 }))).toBeCloseTo(2, 12);
    const [small, large] = [figure({ unit: "ms", value: 5 }), figure({ unit: "ms", value: 5, bars: 10_000 })];
    expect(growthExponent(small, large)).toBeCloseTo(0, 12);
  });

  it("print one line each, the growth behind the larger size", () => {
    const lines = toLines([figure(), figure({ bars: 10_000, value: 2_500_000, againstValue: 5_000_000 })]);
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/^1 {4}engine {2}1,000 .*0\.25$/);
    expect(lines[2]).toMatch(/2\.50 M bars\/s .*0\.50 {3}size\^-3\.40$/);
  });
});
