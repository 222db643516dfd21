import { describe, expect, it } from "vitest";
import { EpochMs } from "@/modules/_kernel";
import { fillsOfTrade, spanOfTrade } from "./trade-fills";

const fills = {
  time: Float64Array.of(1, 5, 5, 9),
  price: Float64Array.of(10, 11, 11, 12),
  quantity: Float64Array.of(3, -3, 2, -2),
};
const trade = (side: "long" | "short", entry: number, exit: number) => ({
  side,
  entryMs: EpochMs.of(entry),
  exitMs: EpochMs.of(exit),
});

describe("fillsOfTrade", () => {
  it("tells the exit of one trade from the entry of the next on the same bar", () => {
    expect(fillsOfTrade(fills, trade("long", 1, 5))).toEqual([0, 1]);
    expect(fillsOfTrade(fills, trade("long", 5, 9))).toEqual([2, 3]);
    expect(fillsOfTrade(fills, trade("short", 5, 5))).toEqual([1, 2]);
  });

  it("finds nothing where nothing was filled", () => {
    expect(fillsOfTrade(fills, trade("long", 2, 3))).toEqual([]);
  });
});

describe("spanOfTrade", () => {
  it("shows what came before and after, and enough of it for a short trade", () => {
    expect(spanOfTrade(trade("long", 1_000, 2_000), 1)).toEqual({ fromMs: 400, toMs: 2_600 });
    expect(spanOfTrade(trade("long", 1_000, 1_000), 10)).toEqual({ fromMs: 800, toMs: 1_200 });
  });
});
