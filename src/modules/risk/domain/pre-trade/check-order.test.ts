import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Exact, exact, toDecimalText } from "@/modules/_kernel";
import { makeInstrument, makeLimit, makeOrder, makeState } from "../../testing/pre-trade";
import { checkOrder } from "./check-order";
import { BINDS_REDUCING } from "./measure-limit";
import { AMOUNT_LIMITS, type RiskLimit, type RiskOrder, type RiskState } from "./request";

/** "approved", or the breaches as "<name> <limit> <actual> <headroom>" and the largest quantity. */
function said(limits: readonly RiskLimit[], change: Partial<RiskOrder> = {}, state: Partial<RiskState> = {}) {
  const outcome = checkOrder(limits, makeState(state), makeOrder(change));
  if (outcome.outcome === "approved") return "approved";
  const breaches = outcome.breaches.map(({ name, limit, actual, headroom }) =>
    [name, ...[limit, actual, headroom].map((each) => each?.toFixed() ?? "?")].join(" "),
  );
  return [...breaches, toDecimalText(outcome.largestQtyThatPasses)];
}
const passes = (limits: readonly RiskLimit[], state: RiskState, order: RiskOrder) =>
  checkOrder(limits, state, order).outcome === "approved";

describe("checkOrder", () => {
  it("approves what every limit lets pass, and hands the very order on", () => {
    const order = makeOrder({});
    const outcome = checkOrder([makeLimit({ kind: "order_qty", value: exact(40) })], makeState({}), order);
    expect(outcome).toEqual({ outcome: "approved", approved: order });
    expect(said([])).toBe("approved");
  });

  it("tells all breaches at once, and the largest quantity that passes them all", () => {
    expect(
      said([
        makeLimit({ kind: "order_value", value: exact(1500) }),
        makeLimit({ kind: "position_qty", value: exact(135) }),
        makeLimit({ kind: "leverage", value: exact(5) }),
        makeLimit({ kind: "gross_exposure", value: exact(12_000) }),
      ]),
    ).toEqual(["order_value 1500 2000 1500", "position_qty 135 150 25", "gross_exposure 12000 13000 1000", "20"]);
  });

  it("names the tightest limit of a kind, and only those that bind the order", () => {
    const limit = (name: string, value: number, scope: RiskLimit["scope"] = { of: "all" }) => ({
      ...makeLimit({ kind: "order_qty", value: exact(value) }),
      name,
      scope,
    });
    const limits = [
      limit("house", 30),
      limit("ann", 20, { of: "user", subject: "ann" }),
      limit("bob", 10, { of: "user", subject: "bob" }),
      limit("momentum", 5, { of: "strategy", subject: "momentum" }),
    ];
    expect(said(limits)).toEqual(["ann 20 40 20", "20"]);
    expect(said(limits, { strategy: "momentum" })).toEqual(["momentum 5 40 5", "5"]);
  });

  it("lets out whoever only makes a position smaller, as far as that goes", () => {
    const held = [
      makeLimit({ kind: "gross_exposure", value: exact(1) }),
      makeLimit({ kind: "daily_loss", value: exact("0.1") }),
      makeLimit({ kind: "restricted", symbols: ["A"] }),
      makeLimit({ kind: "buying_power" }),
    ];
    const broke = { buyingPower: exact(-1) };
    expect(said(held, { side: "sell", qty: exact(100) }, broke)).toBe("approved");
    expect(said(held, { side: "sell", qty: exact(101) }, broke)).toContain("100");
    expect(said(held, { side: "buy", qty: exact(1) }, broke)).toContain("0");
    // What sells that are working may take is not there twice.
    const working = [{ symbol: "A", side: "sell" as const, qty: exact(70) }];
    expect(said(held, { side: "sell", qty: exact(40) }, { workingOrders: working })).toContain("30");
    // A guard against mistakes holds for all.
    expect(said([makeLimit({ kind: "order_qty", value: exact(50) })], { side: "sell", qty: exact(100) })).toEqual([
      "order_qty 50 100 50",
      "50",
    ]);
  });

  it("takes the conservative answer where something is unknown", () => {
    const limits = [makeLimit({ kind: "leverage", value: exact(5) })];
    expect(said(limits, {}, { equity: null })).toEqual(["leverage 5 ? ?", "0"]);
    expect(said(limits, { symbol: "unknown" })).toEqual(["leverage 5 ? ?", "0"]);
    expect(said(limits, { side: "sell" }, { equity: null })).toBe("approved");
  });

  it("stops a loss at its limit, not behind it", () => {
    expect(said([makeLimit({ kind: "daily_loss", value: exact("0.2") })])).toEqual(["daily_loss 0.2 0.2 0", "0"]);
    expect(said([makeLimit({ kind: "daily_loss", value: exact("0.2000001") })])).toBe("approved");
  });

  it("lets pass what makes a limit that is past already no worse", () => {
    // Short 5000 net: a purchase of up to 200 leaves it as far on one side or the other.
    const state = {
      positions: [{ symbol: "B", qty: exact(-25) }],
      workingOrders: [],
      instruments: new Map([
        ["A", makeInstrument({})],
        ["B", makeInstrument({ price: exact(200) })],
      ]),
    };
    const limits = [makeLimit({ kind: "net_exposure", value: exact(2000) })];
    expect(said(limits, { qty: exact(200) }, state)).toBe("approved");
    expect(said(limits, { qty: exact(250) }, state)).toEqual(["net_exposure 2000 7500 -3000", "200"]);
    expect(said(limits, { side: "sell", qty: exact(1) }, state)).toEqual(["net_exposure 2000 5050 -3000", "0"]);
  });

  it("answers in lots of the instrument", () => {
    const instruments = new Map([["A", makeInstrument({ lot: exact("0.3") })]]);
    const limits = [makeLimit({ kind: "order_qty", value: exact(1) })];
    expect(said(limits, {}, { instruments, positions: [], workingOrders: [] })).toEqual(["order_qty 1 40 1", "0.9"]);
  });
});

