import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exact, type Side, ZERO } from "@/modules/_kernel";
import type { ProtectionTerms } from "./protection-policy";
import { coverStep, lastStopOf, type OpenStop, type ProtectionSituation, surplusStep } from "./protection-step";

const terms: ProtectionTerms = { mode: "rearm", afterSeconds: 60, distance: 0.05, surplus: "mend" };
const stop = (orderId: string, leaves: string, change: Partial<OpenStop> = {}): OpenStop => ({
  orderId,
  side: "sell",
  leaves: exact(leaves),
  reduceOnly: true,
  isLinked: false,
  ...change,
});
const of = (held: string, change: Partial<ProtectionSituation> = {}): ProtectionSituation => ({
  held: exact(held),
  stops: [],
  isInFlight: false,
  isHalted: false,
  market: { bid: exact("99.97"), ask: exact("100.03") },
  lastStop: null,
  tick: exact("0.05"),
  lot: exact("1"),
  ...change,
});
const said = (step: object) => JSON.parse(JSON.stringify(step)) as unknown;

describe("coverStep", () => {
  it("places what is uncovered at the distance under the bid, or over the ask, on the tick and away from the market", () => {
    // 99.97 less 5 % is 94.9715; the tick under it is 94.95.
    expect(said(coverStep(of("10", { stops: [stop("a", "4")] }), terms))).toEqual({
      kind: "place",
      uncovered: "6",
      side: "sell",
      qty: "6",
      stopPrice: "94.95",
      from: "distance",
    });
    // 100.03 and 5 % is 105.0315; the tick over it is 105.05.
    expect(said(coverStep(of("-10"), terms))).toMatchObject({ side: "buy", qty: "10", stopPrice: "105.05" });
  });

  it("takes the price of the last stop while that is on the right side of the market, touched is not", () => {
    expect(said(coverStep(of("10", { lastStop: exact("97") }), terms))).toMatchObject({
      stopPrice: "97",
      from: "last_stop",
    });
    expect(coverStep(of("10", { lastStop: exact("99.97") }), terms)).toMatchObject({ from: "distance" });
    expect(coverStep(of("-10", { lastStop: exact("97") }), terms)).toMatchObject({ from: "distance" });
    expect(coverStep(of("-10", { lastStop: exact("101") }), terms)).toMatchObject({ from: "last_stop" });
  });

  it.each([
    ["policy", of("10"), { ...terms, mode: "alert" as const }],
    ["halted", of("10", { isHalted: true }), terms],
    ["no_price", of("10", { market: null, lastStop: exact("97") }), terms],
    ["below_lot", of("0.4"), terms],
    ["below_tick", of("10", { market: { bid: exact("0.05"), ask: exact("0.1") } }), terms],
  ] as const)("tells instead of placing, and why: %s", (why, situation, policy) => {
    expect(coverStep(situation, policy)).toMatchObject({ kind: "tell", why });
  });

  it("waits while anything of the symbol is under way, and has nothing to do once all is covered", () => {
    expect(coverStep(of("10", { isInFlight: true }), terms)).toMatchObject({ kind: "wait" });
    expect(coverStep(of("10", { stops: [stop("a", "10")] }), terms)).toEqual({ kind: "covered" });
    expect(coverStep(of("0"), terms)).toEqual({ kind: "covered" });
    // A stop of the other side covers nothing.
    expect(coverStep(of("10", { stops: [stop("a", "10", { side: "buy" })] }), terms)).toMatchObject({ kind: "place" });
  });
});

