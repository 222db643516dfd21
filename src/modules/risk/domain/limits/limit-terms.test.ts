import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exact } from "@/modules/_kernel";
import { makeOrder, makeState } from "../../testing/pre-trade";
import { checkOrder } from "../pre-trade/check-order";
import { AMOUNT_KINDS, RATE_KINDS, STANDING_KINDS, SYMBOL_KINDS } from "./limit-kinds";
import { isLooser, type LimitTerms, limitOf, parseTerms } from "./limit-terms";

const everybody = { name: null, scope: { of: "all" } } as const;
const NOW_MS = 1e12;

describe("the terms of a limit", () => {
  it.each([
    [
      { kind: "order_qty", value: "0100.50" },
      { kind: "order_qty", value: "100.5" },
    ],
    [
      { kind: "max_positions", value: "12" },
      { kind: "max_positions", value: "12" },
    ],
    [
      { kind: "restricted", symbols: [" tsla ", "AAPL", "TSLA"] },
      { kind: "restricted", symbols: ["AAPL", "TSLA"] },
    ],
  ])("are read once and for all: %j", (given, terms) => {
    expect(parseTerms(given)).toEqual({ ok: true, value: terms });
  });

  it.each([
    [{ kind: "order_qty", value: "-1" }, "value", "a number from 0 to 1e15"],
    [{ kind: "order_qty", value: "1e308" }, "value", "a number from 0 to 1e15"],
    [{ kind: "order_qty", value: "NaN" }, "value", "a number from 0 to 1e15"],
    [{ kind: "max_positions", value: "1.5" }, "value", "a whole number"],
    [{ kind: "order_rate", value: "1.5", windowSeconds: 60 }, "value", "a whole number from 0 to 1000000"],
    [{ kind: "order_rate", value: "5", windowSeconds: 0 }, "windowSeconds", "seconds, from 1 to 86400"],
    [{ kind: "restricted", symbols: [] }, "symbols", "at least one symbol"],
    [{ kind: "restricted", symbols: ["A B"] }, "symbols.0", "a symbol"],
    [
      { kind: "blackout", windows: [{ symbol: null, fromMs: 2, toMs: 2 }] },
      "windows.0.toMs",
      "a moment after the first",
    ],
  ])("name the fault and what would pass: %j", (given, path, message) => {
    expect(parseTerms(given)).toEqual({ ok: false, error: [{ path, message }] });
  });

  it("let an order wait for an hour and one percent where they do not say", () => {
    const given = { kind: "approval_value", value: "5000" };
    const read = { ...given, validMinutes: 60, priceMoved: 0.01 } as const;
    expect(parseTerms(given)).toEqual({ ok: true, value: read });
    expect(parseTerms({ ...given, priceMoved: 0 })).toMatchObject({ error: [{ path: "priceMoved" }] });
    const longer: LimitTerms = { ...read, kind: "approval_value", validMinutes: 61 };
    expect([
      isLooser({ ...read, kind: "approval_value" }, longer),
      isLooser(longer, { ...read, kind: "approval_value" }),
    ]).toEqual([true, false]);
  });

  it("are of a kind whose measure is known: no other is taken", () => {
    const others = ["pattern_day_trader", "trading_hours", "buying_power", "nonsense"];
    expect(others.filter((kind) => parseTerms({ kind, value: "1" }).ok)).toEqual([]);
    expect(new Set(STANDING_KINDS).size).toBe(terms.length);
  });
});

// ---- what loosens -------------------------------------------------------------------------------------------------

const symbols = fc.uniqueArray(fc.constantFrom("A", "B", "C"), { minLength: 1, maxLength: 3 });
const amount = fc.oneof(
  fc.integer({ min: 0, max: 20_000 }).map(String),
  fc.integer({ min: 0, max: 300 }).map((value) => exact(value).times(exact("0.01")).toFixed()),
);
const moments = fc.integer({ min: -50, max: 50 });
const blackout = fc
  .record({ symbol: fc.constantFrom("A", "B", null), from: moments, length: fc.integer({ min: 1, max: 60 }) })
  .map(({ symbol, from, length }) => ({ symbol, fromMs: NOW_MS + from, toMs: NOW_MS + from + length }));

