import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exact, toDecimalText } from "@/modules/_kernel";
import {
  BOOK_TIFS,
  type BookLevel,
  type BookOperation,
  type BookResult,
  type BookTif,
  type BookTrade,
  OrderBook,
} from "./order-book";

const dec = (value: number) => exact(value);
const add = (
  id: string,
  side: "buy" | "sell",
  qty: number,
  price: number | null,
  tif: BookTif = "day",
): BookOperation => ({
  op: "add",
  id,
  side,
  qty: dec(qty),
  price: price === null ? null : dec(price),
  tif,
});
const cancel = (id: string): BookOperation => ({ op: "cancel", id });
const replace = (id: string, qty: number, price: number | "same" | null = "same"): BookOperation => ({
  op: "replace",
  id,
  qty: dec(qty),
  price: typeof price === "number" ? dec(price) : price,
});

const said = ({ id, status, filledQty }: BookResult) => `${id} ${status} ${toDecimalText(filledQty)}`;
const levelText = ({ qty, price }: BookLevel) => `${toDecimalText(qty)}@${toDecimalText(price)}`;
const depthText = (levels: readonly BookLevel[]) => levels.map(levelText).join(" ");
const tradeText = (trade: BookTrade) => `${trade.makerId} ${trade.takerId} ${levelText(trade)}`;
function run(...operations: readonly BookOperation[]) {
  const book = new OrderBook();
  const results = operations.map((operation) => said(book.apply(operation)));
  const trades = book.trades.map(tradeText);
  const { bids, asks } = book.depth(100);
  return { results, trades, bids: depthText(bids), asks: depthText(asks) };
}

/** A book as anybody would write it first: a list, sorted at every step. Whole numbers only. */
class NaiveBook {
  readonly trades: string[] = [];
  #resting: { id: string; side: string; qty: number; price: number; filled: number; time: number }[] = [];
  readonly #seen = new Set<string>();
  #time = 0;

  apply(operation: BookOperation): string {
    const id = String(operation.id);
    this.#time += 1;
    const resting = this.#resting.find((each) => each.id === id);
    if (operation.op === "add") {
      if (this.#seen.has(id)) return `${id} rejected 0`;
      this.#seen.add(id);
      return this.#enter(
        { id, side: operation.side, qty: operation.qty.toNumber(), filled: 0 },
        operation.price?.toNumber() ?? null,
        operation.tif,
      );
    }
    if (resting === undefined) return `${id} rejected 0`;
    if (operation.op === "replace") {
      const [qty, price] = [
        operation.qty.toNumber(),
        operation.price === "same" ? resting.price : (operation.price?.toNumber() ?? null),
      ];
      if (price === resting.price && qty <= resting.qty) {
        resting.qty = qty;
        return `${id} ${resting.filled > 0 ? "partially_filled" : "open"} ${resting.filled}`;
      }
      this.#resting = this.#resting.filter((each) => each !== resting);
      return this.#enter({ ...resting, qty }, price, "day");
    }
    this.#resting = this.#resting.filter((each) => each !== resting);
    return `${id} canceled ${resting.filled}`;
  }

  depth(side: string): string {
    const levels = new Map<number, number>();
    for (const { price, qty } of this.#line(side)) levels.set(price, (levels.get(price) ?? 0) + qty);
    return [...levels].map(([price, qty]) => `${qty}@${price}`).join(" ");
  }

  #line(side: string) {
    const sign = side === "buy" ? -1 : 1;
    return this.#resting
      .filter((each) => each.side === side)
      .toSorted((left, right) => sign * (left.price - right.price) || left.time - right.time);
  }

  #enter(order: { id: string; side: string; qty: number; filled: number }, price: number | null, tif: string): string {
    const line = this.#line(order.side === "buy" ? "sell" : "buy").filter(
      (each) => price === null || (order.side === "buy" ? each.price <= price : each.price >= price),
    );
    let { qty, filled } = order;
    if (tif !== "fok" || line.reduce((sum, each) => sum + each.qty, 0) >= qty) {
      for (const maker of line) {
        const traded = Math.min(qty, maker.qty);
        if (traded === 0) break;
        this.trades.push(`${maker.id} ${order.id} ${traded}@${maker.price}`);
        [maker.qty, maker.filled, qty, filled] = [
          maker.qty - traded,
          maker.filled + traded,
          qty - traded,
          filled + traded,
        ];
      }
      this.#resting = this.#resting.filter((each) => each.qty > 0);
    }
    if (qty === 0) return `${order.id} filled ${filled}`;
    if (price === null || tif !== "day") return `${order.id} canceled ${filled}`;
    this.#resting.push({ id: order.id, side: order.side, qty, price, filled, time: this.#time });
    return `${order.id} ${filled > 0 ? "partially_filled" : "open"} ${filled}`;
  }
}

