import { describe, expect, it } from "vitest";
import { EpochMs, OrderId } from "@/modules/_kernel";
import { ClosedBarVenue } from "../../domain/venue/closed-bar-venue";
import { QuoteVenue } from "../../domain/venue/quote-venue";
import { makeSeededRandom } from "../../domain/venue/seeded-random";
import type { Venue } from "../../ports/venue";
import { someIntent } from "../../testing/orders";
import { type ChaosRates, makeChaosVenue, NO_CHAOS } from "./chaos-venue";
import { makeSimulatedVenue } from "./simulated-venue";

/** A venue, and its own doing: a fill is taken back (`now` null), or was another. */
interface Tried {
  readonly venue: Venue;
  readonly amend: (execId: string, now: { readonly qty: string; readonly price: string } | null) => void;
}

function simulated(): Tried {
  const at = EpochMs.of(1_000);
  const venue = new QuoteVenue({ feesOf: () => [] });
  venue.quote({ symbol: "ACME", bid: "9", ask: "10", bidSize: "500", askSize: "500", at });
  return {
    venue: makeSimulatedVenue({ venue, clock: { nowMs: () => at } }),
    amend: (execId, now) => venue.amendByVenue(execId, now, at),
  };
}
/** Whoever asks what happened hears it once another bar is over. */
function onClosedBars(): Tried {
  const at = EpochMs.of(1_000);
  const venue = new ClosedBarVenue({ feesOf: () => [], tickOf: () => 0.01 });
  const prices = { open: 10, high: 11, low: 9, close: 10, volume: 1, sessionMs: 0, isFirst: false, isLast: false };
  let bars = 0;
  const pass = () => {
    bars += 1;
    venue.bar("ACME", { ...prices, time: bars * 60_000, closeMs: (bars + 1) * 60_000 }, at);
  };
  pass();
  const there = makeSimulatedVenue({ venue, clock: { nowMs: () => at } });
  return {
    amend: (execId, now) => venue.amendByVenue(execId, now, at),
    venue: {
      ...there,
      eventsAfter(...asked) {
        pass();
        return there.eventsAfter(...asked);
      },
    },
  };
}
const around = (venue: Venue, change: Partial<ChaosRates>, seed = 1) =>
  makeChaosVenue({ venue, rates: { ...NO_CHAOS, ...change }, random: makeSeededRandom(seed) });
const chaotic = (change: Partial<ChaosRates>, seed = 1) => around(simulated().venue, change, seed);
function calm(): Tried {
  const { venue, amend } = simulated();
  return { venue: around(venue, {}), amend };
}

const a = OrderId.of("a");
const taking = someIntent({ orderId: a });
const resting = someIntent({ orderId: a, limitPrice: "5" });
const types = async (venue: Venue) => (await venue.eventsAfter(0, 100))?.events.map(({ event }) => event.type) ?? null;

