import { describe, expect, it } from "vitest";
import { InstrumentId } from "@/modules/_kernel";
import type { FeedMessage } from "../feed/feed";
import { MINUTE_MS } from "../resolution";
import { LiveBook } from "./live-book";

const START = 1_700_000_040_000;
const makeBook = () =>
  new LiveBook(
    { instrumentId: InstrumentId.of(3), calendar: "24/7", feed: "test", beatMs: 5_000, clock: "wall" },
    START,
  );
const quote = (atMs: number, bid: number): FeedMessage => ({
  type: "quote",
  alias: "A",
  bid,
  ask: bid + 1,
  bidSize: 1,
  askSize: 2,
  eventMs: START + atMs,
});
const trade = (atMs: number, price: number, tradeId: string | null = String(atMs)): FeedMessage => ({
  type: "trade",
  alias: "A",
  price,
  size: 1,
  eventMs: START + atMs,
  tradeId,
});

describe("a live book", () => {
  it("knows nothing before anything was said", () => {
    expect(makeBook().quote()).toBeNull();
  });

  it("shows the newest of each side and of the trades, with the minute that is being made", () => {
    const book = makeBook();
    book.reference = 90;
    for (const message of [quote(10, 99), trade(20, 100), trade(30, 101)]) book.apply(message, START + 50);
    expect(book.quote()).toEqual({
      instrumentId: 3,
      feed: "test",
      bid: 99,
      ask: 100,
      bidSize: 1,
      askSize: 2,
      last: 101,
      lastSize: 1,
      reference: 90,
      eventMs: START + 30,
      receivedMs: START + 50,
      clock: "wall",
      beatMs: 5_000,
      calendar: "24/7",
      minute: { time: START, open: 100, high: 101, low: 100, close: 101, volume: 2 },
    });
  });

  it("is not taken back by what comes late or twice", () => {
    const book = makeBook();
    book.apply(quote(10, 99), 1);
    book.apply(trade(20, 100), 1);
    expect(book.apply(quote(9, 50), 2)).toEqual({ quoted: false, unsettledMs: null });
    expect(book.apply(trade(20, 100), 2)).toEqual({ quoted: false, unsettledMs: null });
    expect(book.apply(trade(15, 80), 2).quoted, "a late trade is in the bar").toBe(true);
    expect(book.quote()).toMatchObject({ bid: 99, last: 100, minute: { low: 80 } });
  });

  it("forgets a last price that was wrong", () => {
    const book = makeBook();
    book.apply(trade(10, 100, "1"), 1);
    book.apply(trade(20, 999, "2"), 1);
    book.apply({ type: "correction", alias: "A", tradeId: "2", eventMs: START + 30, right: null }, 2);
    expect(book.quote()?.last).toBe(100);
    const again = { type: "correction", alias: "A", tradeId: "2", eventMs: START + 30, right: null } as const;
    expect(book.apply(again, 3)).toEqual({ quoted: false, unsettledMs: null });
  });

  it("tells which minute only the source's history can settle", () => {
    const book = makeBook();
    book.apply(trade(20 * MINUTE_MS, 100), 1);
    expect(book.apply(trade(5, 90), 1).unsettledMs).toBe(START + 5);
    const early = { type: "correction", alias: "A", tradeId: "9", eventMs: START + 7, right: null } as const;
    expect(book.apply(early, 1).unsettledMs).toBe(START + 7);
  });

  it("takes the best of both sides from a depth, and none from an empty one", () => {
    const book = makeBook();
    const depth = (atMs: number, bids: [number, number][]): FeedMessage => ({
      type: "depth",
      alias: "A",
      bids,
      asks: [[101, 5]],
      eventMs: START + atMs,
    });
    book.apply(
      depth(1, [
        [99, 4],
        [98, 9],
      ]),
      1,
    );
    expect(book.quote()).toMatchObject({ bid: 99, bidSize: 4, ask: 101, last: null, minute: null });
    book.apply(depth(2, []), 1);
    expect(book.quote()?.bid).toBeNull();
    expect(book.apply({ type: "line", state: "live", why: null }, 1).quoted).toBe(false);
  });
});

describe("depth of a live book", () => {
  const depth = (atMs: number, bid: number): FeedMessage => ({
    type: "depth",
    alias: "A",
    bids: Array.from({ length: 12 }, (_, level) => [bid - level, 1 + level] as const),
    asks: [[bid + 1, 4]],
    eventMs: START + atMs,
  });

  it("is nothing before anything was told, then the best levels and the newest trades", () => {
    const book = makeBook();
    expect(book.depth()).toBeNull();
    book.apply(quote(5, 99), START);
    expect(book.depth()).toBeNull();
    for (const message of [depth(10, 99), trade(20, 100), trade(30, 101)]) book.apply(message, START + 50);
    expect(book.depth()).toMatchObject({ instrumentId: 3, feed: "test", asks: [[100, 4]], depthMs: START + 10 });
    expect(book.depth()?.bids).toHaveLength(10);
    expect(book.depth()?.trades.map(({ price }) => price)).toEqual([101, 100]);
  });

  it("is not taken back by what comes late, and follows corrections", () => {
    const book = makeBook();
    for (const message of [depth(10, 99), depth(4, 50), trade(20, 100, "a"), trade(20, 100, "a"), trade(30, 101, "b")])
      book.apply(message, START + 50);
    expect(book.depth()?.bids[0]).toEqual([99, 1]);
    expect(book.depth()?.trades).toHaveLength(2);
    book.apply({ type: "correction", alias: "A", tradeId: "b", eventMs: START + 40, right: null }, START + 60);
    expect(book.depth()?.trades.map(({ price }) => price)).toEqual([100]);
  });
});