const amount = fc.integer({ min: 0, max: 300 }).map((value) => exact(value));
const signed = fc.integer({ min: -200, max: 200 }).map((value) => exact(value));
const anyLimit = fc
  .tuple(fc.constantFrom(...AMOUNT_LIMITS), fc.integer({ min: 0, max: 20_000 }))
  .map(([kind, value]) => {
    const isFraction = /leverage|margin|concentration|risk|collar/.test(kind);
    return makeLimit({ kind, value: exact(value).times(exact(isFraction ? "0.00001" : "1")) });
  });
const anyState = fc.record({ a: signed, b: signed, buys: amount, sells: amount }).map(({ a, b, buys, sells }) =>
  makeState({
    positions: [
      { symbol: "A", qty: a },
      { symbol: "B", qty: b },
    ],
    workingOrders: [
      { symbol: "A", side: "buy", qty: buys.plus(exact(1)) },
      { symbol: "A", side: "sell", qty: sells.plus(exact(1)) },
    ],
  }),
);
const anyOrder = fc
  .record({ side: fc.constantFrom("buy" as const, "sell" as const), qty: fc.integer({ min: 1, max: 500 }) })
  .map(({ side, qty }) => makeOrder({ side, qty: exact(qty), protectiveStop: exact(side === "buy" ? 45 : 55) }));

describe("checkOrder, whatever the limits", () => {
  const limits = fc.array(anyLimit, { minLength: 1, maxLength: 6 });

  it("gives a largest quantity that passes while one lot more does not", () => {
    fc.assert(
      fc.property(limits, anyState, anyOrder, (given, state, order) => {
        const outcome = checkOrder(given, state, order);
        fc.pre(outcome.outcome === "refused");
        const largest: Exact = outcome.largestQtyThatPasses;
        expect(largest.lt(order.qty)).toBe(true);
        expect(largest.isZero() || passes(given, state, { ...order, qty: largest })).toBe(true);
        expect(passes(given, state, { ...order, qty: largest.plus(exact(1)) }) && !largest.isZero()).toBe(false);
      }),
      { numRuns: 150 },
    );
  });

  it("finds the largest there is, as trying every quantity does", () => {
    fc.assert(
      fc.property(limits, anyState, anyOrder, fc.integer({ min: 2, max: 40 }), (given, state, some, whole) => {
        const order = { ...some, qty: exact(whole) };
        const outcome = checkOrder(given, state, order);
        fc.pre(outcome.outcome === "refused");
        let best = 0;
        for (let qty = 1; exact(qty).lt(order.qty); qty += 1) {
          if (passes(given, state, { ...order, qty: exact(qty) })) best = qty;
        }
        expect(toDecimalText(outcome.largestQtyThatPasses)).toBe(String(best));
      }),
      { numRuns: 25 },
    );
  });

  it("lets an order that may only reduce pass all but what guards against mistakes, whatever else works", () => {
    fc.assert(
      fc.property(limits, anyState, anyOrder, (given, state, some) => {
        const guards = given.filter(({ kind }) => !BINDS_REDUCING.has(kind));
        expect(passes(guards, state, { ...some, reduceOnly: true })).toBe(true);
      }),
      { numRuns: 100 },
    );
    // A stop for what is held, beside a target that would sell all of it, where no more orders may be open.
    const full = [makeLimit({ kind: "max_open_orders", value: exact(1) })];
    const working = [{ symbol: "A", side: "sell" as const, qty: exact(100) }];
    const stop = { side: "sell" as const, qty: exact(100) };
    expect(said(full, stop, { workingOrders: working })).toEqual(["max_open_orders 1 2 0", "0"]);
    expect(said(full, { ...stop, reduceOnly: true }, { workingOrders: working })).toBe("approved");
  });

  it("never approves with one limit more, or a lower one, what it refused", () => {
    fc.assert(
      fc.property(limits, anyLimit, anyState, anyOrder, (given, more, state, order) => {
        const refused = !passes(given, state, order);
        expect(refused && passes([...given, more], state, order)).toBe(false);
        const raised = given.map((each) => ("value" in each ? { ...each, value: each.value.plus(each.value) } : each));
        expect(!refused && !passes(raised, state, order)).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  it("lets no two halves pass a limit that their whole breaks", () => {
    fc.assert(
      fc.property(limits, anyState, anyOrder, (given, state, order) => {
        const cumulative = given.filter(({ kind }) => /exposure|leverage|concentration|position_/.test(kind));
        const half = { ...order, qty: order.qty.times(exact("0.5")) };
        const { symbol, side, qty } = half;
        const after = { ...state, workingOrders: [...state.workingOrders, { symbol, side, qty }] };
        const both = passes(cumulative, state, half) && passes(cumulative, after, half);
        expect(both && !passes(cumulative, state, order)).toBe(false);
      }),
      { numRuns: 100 },
    );
  });
});
