import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Exact, exact, ZERO } from "@/modules/_kernel";
import { LOT_METHODS } from "../lots/lot";
import type { Posting } from "./chart";
import type { BookEntry, EntryOf, LedgerEntry } from "./entry";
import { InstrumentBook } from "./instrument-book";
import { type BookChange, postingsOf, reversalOf, settlementOf } from "./postings";

const say = (lines: readonly Posting[]) =>
  lines.map(({ chart, symbol, currency, amount, qty }) =>
    [
      chart,
      ...(symbol === null ? [] : [symbol]),
      currency,
      amount,
      ...(qty === null ? [] : [`x${qty.toFixed()}`]),
    ].join(" "),
  );
const trade = (change: Partial<EntryOf<"fill">> = {}): EntryOf<"fill"> => ({
  kind: "fill",
  symbol: "BTC-USD",
  side: "buy",
  qty: "2",
  price: "100",
  multiplier: "1",
  currency: "USD",
  baseAsset: "BTC",
  fees: [],
  lots: [],
  ...change,
});
/** What each entry does to the book, in turn. */
function booked(entries: readonly BookEntry[], settles = false): readonly (readonly Posting[])[] {
  const book = new InstrumentBook("fifo");
  return entries.map((entry, index) => {
    const before = book.totals();
    book.apply(entry, { atMs: index, lotName: String(index) });
    const change: BookChange = { symbol: entry.symbol, currency: entry.currency, before, after: book.totals() };
    return postingsOf(entry, { book: change, settles });
  });
}
const money = (entry: LedgerEntry) => say(postingsOf(entry, { book: null, settles: false }));

describe("postings of money", () => {
  it.each<readonly [string, LedgerEntry, readonly string[]]>([
    ["a deposit", { kind: "deposit", currency: "USD", amount: "5" }, ["cash USD 5", "capital USD -5"]],
    ["a withdrawal", { kind: "withdrawal", currency: "USD", amount: "5" }, ["cash USD -5", "capital USD 5"]],
    ["interest", { kind: "interest", currency: "EUR", amount: "0.5" }, ["cash EUR 0.5", "interest EUR -0.5"]],
    ["interest paid", { kind: "interest", currency: "EUR", amount: "-0.5" }, ["cash EUR -0.5", "interest EUR 0.5"]],
    ["funding", { kind: "funding", currency: "USDT", amount: "-3" }, ["cash USDT -3", "funding USDT 3"]],
    ["a charge", { kind: "fee", currency: "USD", amount: "7" }, ["cash USD -7", "fees USD 7"]],
    [
      "a dividend",
      { kind: "dividend", symbol: "SPY", currency: "USD", amount: "1.75" },
      ["cash USD 1.75", "dividends SPY USD -1.75"],
    ],
    [
      "one currency for another",
      { kind: "exchange", paid: { currency: "USD", amount: "110" }, received: { currency: "EUR", amount: "100" } },
      ["cash USD -110", "exchange USD 110", "cash EUR 100", "exchange EUR -100"],
    ],
  ])("books %s", (_, entry, lines) => {
    expect(money(entry)).toEqual(lines);
    // Taken back, each line has the other sign.
    const back = reversalOf(postingsOf(entry, { book: null, settles: false }), { book: null, split: false });
    expect(say(back)).toEqual(
      lines.map((line) => line.replace(/(-?)([\d.]+)$/, (_all, sign, digits) => (sign ? digits : `-${digits}`))),
    );
  });

  it("settles cash of several currencies", () => {
    const due = [
      { currency: "EUR", amount: exact("-4") },
      { currency: "USD", amount: exact("9.5") },
    ];
    expect(say(settlementOf(due))).toEqual([
      "cash EUR -4",
      "cash_unsettled EUR 4",
      "cash USD 9.5",
      "cash_unsettled USD -9.5",
    ]);
  });
});

