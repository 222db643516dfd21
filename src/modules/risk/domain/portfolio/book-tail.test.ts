import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { VAR_METHODS } from "../value-at-risk/portfolio-var";
import { backtestBook, gainsOfBook, STAND_IN_LOSS, tailOfBook } from "./book-tail";
import type { Holding } from "./holding";

const holding = (symbol: string, value: number): Holding => ({
  symbol,
  value,
  kind: "equity",
  sector: "",
  currency: "USD",
});
const wave = (days: number, step: number) => Float64Array.from({ length: days }, (_, day) => Math.sin(day * step) / 50);
const RETURNS = new Map([
  ["A", wave(120, 1.3)],
  ["B", wave(120, 2.1)],
]);

describe("tailOfBook", () => {
  it("adds up from its parts, in every method", () => {
    const value = fc.double({ min: -1e5, max: 1e5, noNaN: true });
    fc.assert(
      fc.property(value, value, value, fc.constantFrom(...VAR_METHODS), (a, b, c, method) => {
        const holdings = [holding("A", a), holding("B", b), holding("?", c)];
        const tail = tailOfBook({ holdings, returns: RETURNS, seed: 1 }, { method, confidence: 0.95 });
        expect(tail.parts.reduce((sum, part) => sum + part.var, 0)).toBeCloseTo(tail.var, 6);
        expect(tail.parts.map(({ symbol }) => symbol).toSorted()).toEqual(["?", "A", "B"]);
        expect(tail.shortfall).toBeGreaterThanOrEqual(tail.var - 1e-6 * Math.abs(tail.var));
      }),
      { numRuns: 12 },
    );
  });

  it("counts a holding without a past at its worst, and nothing spreads that", () => {
    const terms = { method: "historical", confidence: 0.99 } as const;
    const without = tailOfBook({ holdings: [holding("A", 1_000)], returns: RETURNS, seed: 1 }, terms);
    const holdings = [holding("A", 1_000), holding("?", -500)];
    const all = tailOfBook({ holdings, returns: RETURNS, seed: 1 }, terms);
    expect(all.var).toBeCloseTo(without.var + 500 * STAND_IN_LOSS, 9);
    expect(tailOfBook({ holdings, returns: new Map(), seed: 1 }, terms).var).toBeCloseTo(300, 9);
  });

  it("is nothing of nothing", () => {
    const tail = tailOfBook({ holdings: [], returns: RETURNS, seed: 1 }, { method: "parametric", confidence: 0.95 });
    expect(tail).toMatchObject({ var: 0, shortfall: 0, parts: [] });
  });
});

describe("backtestBook", () => {
  it("holds today's holdings against their own past", () => {
    const input = { holdings: [holding("A", 100)], returns: RETURNS, seed: 1 };
    expect(backtestBook(input, 0.95)).toMatchObject({ days: 60, confidence: 0.95 });
    expect([...gainsOfBook(input.holdings, RETURNS)].slice(0, 2)).toEqual([0, 100 * (RETURNS.get("A")?.[1] ?? 0)]);
  });

  it("says nothing of a short past", () => {
    const returns = new Map([["A", wave(99, 1)]]);
    expect(backtestBook({ holdings: [holding("A", 100)], returns, seed: 1 }, 0.95)).toBeNull();
  });
});