/** What every venue promises. An adapter of a broker runs it against a server that speaks its protocol. */
describe.each<[string, () => Tried]>([
  ["the simulated venue", simulated],
  ["the venue of closed bars", onClosedBars],
  ["the chaos venue on a calm day", calm],
])("%s", (_name, open) => {
  const make = () => open().venue;

  it("tells a fill that it takes back or corrects, and is without it itself", async () => {
    const { venue, amend } = open();
    const told = async () => (await venue.eventsAfter(0, 100))?.events.map((each) => each.event) ?? [];
    await venue.place(someIntent({ orderId: a, timeInForce: "ioc" }));
    const fill = (await told()).find(({ type }) => type === "filled");
    const execId = fill?.type === "filled" ? fill.execId : "none";
    amend(execId, { qty: "60", price: "9.5" });
    const corrected = { type: "corrected", execId, revision: 1, qty: "60", price: "9.5", symbol: "ACME", side: "buy" };
    expect((await told()).slice(2)).toMatchObject([{ ...corrected, filledAt: fill?.at }, { type: "canceled" }]);
    expect(await venue.snapshot(10)).toMatchObject({
      orders: [],
      fills: [{ execId, orderId: a, qty: "60", price: "9.5" }],
      positions: { ACME: "60" },
      cash: { USD: "-570" },
    });
    amend(execId, null);
    amend(execId, null);
    expect((await told()).slice(4)).toMatchObject([{ type: "busted", execId }]);
    expect(await venue.snapshot(10)).toMatchObject({ fills: [], positions: { ACME: "0" }, cash: { USD: "0" } });
  });

  it("places one order for one id, and finds it", async () => {
    const venue = make();
    const first = await venue.place(taking);
    expect(await venue.place(taking)).toEqual(first);
    expect(await venue.find(a)).toEqual({
      outcome: "found",
      venueOrderId: "venueOrderId" in first ? first.venueOrderId : "",
    });
    expect(await venue.find(OrderId.of("other"))).toEqual({ outcome: "not_found" });
    expect([await types(venue), await venue.positions()]).toEqual([["accepted", "filled"], { ACME: "100" }]);
  });

  it("refuses with a reason", async () => {
    expect(await make().place(someIntent({ symbol: "NONE" }))).toEqual({
      outcome: "refused",
      reason: expect.stringMatching(/^(unknown_symbol|no_closed_bar)$/),
    });
    expect(await make().cancel({ orderId: a, requestId: a })).toEqual({ outcome: "refused", reason: "unknown_order" });
  });

  it("does a request once, however often it is asked", async () => {
    const venue = make();
    await venue.place(resting);
    const replace = { orderId: a, requestId: OrderId.of("r"), qty: "50", limitPrice: "6", stopPrice: null };
    const cancel = { orderId: a, requestId: OrderId.of("c") };
    for (let times = 0; times < 2; times += 1) expect(await venue.replace(replace)).toEqual({ outcome: "taken" });
    for (let times = 0; times < 2; times += 1) expect(await venue.cancel(cancel)).toEqual({ outcome: "taken" });
    expect(await types(venue)).toEqual(["accepted", "replaced", "canceled"]);
  });

  it("tells the same again after the same cursor, and goes on after the next", async () => {
    const venue = make();
    await venue.place(taking);
    const one = await venue.eventsAfter(0, 1);
    expect(await venue.eventsAfter(0, 1)).toEqual(one);
    const rest = await venue.eventsAfter(one?.cursor ?? 0, 100);
    expect(rest?.events.map(({ event }) => event.type)).toEqual(["filled"]);
    expect(await venue.eventsAfter(rest?.cursor ?? 0, 100)).toEqual({ events: [], cursor: rest?.cursor });
  });
});

describe("the chaos venue", () => {
  it("loses a request, or only its answer", async () => {
    const lost = chaotic({ lost: 1 });
    expect([await lost.place(taking), await lost.find(a)]).toEqual([{ outcome: "unknown" }, { outcome: "not_found" }]);
    const unheard = chaotic({ lostAnswer: 1 });
    expect([await unheard.place(taking), await types(unheard)]).toEqual([
      { outcome: "unknown" },
      ["accepted", "filled"],
    ]);
  });

  it("refuses, repeats, breaks off, forgets positions and falls silent", async () => {
    expect((await chaotic({ refused: 1 }).place(taking)).outcome).toBe("refused");
    const odd = chaotic({ repeated: 1, omitted: 1, skewMs: 500 });
    await odd.place(taking);
    expect([await types(odd), await odd.positions()]).toEqual([["accepted", "accepted", "filled", "filled"], {}]);
    const mute = chaotic({ mute: 1 });
    expect([await types(mute), await mute.positions(), await mute.find(a)]).toEqual([
      null,
      null,
      { outcome: "unknown" },
    ]);
    const cut = chaotic({ cutOff: 1 });
    await cut.place(taking);
    expect((await types(cut))?.length).toBeLessThan(2);
  });

  it("says late what it held back, and loses none of it", async () => {
    const venue = chaotic({ late: 0.9 }, 3);
    for (let i = 0; i < 10; i += 1) await venue.place(someIntent({ orderId: OrderId.of(`o${i}`), limitPrice: "5" }));
    const early = (await types(venue))?.length ?? 0;
    expect(early).toBeLessThan(10);
    venue.calm();
    expect(await types(venue)).toHaveLength(10);
  });

  it("has the same bad day from the same seed", async () => {
    const day = async (seed: number) => {
      const venue = chaotic({ lost: 0.3, lostAnswer: 0.3, twice: 0.3, late: 0.5, repeated: 0.5, skewMs: 100 }, seed);
      for (let i = 0; i < 10; i += 1) await venue.place(someIntent({ orderId: OrderId.of(`o${i}`), limitPrice: "5" }));
      return JSON.stringify(await venue.eventsAfter(0, 100));
    };
    expect(await day(5)).toBe(await day(5));
    expect(await day(5)).not.toBe(await day(6));
  });
});
