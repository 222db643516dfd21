import { describe, expect, it } from "vitest";
import { checkSearch, type SearchSpec, trialSpec } from "./search-spec";

const SPEC: SearchSpec = {
  strategy: "sma-cross",
  symbol: "SEED",
  resolution: "1d",
  from: null,
  to: null,
  adjustment: "raw",
  cash: 100_000,
  commissionPercent: 0.1,
  slippageBps: 1,
  ranges: { fast: { kind: "range", from: 5, to: 50, step: 5 }, slow: { kind: "range", from: 60, to: 240, step: 20 } },
  constraints: [{ left: "fast", comparison: "<", right: "slow" }],
  method: { kind: "grid" },
  seed: 1,
  objective: "sharpe",
  minTrades: 10,
  walkForward: { mode: "rolling", windows: 5, trainRatio: 3, embargoBars: 0 },
};

describe("checkSearch", () => {
  it("takes a request whose every number is right", () => {
    const checked = checkSearch(SPEC);
    expect(checked.ok && checked.value.space.points).toBe(100);
    expect(checked.ok && checked.value.accepts({ fast: 9, slow: 9, quantity: 1 })).toBe(false);
  });

  it.each([
    [{ strategy: "nope" }, { kind: "strategy.not_found" }],
    [{ cash: 0 }, { path: "cash" }],
    [{ ranges: { nope: { kind: "fixed", value: 1 } } }, { path: "ranges.nope" }],
    [{ constraints: [{ left: "nope", comparison: "<", right: 1 }] }, { path: "constraints.0.left" }],
    [{ method: { kind: "random", trials: 0 } }, { path: "method.trials" }],
    [{ method: { kind: "tpe", trials: 6_000 } }, { path: "method.trials", expected: "a whole number from 1 to 5000" }],
    [{ objective: "nope" }, { path: "objective" }],
    [{ minTrades: -1 }, { path: "minTrades" }],
    [{ seed: 0.5 }, { path: "seed" }],
    [{ walkForward: { ...SPEC.walkForward, windows: 0 } }, { path: "walkForward.windows" }],
    [
      {
        ranges: {
          fast: { kind: "range", from: 1, to: 1_000, step: 1 },
          slow: { kind: "range", from: 1, to: 1_000, step: 1 },
          quantity: { kind: "range", from: 1, to: 1_000, step: 1 },
        },
      },
      { kind: "search.grid_too_large", points: 1e9, limit: 100_000 },
    ],
  ])("refuses %j at its place", (change, error) => {
    expect(checkSearch({ ...SPEC, ...change } as SearchSpec)).toMatchObject({ ok: false, error });
  });

  it("lets a huge space be drawn from", () => {
    const quantity = { kind: "range", from: 1, to: 1_000, step: 1 } as const;
    const ranges = { ...SPEC.ranges, quantity };
    expect(checkSearch({ ...SPEC, ranges, method: { kind: "random", trials: 50 } }).ok).toBe(true);
  });

  it("makes of a combination the request for a backtest", () => {
    expect(Object.keys(trialSpec(SPEC, { fast: 1 }))).toEqual([
      "strategy",
      "params",
      "symbol",
      "resolution",
      "from",
      "to",
      "adjustment",
      "cash",
      "commissionPercent",
      "slippageBps",
    ]);
  });
});
