import { describe, expect, it } from "vitest";
import { checkSearch } from "@/modules/strategy";
import { DESK_ROOM, heatMap, heatShare } from "./heat-cells";

const spaceOf = (to: number) => {
  const checked = checkSearch({
    strategy: "sma-cross",
    symbol: "SEED",
    resolution: "1d",
    from: null,
    to: null,
    adjustment: "raw",
    cash: 1_000,
    commissionPercent: 0,
    slippageBps: 0,
    ranges: {
      fast: { kind: "range", from: 1, to: 2, step: 1 },
      slow: { kind: "range", from: 10, to, step: 1 },
      quantity: { kind: "range", from: 1, to: 2, step: 1 },
    },
    constraints: [],
    method: { kind: "grid" },
    seed: 1,
    objective: "sharpe",
    minTrades: 0,
    walkForward: null,
  });
  if (!checked.ok) throw new Error(checked.error.kind);
  return checked.value.space;
};

describe("heatMap", () => {
  const space = spaceOf(12);
  /** Points are fast, slow, quantity; the last moves fastest. */
  const map = heatMap(
    space,
    { x: 1, y: 0 },
    {
      point: Float64Array.of(0, 1, 2, 6, 11),
      score: Float64Array.of(3, 5, Number.NaN, 1, Number.POSITIVE_INFINITY),
    },
    DESK_ROOM,
  );

  it("shows of each pair of values the best of the other parameters, and tells untried from scoreless", () => {
    expect(map.rows.map((row) => row.map((cell) => cell?.score))).toEqual([
      [5, Number.NaN, undefined],
      [1, undefined, Number.POSITIVE_INFINITY],
    ]);
    expect(map.rows[0]?.[0]?.point).toBe(1);
    expect([map.lowest, map.highest]).toEqual([1, 5]);
  });

  it("colours from the worst to the best", () => {
    expect([1, 3, 5, Number.POSITIVE_INFINITY].map((score) => heatShare(map, score))).toEqual([0, 0.5, 1, 1]);
    expect(heatShare({ lowest: 2, highest: 2 }, 2)).toBe(1);
  });

  it("draws a finer axis in as many cells as a screen can tell apart, and loses no combination", () => {
    const fine = spaceOf(1_009);
    const all = Float64Array.from({ length: fine.points }, (_, point) => point);
    const drawn = heatMap(fine, { x: 1, y: 0 }, { point: all, score: all }, { across: 12, up: 20 });
    expect(drawn.rows[0]).toHaveLength(12);
    expect(drawn.rows.flat().every((cell) => cell !== null)).toBe(true);
    expect(drawn.highest).toBe(fine.points - 1);
  });
});
