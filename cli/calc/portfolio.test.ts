import { describe, expect, it } from "vitest";
import { calc, refusal } from "./testing/calling";

const deposit = { type: "deposit", date: "2020-01-01", currency: "USD", amount: "1000" };
const buy = { type: "buy", date: "2020-01-01", symbol: "A", qty: "10", price: "50", currency: "USD", fees: "1" };
const request = {
  baseCurrency: "USD",
  asOf: "2020-12-31",
  method: "fifo",
  activities: [deposit, buy, { type: "split", date: "2020-02-01", symbol: "A", ratio: "2" }],
  prices: { A: { "2020-01-01": "50", "2020-12-31": "30" } },
};

describe("calc portfolio", () => {
  it("answers in decimal text", () => {
    expect(calc("portfolio", request).value).toMatchObject({
      positions: [
        { symbol: "A", qty: "20", averageCost: "25.05", investment: "501", marketValue: "600", unrealized: "99" },
      ],
      cash: { USD: "499" },
      totals: { value: "1099", realized: "0", fees: "1" },
      twr: expect.closeTo(1099 / 999 - 1, 12),
      history: [
        { date: "2020-01-01", value: "999", netFlow: "1000" },
        { date: "2020-02-01", value: "1499", netFlow: "0" },
        { date: "2020-12-31", value: "1099", netFlow: "0" },
      ],
      missing: [],
    });
    expect(calc("portfolio", { ...request, activities: [], prices: {} }).value).toMatchObject({
      positions: [],
      totals: { value: "0" },
      twr: 0,
      xirr: null,
    });
  });

  it("names what is wrong", () => {
    const withBuy = (change: object) =>
      refusal("portfolio", { ...request, activities: [deposit, { ...buy, ...change }] });
    expect(withBuy({ qty: "-1" })).toBe("input.invalid activities[1].qty");
    expect(withBuy({ price: undefined })).toBe("input.invalid activities[1].price");
    expect(withBuy({ currency: undefined })).toBe("input.invalid activities[1].currency");
    expect(withBuy({ type: "gift" })).toBe("input.invalid activities[1].type");
    expect(withBuy({ note: "x" })).toBe("input.unknown_field activities[1].note");
    expect(withBuy({ type: "deposit", amount: "0" })).toBe("input.invalid activities[1].amount");
    expect(withBuy({ type: "transfer", qty: "-1" })).toBe("portfolio.not_held activities[1].qty");
    expect(refusal("portfolio", { ...request, prices: { A: { "2020-13-01": "1" } } })).toBe(
      "input.invalid prices.A.2020-13-01",
    );
    expect(refusal("portfolio", { ...request, fx: { EURUSD: { "2020-01-01": "0" } } })).toBe(
      "input.invalid fx.EURUSD.2020-01-01",
    );
  });
});
