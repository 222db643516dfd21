import { describe, expect, it } from "vitest";
import { calc, refusal } from "./testing/calling";

const lot = { id: 1, qty: "2", price: "10", date: "2020-01-01" };
const sale = { date: "2021-06-01", side: "sell", qty: "3", price: "12", fees: "1" };
const request = { method: "fifo", lots: [lot], transactions: [sale] };

describe("calc lots", () => {
  it("answers in decimal text", () => {
    expect(calc("lots", { ...request, transactions: [{ ...sale, fees: "0.3" }] }).value).toEqual({
      lots: [{ id: "transaction-1", qty: "-1", price: "12", date: "2021-06-01", fees: "0.1" }],
      disposals: [
        {
          lotId: 1,
          qty: "2",
          proceeds: "23.8",
          cost: "20",
          gain: "3.8",
          term: "long",
          transaction: 0,
          date: "2021-06-01",
        },
      ],
      realized: "3.8",
      washSales: [],
    });
    expect(calc("lots", { method: "hifo", lots: [], transactions: [] }).value).toEqual({
      lots: [],
      disposals: [],
      realized: "0",
      washSales: [],
    });
  });

  it("names what is wrong", () => {
    const withSale = (change: object) => ({ ...request, transactions: [{ ...sale, ...change }] });
    expect(refusal("lots", withSale({ qty: "0" }))).toBe("input.invalid transactions[0].qty");
    expect(refusal("lots", withSale({ qty: 3 }))).toBe("input.invalid transactions[0].qty");
    expect(refusal("lots", withSale({ price: "NaN" }))).toBe("input.invalid transactions[0].price");
    expect(refusal("lots", withSale({ price: "1e308" }))).toBe("input.invalid transactions[0].price");
    expect(refusal("lots", withSale({ fee: "1" }))).toBe("input.unknown_field transactions[0].fee");
    expect(refusal("lots", { ...request, method: "filo" })).toBe("input.invalid method");
    expect(refusal("lots", { ...request, lots: [lot, lot] })).toBe("lots.duplicate_id lots[1].id");
    expect(refusal("lots", { ...request, lots: [lot, { ...lot, id: "b", qty: "-1" }] })).toBe(
      "lots.mixed_sides lots[1].qty",
    );
    expect(refusal("lots", { ...request, lots: [{ ...lot, qty: "0" }] })).toBe("lots.empty_lot lots[0].qty");
    const specific = { ...request, method: "specific" };
    expect(refusal("lots", { ...specific, transactions: [{ ...sale, qty: "1" }] })).toBe(
      "lots.not_enough transactions[0].lotIds",
    );
    expect(refusal("lots", { ...specific, transactions: [{ ...sale, lotIds: [1, 2] }] })).toBe(
      "lots.unknown_lot transactions[0].lotIds[1]",
    );
  });
});
