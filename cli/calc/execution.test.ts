import { describe, expect, it } from "vitest";
import { calc, refusal } from "./testing/calling";

describe("calc fees", () => {
  const fill = { qty: "100", price: "10", side: "buy" };

  it("answers one fee a fill, and their total", () => {
    const schedule = [
      { kind: "percent", rate: "0.001", min: "2", max: "50" },
      { kind: "fixed", amount: "0.5" },
    ];
    expect(calc("fees", { schedule, fills: [fill, { ...fill, qty: "1000" }] }).value).toEqual({
      fees: ["2.5", "10.5"],
      total: "13",
    });
    expect(calc("fees", { schedule: [], fills: [] }).value).toMatchObject({ fees: [], total: "0" });
  });

  it("takes the liquidity of a fill, and a taker where it is not known", () => {
    const schedule = [{ kind: "maker_taker", maker: "-0.0001", taker: "0.0005" }];
    const fills = [{ ...fill, liquidity: "maker" }, { ...fill, liquidity: "taker" }, fill];
    expect(calc("fees", { schedule, fills }).value).toEqual({ fees: ["-0.1", "0.5", "0.5"], total: "0.9" });
  });

  it("adds up no two currencies", () => {
    const schedule = [
      { kind: "per_unit", amount: "0.01", currency: "USD" },
      { kind: "fixed", amount: "1", currency: "BNB" },
    ];
    expect(calc("fees", { schedule, fills: [fill] }).value).toEqual({
      fees: [null],
      total: null,
      byCurrency: { fees: [{ USD: "1", BNB: "1" }], total: { USD: "1", BNB: "1" } },
    });
  });

  it("names what is wrong", () => {
    const rule = { kind: "percent", rate: "0.1" };
    expect(refusal("fees", { schedule: [{ ...rule, min: "2", max: "1" }], fills: [] })).toBe(
      "fees.min_above_max schedule[0].min",
    );
    expect(refusal("fees", { schedule: [{ kind: "free" }], fills: [] })).toBe("input.invalid schedule[0].kind");
    expect(refusal("fees", { schedule: [{ ...rule, amount: "1" }], fills: [] })).toBe(
      "input.unknown_field schedule[0].amount",
    );
    expect(refusal("fees", { schedule: [rule], fills: [{ ...fill, qty: "-1" }] })).toBe("input.invalid fills[0].qty");
    expect(refusal("fees", { schedule: [rule], fills: [{ ...fill, side: "long" }] })).toBe(
      "input.invalid fills[0].side",
    );
  });
});

describe("calc orderbook", () => {
  const ops = [
    { op: "add", id: 1, side: "sell", qty: "1.50", price: "10.10" },
    { op: "add", id: 2, side: "sell", qty: "1", price: "10.2" },
    { op: "add", id: "x", side: "buy", qty: "2", price: "market" },
    { op: "cancel", id: 2 },
    { op: "add", id: 3, side: "buy", qty: "1", price: "9", tif: "day" },
    { op: "replace", id: 3, qty: "2" },
  ];

  it("answers results, trades and depth in decimal text", () => {
    expect(calc("orderbook", { ops }).value).toEqual({
      results: [
        { id: 1, status: "open", filledQty: "0" },
        { id: 2, status: "open", filledQty: "0" },
        { id: "x", status: "filled", filledQty: "2" },
        { id: 2, status: "canceled", filledQty: "0.5" },
        { id: 3, status: "open", filledQty: "0" },
        { id: 3, status: "open", filledQty: "0" },
      ],
      trades: [
        { makerId: 1, takerId: "x", qty: "1.5", price: "10.1" },
        { makerId: 2, takerId: "x", qty: "0.5", price: "10.2" },
      ],
      depth: { bids: [{ price: "9", qty: "2" }], asks: [] },
    });
    expect(calc("orderbook", { ops: [], depth: 1 }).value).toEqual({
      results: [],
      trades: [],
      depth: { bids: [], asks: [] },
    });
    expect(calc("orderbook", { ops, depth: 0 }).value).toMatchObject({ depth: { bids: [], asks: [] } });
  });

  it("names what is wrong", () => {
    const add = { op: "add", id: 1, side: "buy", qty: "1", price: "1" };
    const path = (change: object) => refusal("orderbook", { ops: [{ ...add, ...change }] });
    expect(path({ qty: "0" })).toBe("input.invalid ops[0].qty");
    expect(path({ price: "limit" })).toBe("input.invalid ops[0].price");
    expect(path({ price: 1 })).toBe("input.invalid ops[0].price");
    expect(path({ tif: "gtc" })).toBe("input.invalid ops[0].tif");
    expect(path({ op: "amend" })).toBe("input.invalid ops[0].op");
    expect(path({ stop: "1" })).toBe("input.unknown_field ops[0].stop");
    expect(refusal("orderbook", { ops: [add], depth: -1 })).toBe("input.invalid depth");
  });
});
