import { describe, expect, it } from "vitest";
import { listOf } from "./registry";
import { calc, refusal } from "./testing/calling";

const risk = { method: "risk", side: "buy", price: "198", stop: "194.2", equity: "284310.61", risk: "0.002" };
const weight = { price: "50", equity: "100000" };
const volatility = { method: "volatility", ...weight, volatility: "0.3", target: "0.1" };
const equal = { method: "equal", ...weight, positions: 7 };

describe("calc size", () => {
  it.each([
    // 1000 / 199.2 is 5.02: 5, worth 996.
    ["a value", { method: "value", price: "199.2", value: "1000" }, { qty: "5", value: "996" }],
    // 284 310.61 · 0.2 % is 568.62122; 3.80 lost a share: 149, which lose 566.20.
    ["a risk to the stop", risk, { qty: "149", value: "29502", loss: "566.2" }],
    ["the same of a sale", { ...risk, side: "sell", stop: "201.8" }, { qty: "149", loss: "566.2" }],
    // A euro costs 1.1 dollars: 4.18 lost a share, 568.62 / 4.18 is 136.03.
    ["the same in another currency", { ...risk, fxRate: "1.1" }, { qty: "136", loss: "568.48" }],
    // 10 % over 30 % is a third of 100 000: 666 at 50.
    ["a volatility target", volatility, { qty: "666", value: "33300", weight: "0.333" }],
    ["a calm instrument, no more than all", { ...volatility, volatility: "0.05" }, { qty: "2000", weight: "1" }],
    ["on margin", { ...volatility, volatility: "0.05", weightMax: "1.5" }, { qty: "3000", weight: "1.5" }],
    // 100 000 / 7 is 14 285.71: 285 at 50.
    ["an equal weight", equal, { qty: "285", value: "14250", weight: "0.1425" }],
    ["half of the equity, by eight", { ...equal, positions: 8, share: "0.5" }, { qty: "125", weight: "0.0625" }],
    // 5 000 · 50 is 250 000 a contract.
    ["contracts", { ...equal, price: "5000", multiplier: "50", equity: "3000000", positions: 4 }, { qty: "3" }],
    ["fractions of a coin", { method: "value", price: "60000", lot: "0.00001", value: "1000" }, { qty: "0.01666" }],
  ])("is of %s", (_what, input, expected) => {
    const { good, value } = calc("size", input);
    expect([good, value]).toMatchObject([true, expected]);
  });

  it("names what is wrong", () => {
    expect(refusal("size", { ...risk, stop: "199" })).toBe("size.stop_wrong_side stop");
    expect(refusal("size", { ...risk, equity: "100" })).toBe("size.below_lot risk");
    expect(refusal("size", { ...volatility, target: "0.0001" })).toBe("size.below_lot target");
    expect(refusal("size", { ...equal, positions: 2_001 })).toBe("size.below_lot positions");
    expect(refusal("size", { method: "value", price: "10", value: "9.99" })).toBe("size.below_lot value");
    expect(refusal("size", { ...risk, risk: "1.5" })).toBe("input.invalid risk");
    expect(refusal("size", { ...risk, risk: 0.01 })).toBe("input.invalid risk");
    expect(refusal("size", { ...risk, side: "long" })).toBe("input.invalid side");
    expect(refusal("size", { ...equal, positions: 0 })).toBe("input.invalid positions");
    expect(refusal("size", { ...equal, equity: "-1" })).toBe("input.invalid equity");
    expect(refusal("size", { ...equal, stop: "1" })).toBe("input.unknown_field stop");
    expect(refusal("size", { ...equal, method: "kelly" })).toBe("input.invalid method");
    expect(refusal("size", { method: "equal", equity: "1", positions: 2 })).toBe("input.invalid price");
  });

  it("is in the list", () => {
    expect(JSON.stringify(listOf(null))).toContain('"name":"size"');
  });
});
