import { describe, expect, it } from "vitest";
import { AccountId, OrderId, type OrderIntent } from "@/modules/_kernel";
import type { VenueOrderState } from "../../domain/venue/venue-state";
import type { VenueEvent } from "../../domain/venue/venue-word";
import type { KeptVenue, PaperVenueStore } from "../../ports/paper-venue";
import { ms, someIntent } from "../../testing/orders";
import { makePaperVenue } from "./paper-venue";
import { type MarketNews, makeQuoteFills } from "./quote-fills";

const account = AccountId.of("a");
const id = (text: string) => OrderId.of(text);

/** What is kept, in memory; it may be told to fail before or after a write. */
class Kept implements PaperVenueStore {
  venue: KeptVenue = { said: 0, turns: 0, executions: 0, sessions: {}, positions: {}, orders: [] };
  orders = new Map<OrderId, VenueOrderState>();
  events: VenueEvent[] = [];
  fault: "none" | "before" | "after" = "none";
  load = async () => ({ ...this.venue, orders: [...this.orders.values()].filter(({ ended }) => !ended) });
  findOrder: PaperVenueStore["findOrder"] = async (_account, orderId) => this.orders.get(orderId) ?? null;
  positions = async () => this.venue.positions;
  snapshot = async () => ({ orders: [], fills: [], allFills: true, positions: this.venue.positions, cash: {} });
  eventsAfter: PaperVenueStore["eventsAfter"] = async (_account, cursor, limit) => {
    const events = this.events.slice(cursor, cursor + limit);
    return { events, cursor: cursor + events.length };
  };
  findTrade: PaperVenueStore["findTrade"] = async (_account, execId) => {
    const said = this.events.filter(({ event }) => "execId" in event && event.execId === execId);
    const last = said.at(-1);
    if (last?.event.type !== "filled" && last?.event.type !== "corrected") return null;
    return { orderId: last.orderId, fill: { was: last.event, revision: said.length } };
  };
  untold: (string | null)[] = [];
  keep: PaperVenueStore["keep"] = async (_account, before, changes, sessions, untold = null) => {
    if (untold !== null) this.untold.push(untold);
    const { fault } = this;
    this.fault = "none";
    if (fault === "before") throw new Error("down");
    if (before.said !== this.venue.said) throw new Error("changed by another");
    const { turns, executions, events, positions } = structuredClone(changes);
    this.venue = {
      ...this.venue,
      turns,
      executions,
      sessions,
      said: this.venue.said + events.length,
      positions: { ...this.venue.positions, ...positions },
    };
    for (const each of changes.orders) this.orders.set(each.intent.orderId, structuredClone(each));
    this.events.push(...events);
    if (fault === "after") throw new Error("answer lost");
  };
}

function begin(change: Partial<MarketNews> = {}, latencyMs = 0) {
  const kept = new Kept();
  let at = 1_000;
  const news: MarketNews = {
    symbol: "ACME",
    market: { bid: "9.9", ask: "10", bidSize: "500", askSize: "500", isDerived: false },
    marketMs: 1_000,
    session: { openMs: 500, breakMs: null },
    isHalted: false,
    ...change,
  };
  const now = { news };
  const later = (byMs: number) => {
    at += byMs;
    return ms(at);
  };
  const start = () =>
    makePaperVenue({
      accountId: account,
      store: kept,
      clock: { nowMs: () => later(1) },
      fills: makeQuoteFills({
        options: { feesOf: () => [], latencyMs },
        newsOf: async (symbols) => (symbols.includes("ACME") ? [{ ...now.news, marketMs: at }] : []),
      }),
    });
  const said = (orderId: string) =>
    kept.events
      .filter((each) => each.orderId === orderId)
      .map(({ event }) => (event.type === "filled" ? `${event.qty}@${event.price}` : event.type));
  return { kept, start, now, said, later };
}
const order = (orderId: string, change: Partial<OrderIntent> = {}) => someIntent({ orderId: id(orderId), ...change });
const price = (bid: string, ask: string) => ({ bid, ask, bidSize: "500", askSize: "500", isDerived: false });

