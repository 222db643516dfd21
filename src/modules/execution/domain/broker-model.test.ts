import { describe, expect, it } from "vitest";
import { type BrokerModel, checkBroker, DEFAULT_BROKER, DEFAULT_TERMS, type InstrumentTerms } from "./broker-model";

const refusal = (change: Partial<BrokerModel>, terms: Partial<InstrumentTerms> = {}) => {
  const checked = checkBroker({ ...DEFAULT_BROKER, ...change }, { ...DEFAULT_TERMS, ...terms });
  return checked.ok ? null : checked.error.path;
};

describe("checkBroker", () => {
  it("takes the defaults", () => {
    expect(checkBroker(DEFAULT_BROKER, DEFAULT_TERMS)).toEqual({ ok: true, value: DEFAULT_BROKER });
  });

  it.each([
    ["cash", { cash: 0 }, {}],
    ["cash", { cash: -1 }, {}],
    ["cash", { cash: 1e13 }, {}],
    ["cash", { cash: Number.NaN }, {}],
    ["commission.rate", { commission: { kind: "percent", rate: 1 } }, {}],
    ["commission.rate", { commission: { kind: "percent", rate: -0.001 } }, {}],
    ["slippage.bps", { slippage: { kind: "bps", bps: 10_000 } }, {}],
    ["slippage.bps", { slippage: { kind: "bps", bps: -1 } }, {}],
    ["commission.amount", { commission: { kind: "fixed", amount: -1 } }, {}],
    ["commission.min", { commission: { kind: "per_unit", amount: 1, min: -1 } }, {}],
    ["commission.rate", { commission: { kind: "fixed_plus_percent", amount: 1, rate: 2 } }, {}],
    ["slippage.ticks", { slippage: { kind: "ticks", ticks: -1 } }, { tick: 1 }],
    ["instrument.tick", { slippage: { kind: "ticks", ticks: 1 } }, {}],
    ["slippage.impact", { slippage: { kind: "volume_share", impact: 1 } }, {}],
    ["spreadBps", { spreadBps: -1 }, {}],
    ["margin.initial", { margin: { initial: 0, maintenance: 0 } }, {}],
    ["margin.maintenance", { margin: { initial: 0.5, maintenance: 0.6 } }, {}],
    ["volumeShareMax", { volumeShareMax: 0 }, {}],
    ["fill", { profile: "backtrader", fill: "this_close" }, {}],
    ["margin", { profile: "backtrader", margin: { initial: 0.5, maintenance: 0.25 } }, {}],
    ["volumeShareMax", { profile: "backtrader", volumeShareMax: 0.5 }, {}],
    ["spreadBps", { profile: "backtrader", spreadBps: 1 }, {}],
    ["slippage.kind", { profile: "backtrader", slippage: { kind: "volume_share", impact: 0.1 } }, {}],
    ["shorting", { profile: "backtrader", shorting: false }, {}],
    ["instrument.multiplier", {}, { multiplier: 0 }],
    ["instrument.multiplier", {}, { multiplier: Number.POSITIVE_INFINITY }],
    ["instrument.tick", {}, { tick: 0 }],
    ["instrument.lot", {}, { lot: -1 }],
  ] as const)("names %s for %o %o and says what would pass", (path, change, terms) => {
    expect(refusal(change, terms)).toBe(path);
  });

  it("takes the bounds themselves", () => {
    expect(
      refusal({ cash: 1e12, slippage: { kind: "bps", bps: 9_999 }, commission: { kind: "percent", rate: 0.999 } }),
    ).toBeNull();
    expect(refusal({ commission: { kind: "percent", rate: 0 }, slippage: { kind: "bps", bps: 0 } })).toBeNull();
  });
});
