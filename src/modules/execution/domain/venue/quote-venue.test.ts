import { describe, expect, it } from "vitest";
import { OrderId, type OrderIntent } from "@/modules/_kernel";
import { ms, someIntent } from "../../testing/orders";
import { QuoteVenue } from "./quote-venue";

function open() {
  const venue = new QuoteVenue({ feesOf: () => [] });
  let at = 0;
  const tick = () => {
    at += 1;
    return ms(at);
  };
  const quote = (bid: string, ask: string, sizes = "1000") =>
    venue.quote({ symbol: "ACME", bid, ask, bidSize: sizes, askSize: sizes, at: tick() });
  const place = (id: string, change: Partial<OrderIntent> = {}) =>
    venue.place(someIntent({ orderId: OrderId.of(id), ...change }), tick());
  /** What was said of an order: fills as "qty@price". */
  const said = (id: string) =>
    venue.log
      .filter(({ orderId }) => orderId === id)
      .map(({ event }) => (event.type === "filled" ? `${event.qty}@${event.price}` : event.type));
  return { venue, quote, place, said };
}
const market = { ordType: "market", limitPrice: null } as const;
const sell = { side: "sell" } as const;

describe("a venue on quotes", () => {
  it("fills what takes at the quote, and never more than it shows", () => {
    const { quote, place, said } = open();
    quote("9.9", "10", "60");
    place("a", market);
    expect(said("a")).toEqual(["accepted", "60@10"]);
    quote("9.8", "10.2", "60");
    expect(said("a")).toEqual(["accepted", "60@10", "40@10.2"]);
  });

  it("fills what rested at its own limit, better prices first, then older orders", () => {
    const { quote, place, said, venue } = open();
    quote("9.9", "11");
    for (const [id, limitPrice] of [
      ["a", "10"],
      ["b", "10.5"],
      ["c", "10.5"],
    ] as const)
      place(id, { limitPrice });
    quote("9.9", "10", "250");
    expect(venue.log.filter(({ event }) => event.type === "filled").map(({ orderId }) => orderId)).toEqual([
      "b",
      "c",
      "a",
    ]);
    expect([said("b"), said("a")]).toEqual([
      ["accepted", "100@10.5"],
      ["accepted", "50@10"],
    ]);
  });

  it("takes an order for a symbol that it has no price of yet, and fills it at the first", () => {
    const { venue, quote, place, said } = open();
    expect(place("a", market)).toEqual({ refused: "unknown_symbol" });
    venue.mute("ACME", true);
    expect(place("a", market)).toMatchObject({ venueOrderId: expect.any(String) });
    expect(place("b", { postOnly: true, limitPrice: "10" })).toMatchObject({ venueOrderId: expect.any(String) });
    venue.mute("ACME", false);
    quote("9.9", "10");
    expect(said("a")).toEqual(["accepted", "100@10"]);
    expect(said("b")).toEqual(["accepted", "canceled"]);
  });

  it("takes one order for one id", () => {
    const { quote, place, said } = open();
    quote("9.9", "10");
    expect(place("a", market)).toEqual(place("a", market));
    expect(said("a")).toEqual(["accepted", "100@10"]);
  });

  it.each<[string, Partial<OrderIntent>]>([
    ["unknown_symbol", { symbol: "NONE" }],
    ["reduce_only", { reduceOnly: true }],
    ["post_only_would_take", { postOnly: true, limitPrice: "10" }],
  ])("says %s", (refused, change) => {
    const { quote, place } = open();
    quote("9.9", "10");
    expect(place("a", change)).toEqual({ refused });
  });

  it("closes no more than there is with orders that may only reduce", () => {
    const { quote, place, venue } = open();
    quote("9.9", "10", "100");
    place("in", market);
    quote("9.9", "10", "0");
    for (const id of ["x", "y"]) place(id, { ...market, ...sell, qty: "80", reduceOnly: true });
    quote("9.9", "10", "100");
    expect(venue.positions()).toEqual({ ACME: "0" });
  });

  it("triggers a stop that came when its price was there already, without waiting for another quote", () => {
    const { venue, quote, place, said } = open();
    quote("9.9", "10");
    place("s", { ...sell, ordType: "stop", limitPrice: null, stopPrice: "9.95" });
    expect(said("s")).toEqual(["accepted"]);
    venue.arrive("ACME", ms(50));
    expect(said("s")).toEqual(["accepted", "triggered", "100@9.9"]);
  });

  it("ends what may only reduce once there is nothing left to reduce", () => {
    const { quote, place, said } = open();
    quote("9.9", "10");
    place("in", market);
    place("stop", { ...sell, ordType: "stop", limitPrice: null, stopPrice: "5", reduceOnly: true });
    place("part", { ...market, ...sell, qty: "40", reduceOnly: true });
    expect(said("stop")).toEqual(["accepted"]);
    place("rest", { ...market, ...sell, qty: "500", reduceOnly: true });
    expect([said("rest"), said("stop")]).toEqual([
      ["accepted", "60@9.9", "canceled"],
      ["accepted", "canceled"],
    ]);
  });

  it("fills an order not before it has arrived", () => {
    const venue = new QuoteVenue({ feesOf: () => [], latencyMs: 50 });
    const said = () => venue.log.map(({ event }) => event.type);
    venue.quote({ symbol: "ACME", bid: "9.9", ask: "10", bidSize: "500", askSize: "500", at: ms(1) });
    venue.place(someIntent({ ...market, orderId: OrderId.of("a") }), ms(10));
    venue.place(someIntent({ orderId: OrderId.of("p"), limitPrice: "9.95", postOnly: true }), ms(11));
    venue.arrive("ACME", ms(59));
    expect(said()).toEqual(["accepted", "accepted"]);
    venue.arrive("ACME", ms(60));
    expect(said()).toEqual(["accepted", "accepted", "filled"]);
    // What it may not take came while it was on its way.
    venue.quote({ symbol: "ACME", bid: "9.8", ask: "9.9", bidSize: "500", askSize: "500", at: ms(61) });
    expect(venue.log.at(-1)?.event).toMatchObject({ type: "canceled", reason: "post_only_would_take" });
  });

  it("ends the rest of ioc, and fok that is not whole", () => {
    const { quote, place, said } = open();
    quote("9.9", "10", "60");
    place("f", { ...market, timeInForce: "fok" });
    place("i", { ...market, timeInForce: "ioc" });
    expect([said("f"), said("i")]).toEqual([
      ["accepted", "canceled"],
      ["accepted", "60@10", "canceled"],
    ]);
  });

  it("triggers stops at their price, and lets trailing ones follow", () => {
    const { quote, place, said } = open();
    quote("10", "10.1");
    place("s", { ...sell, ordType: "stop", limitPrice: null, stopPrice: "9" });
    place("t", { ...sell, ordType: "trailing_stop", limitPrice: null, trailAmount: "2" });
    quote("12", "12.1");
    quote("11", "11.1");
    expect([said("s"), said("t")]).toEqual([["accepted"], ["accepted", "trailed"]]);
    quote("10", "10.1");
    expect(said("t")).toEqual(["accepted", "trailed", "triggered", "100@10"]);
    quote("8.5", "8.6");
    expect(said("s")).toEqual(["accepted", "triggered", "100@8.5"]);
  });

  it("keeps hours: auctions, the day's end and times of expiry", () => {
    const { venue, quote, place, said } = open();
    quote("9.9", "10");
    venue.closeSession("ACME", ms(50));
    expect(place("i", { ...market, timeInForce: "ioc" })).toEqual({ refused: "closed" });
    place("o", { ...market, timeInForce: "at_the_open" });
    place("d", { limitPrice: "9" });
    place("g", { limitPrice: "9", timeInForce: "gtd", expireAt: ms(70) });
    place("c", { ...market, timeInForce: "at_the_close" });
    venue.openSession("ACME", ms(60));
    expect([said("o"), said("c")]).toEqual([["accepted", "100@10"], ["accepted"]]);
    venue.expire("ACME", ms(70), ms(70));
    venue.closeSession("ACME", ms(80));
    expect([said("g"), said("d"), said("c")]).toEqual([
      ["accepted", "expired"],
      ["accepted", "expired"],
      ["accepted", "100@10"],
    ]);
  });

  it("fills nothing that is halted", () => {
    const { venue, quote, place, said } = open();
    quote("9.9", "11");
    place("a");
    venue.halt("ACME", true);
    quote("9.9", "9.95");
    expect([said("a"), place("b")]).toEqual([["accepted"], { refused: "halted" }]);
    venue.halt("ACME", false);
    quote("9.9", "9.95");
    expect(said("a")).toEqual(["accepted", "100@10"]);
  });

  it("replaces in place what only gets smaller, and says once what it was asked twice", () => {
    const { venue, quote, place, said } = open();
    quote("9.9", "11");
    place("a");
    place("b");
    const terms = { requestId: OrderId.of("r1"), limitPrice: "10", stopPrice: null };
    for (let times = 0; times < 2; times += 1) venue.replace({ ...terms, orderId: OrderId.of("a"), qty: "40" }, ms(90));
    quote("9.9", "10", "50");
    expect([said("a"), said("b")]).toEqual([
      ["accepted", "replaced", "40@10"],
      ["accepted", "10@10"],
    ]);
    venue.cancel(OrderId.of("a"), OrderId.of("c1"), ms(91));
    venue.cancelByVenue(OrderId.of("b"), ms(92));
    expect([said("a").at(-1), said("b").at(-1), venue.isOpen(OrderId.of("b"))]).toEqual([
      "cancel_rejected",
      "canceled",
      false,
    ]);
  });
});