describe("surplusStep", () => {
  it("cancels the newest stops first and makes the last of them smaller, so that all stays covered", () => {
    const stops = [stop("old", "10"), stop("middle", "8"), stop("new", "3")];
    expect(said(surplusStep(of("12", { stops }), terms))).toEqual({
      kind: "mend",
      surplus: "9",
      cancel: ["new"],
      reduce: { orderId: "middle", leaves: "2" },
    });
  });

  it("leaves stops that others hang on to the last", () => {
    const stops = [stop("own", "5"), stop("bracket", "5", { isLinked: true })];
    expect(surplusStep(of("5", { stops }), terms)).toMatchObject({ cancel: ["own"], reduce: null });
  });

  it("cancels what nothing is held for, and leaves alone what may open something", () => {
    const orphan = stop("left", "5", { side: "buy" });
    expect(surplusStep(of("5", { stops: [stop("a", "5"), orphan] }), terms)).toMatchObject({ cancel: ["left"] });
    expect(surplusStep(of("0", { stops: [stop("a", "5")] }), terms)).toMatchObject({ cancel: ["a"] });
    const entry = stop("entry", "9", { reduceOnly: false });
    expect(surplusStep(of("5", { stops: [entry] }), terms)).toMatchObject({ kind: "tell", why: "may_open" });
    expect(surplusStep(of("0", { stops: [entry] }), terms)).toEqual({ kind: "fits" });
  });

  it("waits while anything is under way, and only tells where stops are kept", () => {
    const situation = of("5", { stops: [stop("a", "9")] });
    expect(surplusStep({ ...situation, isInFlight: true }, terms)).toMatchObject({ kind: "wait" });
    expect(surplusStep(situation, { ...terms, surplus: "keep" })).toMatchObject({ kind: "tell", why: "policy" });
  });
});

describe("lastStopOf", () => {
  const past = (side: Side, stopPrice: string | null, closedMs: number) => ({
    side,
    stopPrice: stopPrice === null ? null : exact(stopPrice),
    closedMs,
  });
  const fill = (side: Side, qty: string, atMs: number) => ({ side, qty: exact(qty), atMs });

  it("is the newest stop of this position that has a price", () => {
    const stops = [past("buy", "120", 9), past("sell", null, 8), past("sell", "90", 7), past("sell", "80", 6)];
    expect(said({ at: lastStopOf({ held: exact("10"), fills: [fill("buy", "10", 5)], stops }) })).toEqual({ at: "90" });
  });

  it("forgets stops of a position that was closed or turned since", () => {
    const stops = [past("sell", "90", 4)];
    expect(lastStopOf({ held: exact("10"), fills: [fill("buy", "10", 5), fill("sell", "10", 3)], stops })).toBeNull();
    expect(lastStopOf({ held: exact("10"), fills: [fill("buy", "15", 5)], stops })).toBeNull();
    expect(lastStopOf({ held: exact("10"), fills: [fill("buy", "2", 5)], stops })).not.toBeNull();
  });
});

type Happening =
  | { readonly do: "trade"; readonly qty: number }
  | { readonly do: "stop"; readonly qty: number; readonly sells: boolean }
  | { readonly do: "arrive" | "vanish" | "touch" | "quote" };

/** A venue and a trader who do what they like, in between a monitor that looks and acts, and now and then begins anew. */
const play = fc.record({
  events: fc.array(
    fc.oneof<fc.Arbitrary<Happening>[]>(
      fc.record({ do: fc.constant("trade" as const), qty: fc.integer({ min: -9, max: 9 }) }),
      fc.record({ do: fc.constant("stop" as const), qty: fc.integer({ min: 1, max: 9 }), sells: fc.boolean() }),
      fc.record({ do: fc.constantFrom("arrive" as const, "vanish" as const, "touch" as const, "quote" as const) }),
    ),
    { maxLength: 40 },
  ),
});

interface Book {
  held: number;
  stops: { id: string; sells: boolean; leaves: number; isSent: boolean; closing: boolean }[];
  hasPrice: boolean;
}

