import { describe, expect, it } from "vitest";
import { assumedOf } from "./assumed-figures";
import type { Holding } from "./holding";

const holding = (symbol: string, kind: Holding["kind"]): Holding => ({
  symbol,
  value: 100,
  kind,
  sector: "",
  currency: "USD",
});
const BOOK = [
  holding("ACME", "equity"),
  holding("FUND", "etf"),
  holding("ES", "future"),
  holding("BTC", "crypto"),
  holding("EUR", "cash"),
];
const lines = BOOK.map(({ symbol }) => ({ symbol, gain: -10 }));
const known = () => true;

describe("figures of a scenario that are assumed", () => {
  it.each(["crisis_2008", "crash_2020", "rates_2022"])("are those of %s that have no source", (id) => {
    expect(assumedOf({ of: "past", id, lines }, BOOK, known)).toEqual(["FUND", "ES", "BTC", "EUR"]);
  });

  it("are said of what moves alone", () => {
    const still = lines.map((line) => (line.symbol === "BTC" ? { ...line, gain: 0 } : line));
    expect(assumedOf({ of: "past", id: "crash_2020", lines: still }, BOOK, known)).toEqual(["FUND", "ES", "EUR"]);
  });

  it("are every gap, and what falls with others without a past of its own", () => {
    const [first] = lines;
    const gap = lines.map((line) => (line === first ? line : { ...line, gain: 0 }));
    expect(assumedOf({ of: "rule", id: "gap", lines: gap }, BOOK, known)).toEqual(["ACME"]);
    const together = { of: "rule", id: "together", lines } as const;
    expect(assumedOf(together, BOOK, known)).toEqual([]);
    expect(assumedOf(together, BOOK, (symbol) => symbol !== "ES")).toEqual(["ES"]);
  });

  it("are none of what somebody wrote", () => {
    expect(assumedOf({ of: "custom", id: "s1", lines }, BOOK, known)).toEqual([]);
  });
});
