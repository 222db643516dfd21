import { describe, expect, it } from "vitest";
import { groupTrades } from "./group-trades";

describe("groupTrades", () => {
  it("sums what belongs together, and has a group for what has nothing", () => {
    const groups = groupTrades(Float64Array.of(5, -2, 3, 0), Float64Array.of(1, 1, 2, 2), 4);
    expect(groups).toEqual([
      { trades: 0, wins: 0, pnl: 0 },
      { trades: 2, wins: 1, pnl: 3 },
      { trades: 2, wins: 1, pnl: 3 },
      { trades: 0, wins: 0, pnl: 0 },
    ]);
  });

  it("leaves out a trade that belongs nowhere", () => {
    const groups = groupTrades(Float64Array.of(5, 6, 7), Float64Array.of(-1, 2, Number.NaN), 2);
    expect(groups.map(({ trades }) => trades)).toEqual([0, 0]);
  });
});