describe("a policy over time", () => {
  const situationOf = ({ held, stops, hasPrice }: Book): ProtectionSituation =>
    of(String(held), {
      stops: stops
        .filter(({ isSent }) => isSent)
        .map(({ id, sells, leaves }) => stop(id, String(leaves), { side: sells ? "sell" : "buy" })),
      isInFlight: stops.some(({ isSent, closing }) => !isSent || closing),
      market: hasPrice ? { bid: exact("99.97"), ask: exact("100.03") } : null,
    });
  const coverOf = ({ held, stops }: Book) =>
    stops.filter(({ sells }) => sells === held > 0).reduce((sum, { leaves }) => sum + leaves, 0);

  /** What the monitor does to a book, as the flow does: a stop that is on its way, or cancels that wait for their answer. */
  const act = (book: Book, next: () => string): "placed" | "mended" | "nothing" => {
    const situation = situationOf(book);
    const step = coverStep(situation, terms);
    if (step.kind === "place") {
      const stopped = {
        id: next(),
        sells: step.side === "sell",
        leaves: step.qty.toNumber(),
        isSent: false,
        closing: false,
      };
      book.stops.push(stopped);
      return "placed";
    }
    const mend = surplusStep(situation, terms);
    if (mend.kind !== "mend") return "nothing";
    for (const each of book.stops) {
      if (mend.cancel.includes(each.id)) each.closing = true;
      if (mend.reduce?.orderId === each.id) each.leaves = mend.reduce.leaves.toNumber();
    }
    return "mended";
  };
  const settle = (book: Book) => {
    book.stops = book.stops.filter(({ closing }) => !closing).map((each) => ({ ...each, isSent: true }));
  };
  const happen = (book: Book, event: Happening, next: () => string) => {
    const [oldest] = book.stops;
    if (event.do === "trade") book.held += event.qty;
    if (event.do === "stop")
      book.stops.push({ id: next(), sells: event.sells, leaves: event.qty, isSent: true, closing: false });
    if (event.do === "arrive") settle(book);
    if (event.do === "vanish") book.stops.shift();
    if (event.do === "quote") book.hasPrice = !book.hasPrice;
    if (event.do === "touch" && oldest?.isSent === true && oldest.sells === book.held > 0) {
      const filled = Math.min(oldest.leaves, Math.abs(book.held));
      book.held += oldest.sells ? -filled : filled;
      oldest.leaves -= filled;
      if (oldest.leaves === 0) book.stops.shift();
    }
  };

  /** Acts once, and says what was wrong with it. */
  const faultsOf = (book: Book, next: () => string): readonly string[] => {
    const before = coverOf(book);
    const held = Math.abs(book.held);
    const did = act(book, next);
    const stays = book.stops
      .filter(({ sells, closing }) => sells === book.held > 0 && !closing)
      .reduce((sum, { leaves }) => sum + leaves, 0);
    if (did === "mended") return held > 0 && stays < Math.min(before, held) ? ["it uncovered something"] : [];
    if (did === "nothing") return [];
    return [
      ...(before < held ? [] : ["it placed where nothing was uncovered"]),
      ...(coverOf(book) === held ? [] : ["it placed too much or too little"]),
      // Nothing is known of it yet: whoever looks again, a process that has just begun too, waits.
      ...(act(book, next) === "nothing" ? [] : ["it acted twice on one gap"]),
    ];
  };

  it("never covers more than is held by what it places, never acts twice on one gap, and comes to rest covered", () => {
    fc.assert(
      fc.property(play, ({ events }) => {
        let made = 0;
        const next = () => {
          made += 1;
          return `s${made}`;
        };
        const book: Book = { held: 0, stops: [], hasPrice: true };
        for (const event of events) {
          happen(book, event, next);
          expect(faultsOf(book, next)).toEqual([]);
        }
        book.hasPrice = true;
        for (let round = 0; round < 4; round += 1) {
          settle(book);
          act(book, next);
        }
        settle(book);
        const covering = book.held === 0 ? ZERO : exact(coverOf(book));
        expect(covering.toFixed()).toBe(String(Math.abs(book.held)));
        expect(surplusStep(situationOf(book), terms)).toEqual({ kind: "fits" });
      }),
      { numRuns: 500 },
    );
  });
});
