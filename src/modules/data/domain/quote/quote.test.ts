import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InstrumentId } from "@/modules/_kernel";
import { calendarOf, type TradingSession } from "../calendar/calendar";
import { changeOf, decodeQuote, encodeQuote, freshnessOf, priceable, type Quote, type TradingHours } from "./quote";

const NOW = 1_700_000_000_000;
const always = calendarOf("24/7");
const quote: Quote = {
  instrumentId: InstrumentId.of(7),
  feed: "simulated",
  bid: 99.98,
  ask: 100.02,
  bidSize: 200,
  askSize: 300,
  last: 100,
  lastSize: 10,
  reference: 80,
  eventMs: NOW - 1_000,
  receivedMs: NOW - 900,
  clock: "wall",
  beatMs: 5_000,
  calendar: "24/7",
  minute: { time: NOW - 30_000, open: 99, high: 101, low: 98.5, close: 100, volume: 1_234.5 },
};

/** Open for the hour around `NOW`, with a pause in the last ten minutes before it ends. */
const session: TradingSession = {
  dateMs: NOW,
  openMs: NOW - 1_800_000,
  closeMs: NOW + 1_800_000,
  breakMs: { startMs: NOW + 600_000, endMs: NOW + 1_200_000 },
  short: false,
};
const hour: TradingHours = {
  id: "hour",
  sessionAt: (atMs) => (atMs >= session.openMs && atMs < session.closeMs ? session : null),
};

describe("the age of a quote", () => {
  it.each([
    ["young", { eventMs: NOW - 5_000 }, NOW, "live", 5_000],
    ["one millisecond over its beat", { eventMs: NOW - 5_001 }, NOW, "stale", 5_001],
    [
      "of a source whose clock runs an hour ahead, and silent",
      { eventMs: NOW + 3_600_000, receivedMs: NOW - 6_000 },
      NOW,
      "stale",
      6_000,
    ],
    ["that came late from the source", { eventMs: NOW - 60_000, receivedMs: NOW }, NOW, "stale", 60_000],
    ["from the future by both clocks", { eventMs: NOW + 10, receivedMs: NOW + 10 }, NOW, "live", 0],
    [
      "of a replay of old times that still arrives",
      { eventMs: 0, receivedMs: NOW - 10, clock: "session" },
      NOW,
      "live",
      10,
    ],
    ["of a replay that was paused", { eventMs: 0, receivedMs: NOW - 5_001, clock: "session" }, NOW, "stale", 5_001],
  ] as const)("%s", (_what, change, nowMs, state, ageMs) => {
    expect(freshnessOf({ ...quote, ...change }, nowMs, always)).toEqual({ state, ageMs });
  });

  it.each([
    ["before the open", session.openMs - 1, "closed"],
    ["in the session", NOW, "live"],
    ["in the pause", NOW + 600_000, "closed"],
    ["at the close", session.closeMs, "closed"],
  ] as const)("says nothing while its market is closed: %s", (_when, nowMs, state) => {
    const fresh = { ...quote, eventMs: nowMs, receivedMs: nowMs };
    expect(freshnessOf(fresh, nowMs, hour).state).toBe(state);
  });
});

describe("a price for an order", () => {
  it("is both sides of a fresh quote", () => {
    expect(priceable(quote, NOW, always)).toEqual({
      ok: true,
      value: { bid: 99.98, ask: 100.02, eventMs: NOW - 1_000 },
    });
    expect(priceable({ ...quote, ask: 99.98 }, NOW, null).ok, "a locked market").toBe(true);
  });

  it.each([
    ["nothing is known", null, NOW, { kind: "quote.none" }],
    ["it is stale", quote, NOW + 4_001, { kind: "quote.stale", ageMs: 5_001, beatMs: 5_000 }],
    ["the bid is missing", { ...quote, bid: null }, NOW, { kind: "quote.one_sided", missing: "bid" }],
    ["the ask is missing", { ...quote, ask: null }, NOW, { kind: "quote.one_sided", missing: "ask" }],
    ["the sides cross", { ...quote, ask: 99 }, NOW, { kind: "quote.crossed", bid: 99.98, ask: 99 }],
  ] as const)("is refused when %s", (_why, given, nowMs, error) => {
    expect(priceable(given, nowMs, always)).toEqual({ ok: false, error });
  });

  it("is refused when the market is closed, however fresh the quote", () => {
    const after = { ...quote, eventMs: session.closeMs, receivedMs: session.closeMs };
    expect(priceable(after, session.closeMs, hour)).toEqual({
      ok: false,
      error: { kind: "quote.market_closed", calendar: "hour" },
    });
  });
});

it("measures a change from the close before, and not at all without it", () => {
  expect(changeOf(quote)).toBeCloseTo(0.25, 12);
  expect(changeOf({ last: 100, reference: null })).toBeNull();
  expect(changeOf({ last: null, reference: 80 })).toBeNull();
  expect(changeOf({ last: 100, reference: 0 })).toBeNull();
});

describe("a quote as text", () => {
  const price = fc.option(fc.double({ min: 1e-8, max: 1e9, noNaN: true }), { nil: null });
  const moment = fc.integer({ min: 0, max: 4e12 });
  const anyQuote: fc.Arbitrary<Quote> = fc.record({
    instrumentId: fc.integer({ min: 1, max: 2_147_483_647 }).map((id) => InstrumentId.of(id)),
    feed: fc.constantFrom("simulated", "ccxt.binance"),
    bid: price,
    ask: price,
    bidSize: price,
    askSize: price,
    last: price,
    lastSize: price,
    reference: price,
    eventMs: moment,
    receivedMs: moment,
    clock: fc.constantFrom("wall", "session"),
    beatMs: fc.integer({ min: 1, max: 1e9 }),
    calendar: fc.option(fc.string(), { nil: null }),
    minute: fc.constantFrom(null, quote.minute),
  });

  it("comes back as it went", () => {
    fc.assert(
      fc.property(anyQuote, (one) => {
        expect(decodeQuote(encodeQuote(one))).toEqual(one);
      }),
    );
  });

  it("begins with the id, on one line", () => {
    const line = encodeQuote(quote);
    expect(Number.parseInt(line.slice(1), 10)).toBe(7);
    expect(line).not.toContain("\n");
  });

  it.each(["", "{}", "[]", "[7]", "null", encodeQuote(quote).slice(0, 40), encodeQuote(quote).replace("[7", "[-7")])(
    "is nothing when it is %j",
    (text) => {
      expect(decodeQuote(text)).toBeNull();
    },
  );

  it("drops a minute that is none and keeps the rest", () => {
    const text = encodeQuote(quote).replace(/\[\d+,99,/, '["x",99,');
    expect(decodeQuote(text)).toEqual({ ...quote, minute: null });
  });
});
