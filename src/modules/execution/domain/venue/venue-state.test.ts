import fc from "fast-check";
import { expect, it } from "vitest";
import { OrderId } from "@/modules/_kernel";
import { ms, someIntent } from "../../testing/orders";
import { QuoteVenue } from "./quote-venue";
import { newResting, restingOf, stateOf, type VenueOrderState } from "./venue-state";

it("gives back an order as it was", () => {
  const state: VenueOrderState = {
    ...stateOf(
      newResting(someIntent({ ordType: "stop", limitPrice: null, stopPrice: "9.5" }), {
        turn: 7,
        liveAt: 60,
        barMs: 30,
      }),
    ),
    filled: "40",
    triggered: true,
    answered: [OrderId.of("r1")],
  };
  expect(stateOf(restingOf(JSON.parse(JSON.stringify(state))))).toEqual(state);
  expect(state).toMatchObject({ venueOrderId: "Q7", liveAt: 60, barMs: 30, stop: "9.5", limit: null, rested: false });
});

/** What happens to a venue, as a test makes it up. */
const steps = fc.array(
  fc.record({
    kind: fc.constantFrom("quote", "place", "cancel", "replace", "close", "open", "arrive"),
    id: fc.integer({ min: 1, max: 5 }),
    price: fc.integer({ min: 8, max: 12 }),
    size: fc.integer({ min: 0, max: 150 }),
    sell: fc.boolean(),
    reduceOnly: fc.boolean(),
    ordType: fc.constantFrom("limit" as const, "market" as const, "trailing_stop" as const),
  }),
  { maxLength: 40 },
);

function apply(venue: QuoteVenue, at: number, step: typeof steps extends fc.Arbitrary<(infer S)[]> ? S : never): void {
  const orderId = OrderId.of(`o${step.id}`);
  const [price, size] = [String(step.price), String(step.size)];
  if (step.kind === "quote")
    venue.quote({ symbol: "ACME", bid: price, ask: `${price}.1`, bidSize: size, askSize: size, at: ms(at) });
  if (step.kind === "place")
    venue.place(
      someIntent({
        orderId,
        side: step.sell ? "sell" : "buy",
        ordType: step.ordType,
        limitPrice: step.ordType === "limit" ? price : null,
        trailAmount: step.ordType === "trailing_stop" ? "1" : null,
        reduceOnly: step.reduceOnly,
      }),
      ms(at),
    );
  if (step.kind === "cancel") venue.cancel(orderId, OrderId.of(`c${step.price}`), ms(at));
  if (step.kind === "replace")
    venue.replace(
      {
        orderId,
        requestId: OrderId.of(`r${step.size}`),
        qty: String(step.size + 1),
        limitPrice: price,
        stopPrice: null,
      },
      ms(at),
    );
  if (step.kind === "close") venue.closeSession("ACME", ms(at));
  if (step.kind === "open") venue.openSession("ACME", ms(at));
  if (step.kind === "arrive") venue.arrive("ACME", ms(at));
}

it("goes on after a start as if there had been none, wherever it was stopped", () => {
  const options = { feesOf: () => [], latencyMs: 2 };
  fc.assert(
    fc.property(steps, fc.nat(), (given, cut) => {
      const [whole, first] = [new QuoteVenue(options), new QuoteVenue(options)];
      const at = given.length === 0 ? 0 : cut % given.length;
      // Prices and hours come again from outside: after a start they are told first.
      const price = {
        kind: "quote",
        id: 1,
        price: 10,
        size: 60,
        sell: false,
        reduceOnly: false,
        ordType: "limit",
      } as const;
      const told = [...given.slice(0, at), price, ...given.slice(at)];
      for (const [time, step] of told.entries()) apply(whole, time, step);
      for (const [time, step] of given.slice(0, at).entries()) apply(first, time, step);
      const kept = first.takeChanges();
      const again = new QuoteVenue(options, JSON.parse(JSON.stringify(kept)));
      const hours = given.slice(0, at).findLast(({ kind }) => kind === "close" || kind === "open");
      if (hours?.kind === "close") again.startClosed("ACME");
      for (const [later, step] of told.slice(at).entries()) apply(again, at + later, step);
      expect([...kept.events, ...again.log]).toEqual(whole.log);
      expect(again.positions()).toEqual(whole.positions());
    }),
  );
});

it("tells what changed once, and lets go of what is over", () => {
  const venue = new QuoteVenue({ feesOf: () => [] });
  venue.quote({ symbol: "ACME", bid: "9", ask: "10", bidSize: "500", askSize: "500", at: ms(1) });
  venue.place(someIntent({ orderId: OrderId.of("a") }), ms(2));
  venue.place(someIntent({ orderId: OrderId.of("b"), limitPrice: "8" }), ms(3));
  const changes = venue.takeChanges();
  expect(changes).toMatchObject({ turns: 2, executions: 1, positions: { ACME: "100" } });
  expect(changes.orders.map(({ intent, ended }) => [intent.orderId, ended])).toEqual([
    ["a", true],
    ["b", false],
  ]);
  expect(changes.events.map(({ event }) => event.type)).toEqual(["accepted", "filled", "accepted"]);
  expect([venue.knows(OrderId.of("a")), venue.knows(OrderId.of("b")), venue.liveSymbols()]).toEqual([
    false,
    true,
    ["ACME"],
  ]);
  expect(venue.takeChanges()).toMatchObject({ orders: [], events: [], positions: {} });
});
