import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assertNever, type Exact, exact, ZERO } from "@/modules/_kernel";
import type { Activity } from "../holdings/activity";
import { reportPortfolio } from "../holdings/portfolio-report";
import { LOT_METHODS, type LotMethod } from "../lots/lot";
import { type BookEntry, isBookEntry, type LedgerEntry } from "./entry";
import { InstrumentBook } from "./instrument-book";
import { postingsOf } from "./postings";

/** The ledger and `calc portfolio` reckon the same events each in its own way: to the last digit they come to the same. */

const cents = fc.integer({ min: 1, max: 999_999 }).map((value) => exact(value).times(exact("0.01")).toFixed());
const symbol = fc.constantFrom("AAA", "BBB");
const anyEntry: fc.Arbitrary<LedgerEntry> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({ symbol, side: fc.constantFrom("buy" as const, "sell" as const), qty: cents, price: cents, fee: cents })
      .map(({ fee, ...trade }) => ({
        kind: "fill" as const,
        ...trade,
        multiplier: "1",
        currency: "USD",
        baseAsset: null,
        fees: [{ amount: fee, currency: "USD" }],
        lots: [],
      })),
  },
  fc.record({
    kind: fc.constantFrom("deposit" as const, "withdrawal" as const, "interest" as const, "fee" as const),
    currency: fc.constant("USD"),
    amount: cents,
  }),
  fc.record({ kind: fc.constant("dividend" as const), symbol, currency: fc.constant("USD"), amount: cents }),
  fc.record({
    kind: fc.constant("split" as const),
    symbol,
    currency: fc.constant("USD"),
    ratio: fc.constantFrom("2", "0.5"),
  }),
);

function activityOf(entry: LedgerEntry, dateMs: number): Activity {
  const told = { dateMs, currency: "USD", fees: ZERO };
  switch (entry.kind) {
    case "fill":
    case "adoption":
      return {
        ...told,
        type: entry.side,
        symbol: entry.symbol,
        qty: exact(entry.qty),
        price: exact(entry.price),
        fees: exact(entry.fees[0]?.amount ?? "0"),
      };
    case "split":
      return { ...told, type: "split", symbol: entry.symbol, ratio: exact(entry.ratio) };
    case "dividend":
      return { ...told, type: "dividend", symbol: entry.symbol, amount: exact(entry.amount) };
    case "interest":
    case "fee":
      return { ...told, type: entry.kind, symbol: null, amount: exact(entry.amount) };
    case "deposit":
    case "withdrawal":
      return { ...told, type: entry.kind, amount: exact(entry.amount) };
    case "funding":
    case "exchange":
      throw new Error(`no activity of ${entry.kind}`);
    default:
      return assertNever(entry, "activityOf");
  }
}

function book(entries: readonly LedgerEntry[], method: LotMethod) {
  const sums = new Map<string, Exact>();
  const books = new Map<string, InstrumentBook>();
  const bookOf = ({ symbol: name }: BookEntry) => {
    const found = books.get(name) ?? new InstrumentBook(method);
    books.set(name, found);
    return found;
  };
  for (const [index, entry] of entries.entries()) {
    let change = null;
    if (isBookEntry(entry)) {
      const instrument = bookOf(entry);
      const before = instrument.totals();
      instrument.apply(entry, { atMs: index * 86_400_000, lotName: String(index) });
      change = { symbol: entry.symbol, currency: "USD", before, after: instrument.totals() };
    }
    for (const { chart, amount } of postingsOf(entry, { book: change, settles: false }))
      sums.set(chart, (sums.get(chart) ?? ZERO).plus(amount));
  }
  const sum = (chart: string) => (sums.get(chart) ?? ZERO).toFixed();
  const of = (name: string) => books.get(name)?.totals() ?? { qty: ZERO, realized: ZERO };
  return { sum, of };
}

describe("the ledger against calc portfolio", () => {
  it("has the same cash, units, gains, income and fees", () => {
    const methods = LOT_METHODS.filter((method) => method !== "specific");
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 30 }), fc.constantFrom(...methods), (entries, method) => {
        const { sum, of } = book(entries, method);
        const report = reportPortfolio({
          baseCurrency: "USD",
          asOfMs: entries.length * 86_400_000,
          method,
          activities: entries.map((entry, index) => activityOf(entry, index * 86_400_000)),
          prices: new Map(),
          fx: new Map(),
        });
        if (!report.ok) throw new Error(report.error.kind);
        const { positions, cash, totals } = report.value;
        expect(sum("cash")).toBe((cash.get("USD") ?? ZERO).toFixed());
        for (const position of positions) {
          const held = of(position.symbol);
          expect(held.qty.toFixed()).toBe(position.qty.toFixed());
          expect(held.realized.toFixed()).toBe(position.realizedGross.toFixed());
        }
        const realized = positions.reduce((all, { realizedGross }) => all.plus(realizedGross), ZERO);
        expect(sum("realized")).toBe(realized.neg().toFixed());
        const income = exact(sum("dividends"))
          .plus(exact(sum("interest")))
          .neg();
        expect(income.toFixed()).toBe(totals.income?.toFixed());
        expect(sum("fees")).toBe(totals.fees?.toFixed());
      }),
      { numRuns: 60 },
    );
  });
});