describe("postings of trades", () => {
  it("buys at cost and realizes what a sale brought above it", () => {
    const [bought, sold] = booked([trade(), trade({ side: "sell", qty: "1", price: "130" })]);
    expect(say(bought ?? [])).toEqual(["cash USD -200", "securities BTC-USD USD 200 x2"]);
    expect(say(sold ?? [])).toEqual(["cash USD 130", "securities BTC-USD USD -100 x-1", "realized BTC-USD USD -30"]);
  });

  it("sells short and covers", () => {
    const [opened, covered] = booked([trade({ side: "sell" }), trade({ price: "90" })]);
    expect(say(opened ?? [])).toEqual(["cash USD 200", "securities BTC-USD USD -200 x-2"]);
    expect(say(covered ?? [])).toEqual(["cash USD -180", "securities BTC-USD USD 200 x2", "realized BTC-USD USD -20"]);
  });

  it("keeps cash apart that is settled later, with the fee of that currency", () => {
    const [bought] = booked([trade({ fees: [{ amount: "1", currency: "USD" }] })], true);
    expect(say(bought ?? [])).toEqual([
      "cash_unsettled USD -200",
      "fees BTC-USD USD 1",
      "cash_unsettled USD -1",
      "securities BTC-USD USD 200 x2",
    ]);
  });

  it("takes fees in the price's currency, in units of what was bought, and in a third currency", () => {
    const fees = [
      { amount: "1", currency: "USD" },
      { amount: "0.01", currency: "BTC" },
      { amount: "0.2", currency: "BNB" },
    ];
    const [bought] = booked([trade({ fees })]);
    expect(say(bought ?? [])).toEqual([
      "cash USD -200",
      "fees BTC-USD USD 1",
      "cash USD -1",
      "fees BTC-USD USD 1",
      "fees BTC-USD BNB 0.2",
      "cash BNB -0.2",
      "securities BTC-USD USD 199 x1.99",
    ]);
  });

  it("gives rebates, in money and in units", () => {
    const fees = [
      { amount: "-1", currency: "USD" },
      { amount: "-0.01", currency: "BTC" },
    ];
    const [bought] = booked([trade({ fees })]);
    expect(say(bought ?? [])).toEqual([
      "cash USD -200",
      "fees BTC-USD USD -1",
      "cash USD 1",
      "fees BTC-USD USD -1",
      "securities BTC-USD USD 201 x2.01",
    ]);
  });

  it("counts the multiplier of a contract", () => {
    const [bought] = booked([trade({ qty: "1", price: "10.5", multiplier: "50" })]);
    expect(say(bought ?? [])).toEqual(["cash USD -525", "securities BTC-USD USD 525 x1"]);
  });

  it("shows what a split took and gave", () => {
    const split: BookEntry = { kind: "split", symbol: "BTC-USD", currency: "USD", ratio: "4" };
    const [, lines] = booked([trade(), split]);
    expect(say(lines ?? [])).toEqual(["securities BTC-USD USD -200 x-2", "securities BTC-USD USD 200 x8"]);
  });
});

const cents = fc.integer({ min: 1, max: 99_999 }).map((value) => exact(value).times(exact("0.01")).toFixed());
const anyFee = fc.record({
  amount: fc.oneof(
    cents,
    cents.map((text) => `-${text}`),
  ),
  currency: fc.constantFrom("USD", "BNB", "BTC"),
});
const anyEntry: fc.Arbitrary<BookEntry> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .record({
        side: fc.constantFrom("buy" as const, "sell" as const),
        qty: cents,
        price: cents,
        multiplier: fc.constantFrom("1", "50"),
        fees: fc.array(anyFee, { maxLength: 2 }),
      })
      .map((change) => trade(change)),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom("2", "0.5", "3")
      .map((ratio) => ({ kind: "split", symbol: "BTC-USD", currency: "USD", ratio }) as const),
  },
);
const sums = (all: readonly Posting[], of: (line: Posting) => string) => {
  const found = new Map<string, Exact>();
  for (const line of all) found.set(of(line), (found.get(of(line)) ?? ZERO).plus(line.amount));
  return new Map([...found].filter(([, sum]) => !sum.isZero()).map(([key, sum]) => [key, sum.toFixed()]));
};

describe("the books of any trades", () => {
  it("sum to zero in each batch and currency, and hold what the lots hold and realized", () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 25 }), fc.constantFrom(...LOT_METHODS), (entries, method) => {
        const book = new InstrumentBook(method);
        const all: Posting[] = [];
        for (const [index, entry] of entries.entries()) {
          // As a store does it: each from the state that the one before left.
          const step = new InstrumentBook(method, book.state());
          const before = step.totals();
          step.apply(entry, { atMs: index, lotName: String(index) });
          book.apply(entry, { atMs: index, lotName: String(index) });
          expect(step.totals()).toEqual(book.totals());
          const lines = postingsOf(entry, {
            book: { symbol: entry.symbol, currency: entry.currency, before, after: step.totals() },
            settles: index % 2 === 0,
          });
          expect(sums(lines, ({ currency }) => currency).size).toBe(0);
          expect(lines.length).toBeGreaterThanOrEqual(2);
          all.push(...lines);
        }
        const { cost, realized, qty } = book.totals();
        const held = sums(all, ({ chart }) => (chart === "securities" || chart === "realized" ? chart : "other"));
        expect(held.get("securities") ?? "0").toBe(cost.toFixed());
        expect(held.get("realized") ?? "0").toBe(realized.neg().toFixed());
        const units = all.reduce((sum, line) => sum.plus(line.qty ?? ZERO), ZERO);
        expect(units.eq(qty)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
