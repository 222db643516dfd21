import { describe, expect, it } from "vitest";
import { AccountId, EpochMs, OrderId } from "@/modules/_kernel";
import { QuoteVenue } from "../../domain/venue/quote-venue";
import { MemoryOrders } from "../../testing/memory-orders";
import { someIntent } from "../../testing/orders";
import { makeWorkAccount } from "../order/work-account";
import type { PaperVenue } from "./paper-venue";
import { makePracticeVenue } from "./practice-venue";
import { makeSimulatedVenue } from "./simulated-venue";

const ACCOUNT = AccountId.of("a");
const MINUTE = 60_000;

/** An account on a venue whose outage lasts a minute from 1_000_000 on. */
function begin(seed: number) {
  let now = 1_000_000;
  const clock = { nowMs: () => EpochMs.of(now) };
  const exchange = new QuoteVenue({ feesOf: () => [] });
  exchange.quote({ symbol: "ACME", bid: "9", ask: "10", bidSize: "5000", askSize: "5000", at: clock.nowMs() });
  const inner: PaperVenue = {
    ...makeSimulatedVenue({ venue: exchange, clock }),
    amend: async () => false,
    pump: async () => false,
    hasLiveOrders: async () => true,
    said: async () => 0,
  };
  const orders = new MemoryOrders();
  const start = () => {
    const outage = { seed, startedAt: EpochMs.of(1_000_000), endsAt: EpochMs.of(1_000_000 + MINUTE) };
    return makePracticeVenue({ venue: inner, clock, outage });
  };
  let ids = 0;
  const work = () =>
    makeWorkAccount({
      orders,
      venue: start(),
      inbox: orders,
      clock,
      newId: () => {
        ids += 1;
        return OrderId.of(`r${ids}`);
      },
    })(ACCOUNT);
  const pass = (ms: number) => {
    now += ms;
  };
  const submit = (orderId: string) =>
    orders.create(
      { accountId: ACCOUNT, intent: someIntent({ orderId: OrderId.of(orderId) }), createdAt: clock.nowMs() },
      [
        { type: "requested", at: clock.nowMs() },
        { type: "approved", at: clock.nowMs() },
      ],
    );
  return { exchange, orders, start, work, pass, submit };
}

describe("a practice outage", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "loses nothing and doubles nothing, with a restart before every round (seed %s)",
    async (seed) => {
      const { exchange, orders, work, pass, submit } = begin(seed);
      for (let round = 0; round < 40; round += 1) {
        if (round < 30) await submit(`o${round}`);
        await work();
        pass(1_500);
      }
      // It is over: what was not heard is, and what never arrived is refused.
      for (let round = 0; round < 8; round += 1) {
        pass(MINUTE / 2);
        await work();
      }
      const fills = exchange.log.filter(({ event }) => event.type === "filled");
      expect(orders.fills.size).toBe(fills.length);
      const states = [...orders.logs.values()].map(({ stored }) => stored.order.state.status);
      expect(new Set(states)).toEqual(new Set(["filled", "rejected"]));
      expect(states).toHaveLength(30);
      expect(orders.strays.size).toBe(0);
      expect([...orders.logs.values()].every(({ stored }) => stored.order.quarantine.size === 0)).toBe(true);
    },
  );

  it("goes wrong in the same way for whoever asks again at the same moment", async () => {
    const { exchange, start, pass } = begin(11);
    for (let each = 0; each < 40; each += 1)
      exchange.place(someIntent({ orderId: OrderId.of(`o${each}`), limitPrice: "5" }), EpochMs.of(1_000_000));
    const pages = [];
    for (let times = 0; times < 16; times += 1) {
      const page = await start().eventsAfter(0, 100);
      expect(await start().eventsAfter(0, 100)).toEqual(page);
      pages.push(page?.events.length ?? null);
      pass(2_000);
    }
    expect(new Set(pages).size).toBeGreaterThan(2);
    expect(pages).toContain(null);
    pass(MINUTE);
    expect((await start().eventsAfter(0, 100))?.cursor).toBe(40);
  });

  it("never passes a word that is late, though it tells what followed", async () => {
    const { exchange, start } = begin(3);
    for (let each = 0; each < 40; each += 1)
      exchange.place(someIntent({ orderId: OrderId.of(`o${each}`), limitPrice: "5" }), EpochMs.of(1_000_000));
    const page = await start().eventsAfter(0, 100);
    expect(page?.events.length).toBeGreaterThan(page?.cursor ?? 99);
  });
});
