import { describe, expect, it } from "vitest";
import { type BacktestSpec, DEFAULT_COSTS } from "../backtest-spec";
import { checkPortfolioSpec } from "./portfolio-spec";

const usual: BacktestSpec = {
  strategy: "dual-momentum",
  params: {},
  symbol: "SPY",
  others: ["TLT"],
  resolution: "1d",
  from: null,
  to: null,
  adjustment: "split",
  ...DEFAULT_COSTS,
};

describe("checkPortfolioSpec", () => {
  it("completes the parameters of a request that passes", () => {
    const checked = checkPortfolioSpec({ ...usual, params: { hold: 2 } });
    expect(checked.ok && checked.value.spec.params).toEqual({ lookback: 252, rebalance: 21, hold: 2, reserve: 2 });
  });

  it.each<[string, Partial<BacktestSpec>, object]>([
    ["one instrument for a rotation", { others: [] }, { path: "others", expected: "2 to 100 instruments together" }],
    [
      "three for a pair",
      { strategy: "pairs", symbol: "A", others: ["B", "C"] },
      { path: "others", expected: "2 instruments together" },
    ],
    [
      "one twice",
      { symbol: "A", others: ["B", "A"] },
      { path: "others", expected: "each instrument once: A is there twice" },
    ],
    [
      "a rate below 0",
      { financing: { creditPercent: 0, debitPercent: -1, borrowPercent: 0 } },
      { path: "financing.debitPercent", expected: "percent a year, from 0 to 100" },
    ],
    [
      "base bars as long as those it decides on",
      { strategy: "three-step", resolution: "1h" },
      { path: "resolution", expected: "shorter than 1h: it decides on 1h and 1d bars as well" },
    ],
    ["an end before the start", { from: "2020-01-02", to: "2020-01-01" }, { path: "to" }],
    ["no cash", { cash: 0 }, { path: "cash" }],
    ["a strategy on one instrument", { strategy: "sma-cross" }, { kind: "strategy.not_found" }],
    ["a bad parameter", { params: { hold: 0 } }, { kind: "strategy.params_invalid" }],
  ])("refuses %s", (_, change, error) => {
    expect(checkPortfolioSpec({ ...usual, ...change })).toMatchObject({ ok: false, error });
  });
});
