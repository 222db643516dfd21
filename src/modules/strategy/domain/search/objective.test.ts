import { describe, expect, it } from "vitest";
import { scoreOf } from "./objective";

const STATS = {
  sharpe: 1.5,
  sortino: null,
  calmar: 2,
  totalReturn: 0.1,
  cagr: 0.05,
  profitFactor: 1.2,
  averageTrade: 3,
  winRate: 0.4,
  maxDrawdown: -0.2,
  finalEquity: 110_000,
  trades: 9,
};

describe("a score", () => {
  it("is the objective, and none where it is undefined or there were too few trades", () => {
    expect(scoreOf(STATS, { objective: "sharpe", minTrades: 9 })).toBe(1.5);
    expect(scoreOf(STATS, { objective: "maxDrawdown", minTrades: 0 })).toBe(-0.2);
    expect(scoreOf(STATS, { objective: "sharpe", minTrades: 10 })).toBeNaN();
    expect(scoreOf(STATS, { objective: "sortino", minTrades: 0 })).toBeNaN();
  });
});
