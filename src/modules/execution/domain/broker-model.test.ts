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
