import { describe, expect, it } from "vitest";
import { InstrumentId } from "@/modules/_kernel";
import { calendarOf, type Quote } from "@/modules/data";
import { marketOfQuote, pricesOf } from "./market-of-quote";

const NOW = Date.UTC(2024, 0, 3, 15);
const quote: Quote = {
  instrumentId: InstrumentId.of(1),
  feed: "simulated",
  bid: 99.98,
  ask: 100.02,
  bidSize: 200,
  askSize: null,
  last: 100,
  lastSize: 1,
  reference: null,
  eventMs: NOW - 1_000,
  receivedMs: NOW - 1_000,
  clock: "wall",
  beatMs: 5_000,
  calendar: "XNYS",
  minute: null,
};
const of = (change: Partial<Quote>, nowMs = NOW) =>
  marketOfQuote({ ...quote, ...change }, "0.01", nowMs, calendarOf("XNYS"));

describe("a market for paper orders", () => {
  it("is both sides as they were said, and any size where none was", () => {
    expect(of({})).toEqual({
      market: { bid: "99.98", ask: "100.02", bidSize: "200", askSize: "1000000000000", isDerived: false },
      state: "live",
      ageMs: 1_000,
      beatMs: 5_000,
      marketMs: NOW,
    });
  });

  it("is made of the last price where there are no sides, away from it to the tick", () => {
    const { market } = of({ bid: null, ask: null, last: 100.01 });
    expect(market).toMatchObject({ bid: "99.95", ask: "100.07", isDerived: true });
    expect(of({ bid: null, ask: null, last: 0.004 }).market).toMatchObject({ bid: "0.01", ask: "0.01" });
  });

  it.each<[string, Partial<Quote>]>([
    ["sides that cross", { bid: 101 }],
    ["a bid that is not above 0", { bid: 0 }],
    ["nothing", { bid: null, ask: null, last: null }],
  ])("is none of %s", (_what, change) => {
    expect(of(change).market).toBeNull();
  });

  it("says how it stands, by the market's own time", () => {
    expect(of({}, NOW + 10_000).state).toBe("stale");
    expect(of({}, NOW + 12 * 3_600_000).state).toBe("closed");
    const old = Date.UTC(2020, 5, 1, 15);
    expect(of({ clock: "session", eventMs: old })).toMatchObject({ state: "live", marketMs: old });
  });

  it("is worth its middle", () => {
    expect(pricesOf({ bid: "99.98", ask: "100.03" }).middle.toString()).toBe("100.005");
  });
});
