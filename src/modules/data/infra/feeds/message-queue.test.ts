import { describe, expect, it } from "vitest";
import type { FeedMessage } from "../../domain/feed/feed";
import { makeMessageQueue } from "./message-queue";

const quote = (alias: string, bid: number): FeedMessage => ({
  type: "quote",
  alias,
  bid,
  ask: bid + 1,
  bidSize: 1,
  askSize: 1,
  eventMs: 0,
});
const trade = (tradeId: string): FeedMessage => ({ type: "trade", alias: "A", price: 1, size: 1, eventMs: 0, tradeId });
const bar = (time: number, close: number, closed: boolean): FeedMessage => ({
  type: "bar",
  alias: "A",
  resolution: "1m",
  bar: { time, open: 1, high: close, low: 1, close, volume: 1 },
  closed,
});

async function all(queue: ReturnType<typeof makeMessageQueue>): Promise<readonly FeedMessage[]> {
  queue.end();
  const read: FeedMessage[] = [];
  for await (const message of queue.read()) read.push(message);
  return read;
}

describe("makeMessageQueue", () => {
  it("gives every trade in order, and only the newest quote of an alias", async () => {
    const queue = makeMessageQueue();
    for (const message of [quote("A", 1), trade("1"), quote("B", 5), quote("A", 2), trade("2")]) queue.push(message);
    expect(await all(queue)).toEqual([quote("A", 2), trade("1"), quote("B", 5), trade("2")]);
  });

  it("conflates an open bar and keeps every closed one", async () => {
    const queue = makeMessageQueue();
    for (const message of [bar(0, 2, false), bar(0, 3, false), bar(0, 4, true), bar(60, 5, true), bar(120, 6, false)]) {
      queue.push(message);
    }
    expect(await all(queue)).toEqual([bar(0, 3, false), bar(0, 4, true), bar(60, 5, true), bar(120, 6, false)]);
  });

  it("refuses a trade when its reader is too far behind, and still takes news of the line and newer quotes", async () => {
    const queue = makeMessageQueue(2);
    expect(queue.push(quote("A", 1))).toBe(true);
    expect(queue.push(trade("1"))).toBe(true);
    expect(queue.push(trade("2"))).toBe(false);
    expect(queue.push(quote("A", 2))).toBe(true);
    expect(queue.push({ type: "line", state: "down", why: null })).toBe(true);
    expect((await all(queue)).map(({ type }) => type)).toEqual(["quote", "trade", "line"]);
  });

  it("wakes a reader that waits", async () => {
    const queue = makeMessageQueue();
    const reading = (async () => {
      for await (const message of queue.read()) return message;
      return null;
    })();
    queue.push(trade("1"));
    expect(await reading).toEqual(trade("1"));
  });

  it("takes nothing after its end", async () => {
    const queue = makeMessageQueue();
    queue.end();
    expect(queue.push(trade("1"))).toBe(true);
    expect(await all(queue)).toEqual([]);
  });
});