describe("a paper venue over starts", () => {
  it("answers the same again, from what was kept", async () => {
    const { start, said } = begin();
    const [first, again] = [start(), start()];
    const placed = await first.place(order("a"));
    expect(await again.place(order("a"))).toEqual(placed);
    expect(await again.find(id("a"))).toMatchObject({ outcome: "found" });
    expect(await again.find(id("b"))).toEqual({ outcome: "not_found" });
    expect([said("a"), await again.positions()]).toEqual([["accepted", "100@10"], { ACME: "100" }]);
  });

  it.each(["before", "after"] as const)("places once when its store fails %s the write", async (fault) => {
    const { start, kept, said } = begin();
    const venue = start();
    kept.fault = fault;
    await expect(venue.place(order("a"))).rejects.toThrow(/down|answer lost/);
    expect((await venue.find(id("a"))).outcome).toBe(fault === "before" ? "not_found" : "found");
    await venue.place(order("a"));
    expect(said("a")).toEqual(["accepted", "100@10"]);
  });

  it("does a request once, by whichever process", async () => {
    const { start, said } = begin();
    await start().place(order("a", { limitPrice: "5" }));
    const replace = { orderId: id("a"), requestId: id("r"), qty: "50", limitPrice: "6", stopPrice: null };
    await start().replace(replace);
    expect(await start().replace(replace)).toEqual({ outcome: "taken" });
    await start().cancel({ orderId: id("a"), requestId: id("c") });
    await start().cancel({ orderId: id("a"), requestId: id("c") });
    expect(said("a")).toEqual(["accepted", "replaced", "canceled"]);
  });

  it("fills what rests when the price comes, and numbers fills on", async () => {
    const { start, now, said, kept } = begin();
    await start().place(order("a", { limitPrice: "9" }));
    await start().place(order("b"));
    now.news = { ...now.news, market: price("8", "9") };
    const venue = start();
    expect([await venue.pump(), await venue.pump()]).toEqual([true, false]);
    expect(said("a")).toEqual(["accepted", "100@9"]);
    const ids = kept.events.flatMap(({ event }) => (event.type === "filled" ? [event.execId] : []));
    expect(ids).toEqual(["X1", "X2"]);
    expect([await venue.hasLiveOrders(), await venue.positions()]).toEqual([false, { ACME: "200" }]);
  });
});

describe("hours of a paper venue", () => {
  it("ends orders for the day with their session, also one that ended unseen", async () => {
    const { start, now, said } = begin();
    await start().place(order("a", { limitPrice: "5" }));
    await start().place(order("g", { limitPrice: "5", timeInForce: "gtc" }));
    now.news = { ...now.news, session: { openMs: 9_000, breakMs: null } };
    await start().pump();
    expect([said("a"), said("g")]).toEqual([["accepted", "expired"], ["accepted"]]);
  });

  it("takes orders while it is closed, and begins with the first fresh price", async () => {
    const { start, now, said } = begin({ session: null });
    await start().place(order("o", { ordType: "market", limitPrice: null, timeInForce: "at_the_open" }));
    await start().place(order("l"));
    await start().pump();
    expect([said("o"), said("l")]).toEqual([["accepted"], ["accepted"]]);
    now.news = { ...now.news, market: null, session: { openMs: 9_000, breakMs: null } };
    await start().pump();
    expect(said("o")).toEqual(["accepted"]);
    now.news = { ...now.news, market: price("7", "7.5") };
    await start().pump();
    expect([said("o"), said("l")]).toEqual([
      ["accepted", "100@7.5"],
      ["accepted", "100@7.5"],
    ]);
  });

  it("fills nothing without a fresh price, while halted or in a pause", async () => {
    const pause = { startMs: 5_000, endMs: 9_000 };
    const { start, now, said, later } = begin({ session: { openMs: 500, breakMs: pause } });
    const venue = start();
    await venue.place(order("a", { limitPrice: "9" }));
    now.news = { ...now.news, market: null };
    await venue.place(order("m"));
    expect(said("m")).toEqual(["accepted"]);
    now.news = { ...now.news, market: price("8", "9"), isHalted: true };
    await venue.pump();
    expect(said("a")).toEqual(["accepted"]);
    now.news = { ...now.news, isHalted: false };
    later(pause.startMs - later(0));
    await venue.pump();
    expect(said("a")).toEqual(["accepted"]);
    later(pause.endMs - later(0));
    await venue.pump();
    expect([said("a"), said("m")]).toEqual([
      ["accepted", "100@9"],
      ["accepted", "100@9"],
    ]);
  });

  it("fills after its latency, at the price of then", async () => {
    const { start, now, said, later } = begin({}, 500);
    const venue = start();
    await venue.place(order("a", { ordType: "market", limitPrice: null }));
    now.news = { ...now.news, market: price("8", "9") };
    await venue.pump();
    expect(said("a")).toEqual(["accepted"]);
    later(500);
    await venue.pump();
    expect(said("a")).toEqual(["accepted", "100@9"]);
  });
});

