import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OrderId, type OrderIntent } from "@/modules/_kernel";
import { ms, someIntent } from "../../testing/orders";
import { BarBroker } from "../bar-broker";
import { DEFAULT_BROKER } from "../broker-model";
import type { VenueBar } from "./bar-orders";
import { ClosedBarVenue } from "./closed-bar-venue";

const STEP = 60_000;
const bar = (index: number, [open, high, low, close]: readonly number[], change: Partial<VenueBar> = {}): VenueBar => ({
  time: index * STEP,
  open: open ?? 10,
  high: high ?? 11,
  low: low ?? 9,
  close: close ?? 10,
  volume: 1_000,
  closeMs: (index + 1) * STEP,
  sessionMs: 0,
  isFirst: false,
  isLast: false,
  ...change,
});
const id = (text: string) => OrderId.of(text);
const market = (orderId: string, change: Partial<OrderIntent> = {}) =>
  someIntent({ orderId: id(orderId), ordType: "market", limitPrice: null, ...change });

function begin(latencyMs = 0) {
  const venue = new ClosedBarVenue({ feesOf: () => [], tickOf: () => 0.01, latencyMs });
  venue.tellNewest("ACME", bar(0, [10, 11, 9, 10]));
  const said = (orderId: string) =>
    venue.log
      .filter((each) => each.orderId === orderId)
      .map(({ event }) => (event.type === "filled" ? `${event.side} ${event.qty}@${event.price}` : event.type));
  return { venue, said };
}

describe("a venue of closed bars", () => {
  it("fills a market order at the open of the bar after the newest, whenever that is over", () => {
    const { venue, said } = begin();
    venue.place(market("a"), ms(1));
    expect(said("a")).toEqual(["accepted"]);
    venue.bar("ACME", bar(1, [10.004, 12, 8, 11]), ms(2));
    expect(said("a")).toEqual(["accepted", "buy 100@10"]);
    expect(venue.positions()).toEqual({ ACME: "100" });
  });

  it("meets no bar that opens before the order has arrived", () => {
    const { venue, said } = begin(1);
    venue.place(market("a"), ms(1));
    venue.bar("ACME", bar(1, [10, 10, 10, 10]), ms(2));
    expect(said("a")).toEqual(["accepted"]);
    venue.bar("ACME", bar(2, [11, 11, 11, 11]), ms(3));
    expect(said("a")).toEqual(["accepted", "buy 100@11"]);
  });

  it("meets each bar once, however often it is told", () => {
    const { venue, said } = begin();
    venue.place(someIntent({ orderId: id("a"), limitPrice: "5", timeInForce: "gtc" }), ms(1));
    for (let times = 0; times < 2; times += 1) venue.bar("ACME", bar(0, [4, 4, 4, 4]), ms(2));
    expect(said("a")).toEqual(["accepted"]);
    for (let times = 0; times < 2; times += 1) venue.bar("ACME", bar(1, [4.5, 6, 4, 5]), ms(3));
    expect(said("a")).toEqual(["accepted", "buy 100@4.5"]);
  });

  it("takes a bar that touched both exits to have touched the stop, and ends the other", () => {
    const { venue, said } = begin();
    venue.place(market("in"), ms(1));
    venue.bar("ACME", bar(1, [10, 10, 10, 10]), ms(2));
    const exit = { side: "sell", timeInForce: "gtc", ocoGroupId: id("g"), reduceOnly: true } as const;
    venue.place(someIntent({ ...exit, orderId: id("target"), limitPrice: "12" }), ms(3));
    venue.place(someIntent({ ...exit, orderId: id("stop"), ordType: "stop", limitPrice: null, stopPrice: "8" }), ms(3));
    venue.bar("ACME", bar(2, [10, 13, 7, 10]), ms(4));
    expect([said("target"), said("stop")]).toEqual([
      ["accepted", "canceled"],
      ["accepted", "triggered", "sell 100@8"],
    ]);
  });

  it("lets a touched stop limit rest from the next bar on", () => {
    const { venue, said } = begin();
    const stopLimit = { ordType: "stop_limit", stopPrice: "11", limitPrice: "11", timeInForce: "gtc" } as const;
    venue.place(someIntent({ ...stopLimit, orderId: id("a") }), ms(1));
    venue.bar("ACME", bar(1, [10, 12, 10, 11.5]), ms(2));
    expect(said("a")).toEqual(["accepted", "triggered"]);
    venue.bar("ACME", bar(2, [11.5, 12, 10.5, 11]), ms(3));
    expect(said("a")).toEqual(["accepted", "triggered", "buy 100@11"]);
  });

  it("ends what was good for one bar, for the day, for the open and until a time", () => {
    const { venue, said } = begin();
    const low = { limitPrice: "5" };
    venue.place(someIntent({ ...low, orderId: id("ioc"), timeInForce: "ioc" }), ms(1));
    venue.place(someIntent({ ...low, orderId: id("day") }), ms(1));
    venue.place(someIntent({ ...low, orderId: id("open"), timeInForce: "at_the_open" }), ms(1));
    venue.place(market("close", { timeInForce: "at_the_close" }), ms(1));
    venue.place(someIntent({ ...low, orderId: id("gtd"), timeInForce: "gtd", expireAt: ms(3 * STEP) }), ms(1));
    venue.bar("ACME", bar(1, [10, 11, 9, 10]), ms(2));
    expect([said("ioc"), said("open")]).toEqual([["accepted", "canceled"], ["accepted"]]);
    venue.bar("ACME", bar(2, [10, 11, 9, 10.5], { isLast: true }), ms(3));
    expect([said("day"), said("close")]).toEqual([
      ["accepted", "expired"],
      ["accepted", "buy 100@10.5"],
    ]);
    venue.bar("ACME", bar(3, [10, 11, 9, 10], { isFirst: true }), ms(4));
    expect([said("open"), said("gtd")]).toEqual([
      ["accepted", "expired"],
      ["accepted", "expired"],
    ]);
  });

  it("refuses where it knows no bar, and what could only reduce nothing", () => {
    const { venue } = begin();
    expect(venue.place(market("a", { symbol: "NONE" }), ms(1))).toEqual({ refused: "no_closed_bar" });
    expect(venue.place(market("b", { side: "sell", reduceOnly: true }), ms(1))).toEqual({ refused: "reduce_only" });
  });
});

