import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exact, toDecimalText } from "@/modules/_kernel";
import { foldFills, type LedgerLine, profitOf, worthOf } from "./sub-ledger";

const line = (side: "buy" | "sell", qty: number, price: number, fees = 0, symbol = "ACME"): LedgerLine => ({
  symbol,
  side,
  qty: exact(qty),
  price: exact(price),
  fees: exact(fees),
  multiplier: exact(1),
});
const shown = (lines: readonly LedgerLine[]) =>
  foldFills(lines).map(({ qty, cost, realized, cash }) => [qty, cost, realized, cash].map(toDecimalText));

describe("the sub-ledger of a deployment", () => {
  it("realizes at average price", () => {
    expect(shown([line("buy", 10, 10), line("buy", 10, 12), line("sell", 5, 15, 1)])).toEqual([
      ["15", "165", "20", "-146"],
    ]);
  });

  it("turns past zero at the price of the turn", () => {
    expect(shown([line("buy", 10, 10), line("sell", 15, 12)])).toEqual([["-5", "-60", "20", "80"]]);
    expect(shown([line("sell", 10, 10), line("buy", 15, 8)])).toEqual([["5", "40", "20", "-20"]]);
  });

  it("knows no profit of what has no price", () => {
    expect(profitOf(foldFills([line("buy", 1, 10)]), () => null)).toBeNull();
    expect(profitOf(foldFills([line("buy", 1, 10), line("sell", 1, 11)]), () => null)?.toNumber()).toBe(1);
  });

  const anyLine = fc.record({
    side: fc.constantFrom("buy" as const, "sell" as const),
    qty: fc.integer({ min: 1, max: 50 }),
    price: fc.integer({ min: 1, max: 900 }),
    fees: fc.integer({ min: 0, max: 9 }),
    symbol: fc.constantFrom("ACME", "BOLT"),
    owner: fc.integer({ min: 0, max: 3 }),
  });
  const anyLines = fc.array(anyLine, { maxLength: 40 });

  it("adds up: units, cash and profit of an account are those of its deployments and the manual rest", () => {
    fc.assert(
      fc.property(anyLines, (all) => {
        const lines = all.map((each) => line(each.side, each.qty, each.price, each.fees, each.symbol));
        const parts = [0, 1, 2, 3].map((owner) => foldFills(lines.filter((_, at) => all[at]?.owner === owner)));
        const priceOf = (symbol: string) => exact(symbol === "ACME" ? 77 : 13);
        const whole = profitOf(foldFills(lines), priceOf)?.toNumber() ?? Number.NaN;
        const sum = parts.reduce((total, part) => total + (profitOf(part, priceOf)?.toNumber() ?? Number.NaN), 0);
        expect(sum).toBeCloseTo(whole, 6);
        for (const { symbol, qty, cash } of foldFills(lines)) {
          const own = parts.flat().filter((each) => each.symbol === symbol);
          expect(own.reduce((total, each) => total + each.qty.toNumber(), 0)).toBe(qty.toNumber());
          expect(own.reduce((total, each) => total + each.cash.toNumber(), 0)).toBe(cash.toNumber());
        }
      }),
      { numRuns: 200 },
    );
  });

  it("splits profit into what is realized, what is not, and fees, whatever the fills", () => {
    fc.assert(
      fc.property(anyLines, (all) => {
        const lines = all.map((each) => line(each.side, each.qty, each.price, each.fees));
        const [position] = foldFills(lines);
        if (position === undefined) return;
        const unrealized = worthOf(position, exact(50)).minus(position.cost);
        const whole = profitOf([position], () => exact(50))?.toNumber() ?? Number.NaN;
        expect(position.realized.plus(unrealized).minus(position.fees).toNumber()).toBeCloseTo(whole, 6);
      }),
      { numRuns: 200 },
    );
  });
});