describe("a fill that the venue takes back or corrects", () => {
  const bust = { type: "busted", execId: "X1", reason: "by_venue" };

  it("is without it after a start, and ends the order that it had completed", async () => {
    const { start, kept, said } = begin();
    await start().place(order("a"));
    expect(await start().amend("X1", null, { untold: false })).toBe(true);
    expect(said("a")).toEqual(["accepted", "100@10", "busted", "canceled"]);
    expect(kept.events[2]?.event).toMatchObject(bust);
    expect([await start().positions(), kept.orders.get(id("a"))?.filled, kept.untold]).toEqual([
      { ACME: "0" },
      "0",
      [],
    ]);
    expect(await start().hasLiveOrders()).toBe(false);
  });

  it("is taken back once, and one that it does not have not at all", async () => {
    const { start, said } = begin();
    const venue = start();
    await venue.place(order("a"));
    expect(await venue.amend("X1", null, { untold: false })).toBe(true);
    expect(await venue.amend("X1", null, { untold: false })).toBe(false);
    expect(await venue.amend("X1", { qty: "1", price: "2" }, { untold: false })).toBe(false);
    expect(await venue.amend("X9", null, { untold: false })).toBe(false);
    expect(said("a")).toHaveLength(4);
  });

  it("goes on with an order that works, which may fill what was taken back again", async () => {
    const { start, now, said } = begin();
    now.news = { ...now.news, market: { ...price("9.9", "10"), askSize: "60" } };
    const venue = start();
    await venue.place(order("a"));
    expect(said("a")).toEqual(["accepted", "60@10"]);
    expect(await venue.amend("X1", null, { untold: false })).toBe(true);
    expect([said("a").at(-1), await venue.hasLiveOrders(), await venue.positions()]).toEqual([
      "busted",
      true,
      { ACME: "0" },
    ]);
  });

  it("numbers corrections, says the same one once, and takes none that its order cannot be", async () => {
    const { start, kept, said } = begin();
    const venue = start();
    await venue.place(order("a"));
    expect(await venue.amend("X1", { qty: "100", price: "9.5" }, { untold: false })).toBe(true);
    expect(await venue.amend("X1", { qty: "100.0", price: "9.50" }, { untold: false })).toBe(false);
    expect(await venue.amend("X1", { qty: "101", price: "9" }, { untold: false })).toBe(false);
    expect(await start().amend("X1", { qty: "40", price: "9" }, { untold: false })).toBe(true);
    expect(said("a")).toEqual(["accepted", "100@10", "corrected", "corrected", "canceled"]);
    expect(kept.events.slice(2, 4).map(({ event }) => ("revision" in event ? event.revision : 0))).toEqual([1, 2]);
    expect(await start().positions()).toEqual({ ACME: "40" });
  });

  it("says nothing of the fill where nobody is to hear it, and all else", async () => {
    const { start, kept } = begin();
    await start().place(order("a"));
    await start().amend("X1", null, { untold: true });
    expect(kept.untold).toEqual(["X1"]);
  });
});