/** Bars of a walk, and what is decided at the close of each. */
const walks = fc.array(
  fc.record({
    prices: fc.tuple(...Array.from({ length: 4 }, () => fc.integer({ min: 900, max: 1_100 }))),
    order: fc.constantFrom("none", "market", "limit", "stop", "stop_limit"),
    buys: fc.boolean(),
    qty: fc.integer({ min: 1, max: 50 }),
    first: fc.integer({ min: 900, max: 1_100 }),
    second: fc.integer({ min: 900, max: 1_100 }),
  }),
  { minLength: 2, maxLength: 40 },
);

it("fills what a backtest fills: the same orders in the same order at the same prices", () => {
  fc.assert(
    fc.property(walks, (steps) => {
      const { venue } = begin();
      const broker = new BarBroker(
        { ...DEFAULT_BROKER, cash: 1e9, margin: { initial: 0.001, maintenance: 0 } },
        { tick: 0.01, lot: null, multiplier: 1 },
      );
      for (const [index, { prices, order, buys, qty, first, second }] of steps.entries()) {
        const [a = 0, b = 0, c = 0, d = 0] = prices.map((each) => each / 100);
        const now = bar(index + 1, [a, Math.max(a, b, c, d), Math.min(a, b, c, d), d]);
        venue.bar("ACME", now, ms(index));
        broker.work({ ...now, index });
        if (order === "none") continue;
        const hasLimit = order === "limit" || order === "stop_limit";
        const hasStop = order === "stop" || order === "stop_limit";
        venue.place(
          someIntent({
            orderId: id(`o${index}`),
            side: buys ? "buy" : "sell",
            qty: String(qty),
            ordType: order,
            limitPrice: hasLimit ? String(first / 100) : null,
            stopPrice: hasStop ? String(second / 100) : null,
            timeInForce: "gtc",
          }),
          ms(index),
        );
        broker.submit(
          { ...now, index },
          {
            type: order,
            quantity: buys ? qty : -qty,
            ...(hasLimit ? { limitPrice: first / 100 } : {}),
            ...(hasStop ? { stopPrice: second / 100 } : {}),
          },
        );
      }
      const there = venue.log.flatMap(({ event }) =>
        event.type === "filled" ? [`${event.side === "buy" ? "" : "-"}${event.qty}@${event.price}`] : [],
      );
      const engine = Array.from({ length: broker.fillCount }, (_, fill) => {
        const { quantity, price } = broker.fillFacts(fill);
        return `${quantity}@${price}`;
      });
      expect(there).toEqual(engine);
      expect(Number(venue.positions()["ACME"] ?? 0)).toBe(broker.position);
    }),
    { numRuns: 150 },
  );
});

it("goes on after a start as if there had been none", () => {
  const options = { feesOf: () => [], tickOf: () => null };
  fc.assert(
    fc.property(walks, fc.nat(), (steps, cut) => {
      const run = (at: number) => {
        const first = new ClosedBarVenue(options);
        first.tellNewest("ACME", bar(0, [10, 10, 10, 10]));
        let venue = first;
        const events: string[] = [];
        const kept = new Map<string, ReturnType<ClosedBarVenue["takeChanges"]>["orders"][number]>();
        let last = venue.takeChanges();
        let positions = {};
        const keep = () => {
          last = venue.takeChanges();
          for (const order of last.orders) kept.set(order.intent.orderId, order);
          positions = { ...positions, ...last.positions };
          events.push(...last.events.map((each) => JSON.stringify(each)));
        };
        for (const [index, { prices, order, buys, qty, first: limit }] of steps.entries()) {
          const [a = 0, b = 0, c = 0, d = 0] = prices.map((each) => each / 100);
          const now = bar(index + 1, [a, Math.max(a, b, c, d), Math.min(a, b, c, d), d]);
          venue.bar("ACME", now, ms(index));
          const isTrail = order === "stop";
          venue.place(
            someIntent({
              orderId: id(`o${index}`),
              side: buys ? "buy" : "sell",
              qty: String(qty),
              ordType: isTrail ? "trailing_stop" : "limit",
              limitPrice: isTrail ? null : String(limit / 100),
              trailAmount: isTrail ? "0.5" : null,
              timeInForce: "gtc",
            }),
            ms(index),
          );
          keep();
          if (index === at) {
            const orders = [...kept.values()].filter(({ ended }) => !ended);
            venue = new ClosedBarVenue(options, {
              ...(JSON.parse(JSON.stringify({ ...last, orders, positions })) as typeof last),
            });
            venue.tellNewest("ACME", now);
          }
        }
        return events;
      };
      expect(run(cut % steps.length)).toEqual(run(-1));
    }),
    { numRuns: 60 },
  );
});
