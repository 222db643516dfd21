import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EpochMs, type Exact, exact, type Side, ZERO } from "@/modules/_kernel";
import { makeInstrument, makeLimit, makeOrder, makeState } from "../../testing/pre-trade";
import { checkOrder } from "./check-order";
import type { RiskLimit, RiskState } from "./request";

const EQUITY = 100_000;
const PRICES: Readonly<Record<string, number>> = { A: 50, B: 20 };
const NOW_MS = 1e12;

interface Working {
  readonly symbol: string;
  readonly side: Side;
  readonly qty: Exact;
}

const EMPTY = makeState({
  positions: [],
  workingOrders: [],
  recentOrders: [],
  orderCounts: new Map(),
  cancelCounts: new Map(),
  instruments: new Map(
    Object.entries(PRICES).map(([symbol, price]) => [symbol, makeInstrument({ price: exact(price) })]),
  ),
});
const flat = (change: Partial<RiskState>): RiskState => ({ ...EMPTY, ...change });

/** Long and short worth of a book, reckoned without the code that is tested. */
function worthOf(units: ReadonlyMap<string, number>) {
  const worths = [...units].map(([symbol, qty]) => qty * (PRICES[symbol] ?? 0));
  const gross = worths.reduce((sum, each) => sum + Math.abs(each), 0);
  return {
    position_value: Math.max(0, ...worths.map(Math.abs)),
    gross_exposure: gross,
    net_exposure: Math.abs(worths.reduce((sum, each) => sum + each, 0)),
    leverage: gross / EQUITY,
    concentration_instrument: Math.max(0, ...worths.map(Math.abs)) / EQUITY,
  };
}
const KINDS = ["position_value", "gross_exposure", "net_exposure", "leverage", "concentration_instrument"] as const;

const step = fc.record({
  symbol: fc.constantFrom("A", "B"),
  side: fc.constantFrom<Side>("buy", "sell"),
  qty: fc.integer({ min: 1, max: 400 }),
  /** How many of the working orders fill right after it, from which on. */
  fills: fc.integer({ min: 0, max: 3 }),
  from: fc.nat(10),
});

/** Whether an order only makes its own position smaller, whatever else works: it always passes. */
function isExit(held: ReadonlyMap<string, number>, working: readonly Working[], order: Working): boolean {
  const position = held.get(order.symbol) ?? 0;
  const beside = working.filter((each) => each.symbol === order.symbol && each.side === order.side);
  const leaves = beside.reduce((left, { qty }) => left - qty.toNumber(), Math.abs(position));
  return (order.side === "sell" ? position > 0 : position < 0) && order.qty.toNumber() <= leaves;
}

describe("orders that were accepted one after the other", () => {
  it("take no cumulative limit past its value, whichever of those that work fill", () => {
    const limit = fc.tuple(fc.constantFrom(...KINDS), fc.integer({ min: 1, max: 30_000 }));
    fc.assert(
      fc.property(limit, fc.array(step, { minLength: 1, maxLength: 25 }), ([kind, worth], steps) => {
        const isFraction = kind === "leverage" || kind === "concentration_instrument";
        const value = isFraction ? worth / EQUITY : worth;
        const limits: readonly RiskLimit[] = [makeLimit({ kind, value: exact(value) })];
        const held = new Map<string, number>();
        let working: Working[] = [];
        for (const { symbol, side, qty, fills, from } of steps) {
          const positions = [...held].map(([of, units]) => ({ symbol: of, qty: exact(units) }));
          const state = flat({ equity: exact(EQUITY), positions, workingOrders: working });
          const asked = { symbol, side, qty: exact(qty) };
          // An exit passes although it may leave the other leg of a hedge alone: nobody is kept in a position by a limit.
          if (kind === "net_exposure" && isExit(held, working, asked)) continue;
          const order = makeOrder({ ...asked, protectiveStop: null });
          if (checkOrder(limits, state, order).outcome === "approved") working.push(asked);
          for (let fill = 0; fill < fills && working.length > 0; fill += 1) {
            const at = from % working.length;
            const filled = working[at];
            if (filled === undefined) break;
            working = working.filter((_, place) => place !== at);
            const signed = filled.qty.toNumber() * (filled.side === "buy" ? 1 : -1);
            held.set(filled.symbol, (held.get(filled.symbol) ?? 0) + signed);
            expect(worthOf(held)[kind]).toBeLessThanOrEqual(value + 1e-9);
          }
        }
      }),
    );
  });
});

describe("an exit from one leg of a hedge", () => {
  it("passes a limit of net exposure that the other leg then breaks", () => {
    const limits = [makeLimit({ kind: "net_exposure", value: exact(1_380) })];
    const state = flat({
      equity: exact(EQUITY),
      positions: [
        { symbol: "B", qty: exact(69) },
        { symbol: "A", qty: exact(-28) },
      ],
    });
    const leave = (change: Partial<Working>) =>
      checkOrder(limits, state, makeOrder({ symbol: "B", side: "sell", protectiveStop: null, ...change })).outcome;
    expect(leave({ qty: exact(69) })).toBe("approved");
    expect(leave({ qty: exact(70) })).toBe("refused");
  });
});

describe("a strategy that runs away with ten thousand orders", () => {
  const ORDERS = 10_000;

  it.each([
    [1, 5],
    [60, 20],
  ])("is stopped at the count that was set: within %i s no more than %i", (seconds, most) => {
    const limits = [makeLimit({ kind: "order_rate", value: exact(most), windowMs: seconds * 1_000 })];
    const passed: number[] = [];
    let recent: readonly number[] = [];
    for (let sent = 0; sent < ORDERS; sent += 1) {
      const atMs = NOW_MS + sent * 7;
      recent = recent.filter((each) => each > atMs - seconds * 1_000);
      const order = makeOrder({ qty: exact(1) });
      const state = flat({ nowMs: EpochMs.of(atMs), orderCounts: new Map([[seconds * 1_000, recent.length]]) });
      if (checkOrder(limits, state, order).outcome !== "approved") continue;
      passed.push(atMs);
      recent = [...recent, atMs];
    }
    const inWindow = passed.map((at) => passed.filter((each) => each > at - seconds * 1_000 && each <= at).length);
    expect(Math.max(...inWindow)).toBe(most);
  });

  it("has no more open at once than it may, and none that opens past its own position", () => {
    const limits = [
      makeLimit({ kind: "max_open_orders", value: exact(25) }),
      makeLimit({ kind: "position_qty", value: exact(40) }),
    ];
    let [working, total]: [readonly Working[], Exact] = [[], ZERO];
    for (let sent = 0; sent < ORDERS; sent += 1) {
      const order = makeOrder({ qty: exact(2) });
      if (checkOrder(limits, flat({ workingOrders: working }), order).outcome !== "approved") continue;
      working = [...working, { symbol: "A", side: "buy", qty: order.qty }];
      total = total.plus(order.qty);
    }
    expect([working.length, total.toNumber()]).toEqual([20, 40]);
  });
});