const terms: fc.Arbitrary<LimitTerms>[] = [
  ...AMOUNT_KINDS.map((kind) =>
    fc.record({
      kind: fc.constant(kind),
      value: kind.startsWith("max_") ? fc.integer({ min: 0, max: 4 }).map(String) : amount,
    }),
  ),
  ...RATE_KINDS.map((kind) =>
    fc.record({
      kind: fc.constant(kind),
      value: fc.integer({ min: 0, max: 4 }).map(String),
      windowSeconds: fc.constantFrom(1, 30, 60, 120),
    }),
  ),
  ...SYMBOL_KINDS.map((kind) => fc.record({ kind: fc.constant(kind), symbols })),
  fc.record({ kind: fc.constant("duplicate_order" as const), windowSeconds: fc.constantFrom(1, 15, 100) }),
  fc.record({
    kind: fc.constant("approval_value" as const),
    value: amount,
    validMinutes: fc.integer({ min: 1, max: 99 }),
    priceMoved: fc.constantFrom(0.001, 0.01, 0.1),
  }),
  fc.record({
    kind: fc.constant("pattern_day_trader" as const),
    value: fc.integer({ min: 0, max: 6 }).map(String),
    equityMin: fc.constantFrom("0", "90000", "100000", "100001", "200000"),
  }),
  fc.record({ kind: fc.constant("blackout" as const), windows: fc.array(blackout, { minLength: 1, maxLength: 3 }) }),
];

const order = fc.record({
  symbol: fc.constantFrom("A", "B"),
  side: fc.constantFrom("buy" as const, "sell" as const),
  qty: fc.integer({ min: 1, max: 200 }).map((qty) => exact(qty)),
  limitPrice: fc.constantFrom(null, exact(48), exact(60)),
  isDayTrade: fc.boolean(),
});

describe("a change that does not loosen", () => {
  it("lets no order pass that the limit refused before", () => {
    const pair = fc.oneof(...terms.map((each) => fc.tuple(each, each)));
    let held = 0;
    fc.assert(
      fc.property(pair, order, ([before, after], change) => {
        const passes = (limit: LimitTerms) =>
          checkOrder([limitOf(limit, everybody)], makeState({}), makeOrder(change)).outcome === "approved";
        if (isLooser(before, after) || passes(before)) return true;
        held += 1;
        return !passes(after);
      }),
      { numRuns: Math.max(2_000, fc.readConfigureGlobal().numRuns ?? 0) },
    );
    expect(held, "refused before and held against the new terms").toBeGreaterThan(100);
  });

  it("is a smaller value, a longer window, more of what is barred, less of what may be borrowed", () => {
    const looser = (before: LimitTerms | null, after: LimitTerms | null) => [
      isLooser(before, after),
      isLooser(after, before),
    ];
    const amounts = AMOUNT_KINDS.map((kind) => looser({ kind, value: "2" }, { kind, value: "10" }).join());
    expect(new Set(amounts)).toEqual(new Set(["true,false"]));
    expect(
      looser({ kind: "duplicate_order", windowSeconds: 9 }, { kind: "duplicate_order", windowSeconds: 5 }),
    ).toEqual([true, false]);
    expect(looser({ kind: "restricted", symbols: ["A", "B"] }, { kind: "restricted", symbols: ["A"] })).toEqual([
      true,
      false,
    ]);
    expect(looser({ kind: "easy_to_borrow", symbols: ["A"] }, { kind: "easy_to_borrow", symbols: ["A", "B"] })).toEqual(
      [true, false],
    );
    expect(looser({ kind: "order_qty", value: "2" }, null)).toEqual([true, false]);
    const dayTrades = (value: string, equityMin: string): LimitTerms => ({
      kind: "pattern_day_trader",
      value,
      equityMin,
    });
    expect(looser(dayTrades("3", "25000"), dayTrades("3", "20000"))).toEqual([true, false]);
    const rate = (value: string, windowSeconds: number): LimitTerms => ({ kind: "order_rate", value, windowSeconds });
    // Fewer in less time is neither: in doubt it loosens.
    expect(looser(rate("5", 60), rate("2", 10))).toEqual([true, true]);
  });
});
