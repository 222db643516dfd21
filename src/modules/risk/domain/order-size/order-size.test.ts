import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exact } from "@/modules/_kernel";
import { type RiskSize, sizeByEqualWeight, sizeByRisk, sizeByValue, sizeByVolatility } from "./order-size";

const terms = { price: exact("199.2"), multiplier: exact(1), lot: exact(1) };
const risk: RiskSize = {
  ...terms,
  price: exact(198),
  side: "buy",
  stop: exact("194.2"),
  equity: exact("284310.61"),
  fxRate: exact(1),
};
const written = (result: ReturnType<typeof sizeByValue>) => (result.ok ? result.value.toFixed() : result.error);

describe("a size by value", () => {
  it.each([
    ["whole shares, rounded down", "1000", terms, "5"],
    ["an amount that fits exactly", "1992", terms, "10"],
    ["a fraction where the lot is one", "1000", { ...terms, price: exact(60_000), lot: exact("0.00001") }, "0.01666"],
    ["a future by its multiplier", "600000", { ...terms, price: exact(5_000), multiplier: exact(50) }, "2"],
    // In doubles 0.3 / 0.1 is below 3.
    ["without the noise of doubles", "0.3", { ...terms, price: exact("0.1") }, "3"],
    ["round lots of a hundred", "50000", { ...terms, lot: exact(100) }, "200"],
  ])("is %s", (_what, value, size, expected) => {
    expect(written(sizeByValue(exact(value), size))).toBe(expected);
  });

  it("names the least that passes when the amount is too small for one lot", () => {
    expect(written(sizeByValue(exact(199), terms))).toEqual({ kind: "size.below_lot", least: "199.2" });
  });

  it.each([null, exact(0), exact("-1")])("is refused without a price above 0", (price) => {
    expect(written(sizeByValue(exact(1_000), { ...terms, price }))).toEqual({ kind: "size.price_unknown" });
  });
});

const weight = { ...terms, price: exact(50), equity: exact(100_000), fxRate: exact(1) };

describe("a size by equal weight", () => {
  it.each([
    // 100 000 / 7 is 14 285.71: 285 at 50.
    ["a seventh of the equity", 7, "1", weight, "285"],
    ["of a part of the equity", 4, "0.5", weight, "250"],
    ["without the noise of doubles", 3, "1", { ...weight, price: exact("0.1"), equity: exact("0.9") }, "3"],
    ["in another currency by its rate", 4, "1", { ...weight, fxRate: exact("1.25") }, "400"],
  ])("is %s", (_what, positions, share, size, expected) => {
    expect(written(sizeByEqualWeight(positions, exact(share), size))).toBe(expected);
  });

  it("is refused for what is not known, and names the least that passes", () => {
    expect(written(sizeByEqualWeight(2, exact(1), { ...weight, price: null }))).toEqual({ kind: "size.price_unknown" });
    expect(written(sizeByEqualWeight(2, exact(1), { ...weight, equity: null }))).toEqual({
      kind: "size.equity_unknown",
    });
    expect(written(sizeByEqualWeight(2, exact(1), { ...weight, fxRate: null }))).toEqual({ kind: "size.rate_unknown" });
    expect(written(sizeByEqualWeight(2_001, exact(1), weight))).toEqual({ kind: "size.below_lot", least: "50" });
  });
});

describe("a size by volatility", () => {
  const by = (target: string, volatility: string, weightMax = "1") =>
    written(
      sizeByVolatility({ target: exact(target), volatility: exact(volatility), weightMax: exact(weightMax) }, weight),
    );
  it.each([
    // 10 % over 40 % is a quarter of 100 000: 25 000 at 50.
    ["target over volatility of the equity", "0.1", "0.4", "1", "500"],
    // 10 % over 30 % is a third: 33 333.33 at 50.
    ["rounded down to whole lots", "0.1", "0.3", "1", "666"],
    ["no more than its largest part", "0.1", "0.05", "1", "2000"],
    ["more than the equity where that is allowed", "0.1", "0.05", "1.5", "3000"],
    ["exactly its largest part", "0.1", "0.1", "1", "2000"],
  ])("is %s", (_what, target, volatility, weightMax, expected) => {
    expect(by(target, volatility, weightMax)).toBe(expected);
  });

  it("names the least that passes where it is less than a lot", () => {
    expect(by("0.0001", "0.9")).toEqual({ kind: "size.below_lot", least: "50" });
  });
});

describe("a size by risk", () => {
  it.each([
    // 284,310.61 · 0.2 % = 568.62; a share loses 3.80 to the stop.
    ["of the equity to the stop", "0.2", risk, "149"],
    ["of a sale, whose stop is above", "0.2", { ...risk, side: "sell" as const, stop: exact("201.8") }, "149"],
    // The same loss in euros costs 10 % more dollars.
    ["in another currency by its rate", "0.2", { ...risk, fxRate: exact("1.1") }, "136"],
    ["of a future by its multiplier", "2", { ...risk, multiplier: exact(50) }, "29"],
  ])("is a share %s", (_what, percent, size, expected) => {
    expect(written(sizeByRisk(exact(percent), size))).toBe(expected);
  });

  it.each([
    ["no price", { price: null }, { kind: "size.price_unknown" }],
    ["no stop", { stop: null }, { kind: "size.stop_missing" }],
    ["a stop above a buy", { stop: exact(199) }, { kind: "size.stop_wrong_side", price: "198" }],
    ["a stop at the entry", { stop: exact(198) }, { kind: "size.stop_wrong_side", price: "198" }],
    ["a stop below a sale", { side: "sell" as const }, { kind: "size.stop_wrong_side", price: "198" }],
    ["an unknown equity", { equity: null }, { kind: "size.equity_unknown" }],
    ["an equity that is gone", { equity: exact("-3") }, { kind: "size.equity_unknown" }],
    ["an unknown rate", { fxRate: null }, { kind: "size.rate_unknown" }],
    ["too little for one lot", { equity: exact(100) }, { kind: "size.below_lot", least: "3.8" }],
  ])("is refused with %s", (_what, change, error) => {
    expect(written(sizeByRisk(exact("0.2"), { ...risk, ...change }))).toEqual(error);
  });
});

const positive = fc.integer({ min: 1, max: 10_000_000 }).map((cents) => exact(cents).times(exact("0.01")));

it("spends no more than was said, and one lot more would", () => {
  fc.assert(
    fc.property(positive, positive, fc.constantFrom("1", "0.001", "100"), (value, price, lot) => {
      const size = { price, multiplier: exact(1), lot: exact(lot) };
      const result = sizeByValue(value, size);
      const qty = result.ok ? result.value : exact(0);
      expect(qty.times(price).lte(value)).toBe(true);
      expect(qty.plus(size.lot).times(price).gt(value)).toBe(true);
      // A whole number of lots.
      expect(exact(qty.wholeTimes(size.lot).toString()).times(size.lot).eq(qty)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

it("loses no more at the stop than was said, and one lot more would", () => {
  fc.assert(
    fc.property(positive, positive, positive, fc.constantFrom("0.1", "1", "2.5"), (equity, stop, distance, percent) => {
      const size = { ...risk, equity, stop, price: stop.plus(distance), lot: exact("0.01") };
      const result = sizeByRisk(exact(percent), size);
      const qty = result.ok ? result.value : exact(0);
      const most = equity.times(exact(percent)).times(exact("0.01"));
      expect(qty.times(distance).lte(most)).toBe(true);
      expect(qty.plus(size.lot).times(distance).gt(most)).toBe(true);
    }),
    { numRuns: 200 },
  );
});
