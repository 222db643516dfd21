import { describe, expect, it } from "vitest";
import { timeZoneOf } from "@/modules/data";
import { type BacktestSpec, checkSpec, windowOf } from "./backtest-spec";

const SPEC: BacktestSpec = {
  strategy: "sma-cross",
  params: { fast: 10, slow: 30 },
  symbol: "SPY",
  resolution: "1d",
  from: "2000-01-01",
  to: "2020-12-31",
  adjustment: "raw",
  cash: 100_000,
  commissionPercent: 0.1,
  slippageBps: 5,
};
const refusal = (change: object) => {
  const checked = checkSpec({ ...SPEC, ...change });
  if (checked.ok) return null;
  const { error } = checked;
  if (error.kind === "backtest.spec_invalid") return `${error.path}: ${error.expected}`;
  return error.kind === "strategy.params_invalid" ? error.issues[0]?.path : error.kind;
};
const zone = (name: string) => {
  const found = timeZoneOf(name);
  if (!found.ok) throw new Error(name);
  return found.value;
};

describe("checkSpec", () => {
  it("completes the parameters and turns percent and basis points into the broker's fractions", () => {
    const checked = checkSpec(SPEC);
    expect(checked.ok && checked.value.spec.params).toEqual({ fast: 10, slow: 30, quantity: 10 });
    expect(checked.ok && checked.value.broker).toMatchObject({
      cash: 100_000,
      commission: { kind: "percent", rate: 0.001 },
      slippage: { kind: "bps", bps: 5 },
      fill: "next_open",
    });
    expect(checked.ok && checked.value.definition.version).toBe("1");
  });

  it("names the field that is wrong and what would pass", () => {
    expect(refusal({ strategy: "unknown" })).toBe("strategy.not_found");
    expect(refusal({ params: { fast: 30, slow: 10 } })).toBe("fast");
    expect(refusal({ from: "2021-01-01" })).toBe("to: from 2021-01-01 on: the end is before the start");
    expect(refusal({ from: "2020-02-30" })).toBe("from: a date like 2020-12-31");
    expect(refusal({ to: "yesterday" })).toBe("to: a date like 2020-12-31");
    expect(refusal({ cash: 0 })).toContain("cash: above 0");
    expect(refusal({ cash: Number.NaN })).toContain("cash: above 0");
    expect(refusal({ commissionPercent: 100 })).toBe("commissionPercent: from 0, below 100");
    expect(refusal({ slippageBps: -1 })).toContain("slippageBps: from 0");
    expect(refusal({ resolution: "2d" })).toContain("resolution");
    expect(refusal({ from: "2020-12-31", to: "2020-12-31" })).toBeNull();
    expect(refusal({ from: null, to: null })).toBeNull();
  });
});

describe("windowOf", () => {
  const iso = (range: { fromMs: number; toMs: number }) => [
    new Date(range.fromMs).toISOString(),
    new Date(range.toMs).toISOString(),
  ];
  const utc = zone("UTC");

  it("holds both dates", () => {
    expect(iso(windowOf({ from: "2020-01-02", to: "2020-01-03", resolution: "1d" }, utc))).toEqual([
      "2020-01-02T00:00:00.000Z",
      "2020-01-04T00:00:00.000Z",
    ]);
  });

  it("takes session bars by date and shorter bars by the clocks of the exchange", () => {
    const newYork = zone("America/New_York");
    const day = { from: "2020-03-08", to: "2020-03-08" };
    expect(iso(windowOf({ ...day, resolution: "1d" }, newYork))[0]).toBe("2020-03-08T00:00:00.000Z");
    // The day on which clocks go forward has 23 hours.
    expect(iso(windowOf({ ...day, resolution: "1m" }, newYork))).toEqual([
      "2020-03-08T05:00:00.000Z",
      "2020-03-09T04:00:00.000Z",
    ]);
  });

  it("begins a day without midnight when clocks would have shown it", () => {
    // In Sao Paulo clocks went from 00:00 to 01:00 on 2018-11-04.
    const [from] = iso(windowOf({ from: "2018-11-04", to: null, resolution: "1m" }, zone("America/Sao_Paulo")));
    expect(from).toBe("2018-11-04T03:00:00.000Z");
  });

  it("is all of time without dates", () => {
    const { fromMs, toMs } = windowOf({ from: null, to: null, resolution: "1d" }, utc);
    expect([fromMs, toMs]).toEqual([-8.64e15, 8.64e15]);
  });
});
