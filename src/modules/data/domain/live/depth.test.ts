import { describe, expect, it } from "vitest";
import { InstrumentId } from "@/modules/_kernel";
import { decodeQuote } from "../quote/quote";
import { type Depth, decodeDepth, depthKeyOf, encodeDepth, TAPE_TRADES_MAX, Tape } from "./depth";

const SOME: Depth = {
  instrumentId: InstrumentId.of(7),
  feed: "simulated",
  bids: [
    [9.9, 5],
    [9.8, 12.5],
  ],
  asks: [[10, 3]],
  depthMs: 1_700_000_000_000,
  trades: [
    { eventMs: 2, price: 10, size: 1 },
    { eventMs: 1, price: 9.9, size: null },
  ],
};

describe("a line of depth", () => {
  it("is read as it was written, under a key that no quote has", () => {
    const line = encodeDepth(SOME);
    expect(decodeDepth(line)).toEqual(SOME);
    expect(line.startsWith("[-7,")).toBe(true);
    expect(depthKeyOf(depthKeyOf(SOME.instrumentId))).toBe(7);
    expect(decodeQuote(line)).toBeNull();
    const empty = { ...SOME, bids: [], asks: [], depthMs: null, trades: [] };
    expect(decodeDepth(encodeDepth(empty))).toEqual(empty);
  });

  it.each([
    ["a quote", '[7,"simulated",1,2,null,null,1,1,null,5,5,0,1,null,null]'],
    ["a clock", "@1700000000000"],
    ["text that was cut off", '[-7,"simulated",[[9.9,5]'],
    ["another version", '[-7,"simulated",[],[],null,[],1]'],
    ["a level without a size", '[-7,"simulated",[[9.9]],[],null,[]]'],
    ["a trade without a price", '[-7,"simulated",[],[],null,[[1,null,2]]]'],
    ["no instrument", '[-0,"simulated",[],[],null,[]]'],
  ])("is no other text: %s", (_name, line) => {
    expect(decodeDepth(line)).toBeNull();
  });
});

describe("a tape", () => {
  const trade = (eventMs: number, price = eventMs) => ({ id: `t${eventMs}`, eventMs, price, size: 1 });
  const prices = (tape: Tape) => tape.trades.map(({ price }) => price);

  it("shows the newest first, a late one in its place, and no more than fit", () => {
    const tape = new Tape();
    for (const at of [1, 3, 4, 2]) tape.add(trade(at));
    expect(prices(tape)).toEqual([4, 3, 2, 1]);
    for (let at = 10; at < 10 + TAPE_TRADES_MAX; at += 1) tape.add(trade(at));
    tape.add(trade(5));
    expect(tape.trades).toHaveLength(TAPE_TRADES_MAX);
    expect(prices(tape)).not.toContain(5);
  });

  it("takes a trade as it was, where that is known before the trade", () => {
    const tape = new Tape();
    tape.correct("t2", { price: 2.5, size: 9 });
    tape.correct("t3", null);
    for (const at of [1, 2, 3]) tape.add(trade(at));
    expect(prices(tape)).toEqual([2.5, 1]);
  });

  it("is put right where a trade was another, and is without one that never happened", () => {
    const tape = new Tape();
    for (const at of [1, 2, 3]) tape.add(trade(at));
    tape.correct("t2", { price: 2.5, size: 9 });
    tape.correct("t3", null);
    tape.correct("t99", null);
    expect(tape.trades).toEqual([
      { eventMs: 2, price: 2.5, size: 9 },
      { eventMs: 1, price: 1, size: 1 },
    ]);
  });
});