const id = fc.nat(30).map((each) => `o${each}`);
const qty = fc.integer({ min: 1, max: 9 });
const price = fc.integer({ min: -2, max: 6 });
const operation = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(
        id,
        fc.constantFrom("buy" as const, "sell" as const),
        qty,
        fc.option(price, { freq: 6 }),
        fc.constantFrom("day" as const, ...BOOK_TIFS),
      )
      .map((all) => add(...all)),
  },
  { weight: 1, arbitrary: id.map(cancel) },
  {
    weight: 2,
    arbitrary: fc.tuple(id, qty, fc.oneof(price, fc.constantFrom("same" as const, null))).map((all) => replace(...all)),
  },
);

describe("OrderBook", () => {
  it("trades price first, then time, at the resting price", () => {
    expect(
      run(add("a", "sell", 5, 11), add("b", "sell", 5, 10), add("c", "sell", 5, 10), add("d", "buy", 12, 11)),
    ).toEqual({
      results: ["a open 0", "b open 0", "c open 0", "d filled 12"],
      trades: ["b d 5@10", "c d 5@10", "a d 2@11"],
      bids: "",
      asks: "3@11",
    });
  });

  it("cancels what is left of ioc, fok and market orders", () => {
    const { results, trades, bids } = run(
      add("a", "sell", 5, 10),
      add("whole", "buy", 6, 10, "fok"),
      add("now", "buy", 6, 10, "ioc"),
      add("b", "sell", 1, 10),
      add("any", "buy", 3, null),
      add("none", "sell", 3, null),
    );
    expect(results).toEqual([
      "a open 0",
      "whole canceled 0",
      "now canceled 5",
      "b open 0",
      "any canceled 1",
      "none canceled 0",
    ]);
    expect([trades, bids]).toEqual([["a now 5@10", "b any 1@10"], ""]);
  });

  it("keeps the place of a smaller order, takes it from a larger or repriced one", () => {
    const first = (...changes: readonly BookOperation[]) =>
      run(add("a", "buy", 5, 10), add("b", "buy", 5, 10), ...changes, add("s", "sell", 1, 10)).trades;
    expect(first(replace("a", 3))).toEqual(["a s 1@10"]);
    expect(first(replace("a", 5, 10))).toEqual(["a s 1@10"]);
    expect(first(replace("a", 6))).toEqual(["b s 1@10"]);
    expect(first(replace("a", 5, 9), replace("a", 5, 10))).toEqual(["b s 1@10"]);
    expect(first(replace("a", 5, 11))).toEqual(["a s 1@11"]);
  });

  it("trades a replaced order that reaches the other side, and keeps what it filled before", () => {
    const { results, trades } = run(
      add("a", "buy", 5, 10),
      add("s", "sell", 2, 10),
      add("t", "sell", 4, 12),
      replace("a", 6, 12),
    );
    expect(results).toEqual(["a open 0", "s filled 2", "t open 0", "a partially_filled 6"]);
    expect(trades).toEqual(["a s 2@10", "t a 4@12"]);
  });

  it("rejects unknown, finished and repeated ids", () => {
    const { results } = run(
      cancel("x"),
      add("a", "buy", 1, 10),
      add("a", "buy", 1, 10),
      cancel("a"),
      cancel("a"),
      replace("a", 1),
      add("a", "buy", 1, 1),
    );
    expect(results).toEqual([
      "x rejected 0",
      "a open 0",
      "a rejected 0",
      "a canceled 0",
      "a rejected 0",
      "a rejected 0",
      "a rejected 0",
    ]);
  });

  it("does what the naive book does, conserves quantity and is never crossed", () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
        const [book, naive] = [new OrderBook(), new NaiveBook()];
        for (const each of operations) {
          expect(said(book.apply(each))).toBe(naive.apply(each));
          const { bids, asks } = book.depth(1);
          const [bid, ask] = [bids[0]?.price, asks[0]?.price];
          expect(bid === undefined || ask === undefined || bid.lt(ask)).toBe(true);
        }
        expect(book.trades.map(tradeText)).toEqual(naive.trades);
        const { bids, asks } = book.depth(100);
        expect([depthText(bids), depthText(asks)]).toEqual([naive.depth("buy"), naive.depth("sell")]);
      }),
      { numRuns: 400 },
    );
  });
});
