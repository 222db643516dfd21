import { describe, expect, it } from "vitest";
import { STAND_IN_LOSS } from "./book-tail";
import { type BookHolding, type BookInput, HISTORY_DAYS_MIN, portfolioRisk } from "./portfolio-risk";

const DAY_MS = 86_400_000;
const walk = (days: number, step: number, from = 0) => {
  const time = Float64Array.from({ length: days }, (_, day) => (from + day) * DAY_MS);
  let price = 100;
  return { time, close: time.map((_, day) => (price *= 1 + Math.sin((day + 1) * step) / 40)) };
};
const holding = (symbol: string, value: number, change: Partial<BookHolding> = {}): BookHolding => ({
  symbol,
  value,
  kind: "equity",
  sector: "",
  currency: "USD",
  qty: value / 100,
  averageVolume: 1_000,
  ...change,
});
const input = (change: Partial<BookInput> = {}): BookInput => ({
  holdings: [holding("A", 1_000), holding("B", -400), holding("NEW", 250)],
  equity: 10_000,
  closes: new Map([
    ["A", walk(300, 1.3)],
    ["B", walk(300, 2.7)],
    ["NEW", walk(HISTORY_DAYS_MIN - 1, 1)],
  ]),
  benchmark: walk(300, 1.3),
  scenarios: [],
  seed: 7,
  ...change,
});

describe("portfolioRisk", () => {
  it("names what has no past, and never counts it as no risk", () => {
    const all = portfolioRisk(input());
    expect(all.unknown).toEqual([{ symbol: "NEW", days: HISTORY_DAYS_MIN - 1 }]);
    for (const { var: lost, parts } of all.tails) {
      expect(parts.find(({ symbol }) => symbol === "NEW")?.var).toBe(250 * STAND_IN_LOSS);
      expect(lost).toBeGreaterThan(250 * STAND_IN_LOSS);
    }
    expect(all.history).toEqual({ days: 299, fromMs: 0, toMs: 299 * DAY_MS });
    expect(all.correlations.symbols).toEqual(["A", "B"]);
  });

  it("has a beta of one to itself, and of the book to what it holds", () => {
    const { holdings, beta } = portfolioRisk(input({ holdings: [holding("A", 1_000)] }));
    expect(holdings[0]?.beta).toBeCloseTo(1, 9);
    expect(beta).toBeCloseTo(1, 9);
    expect(portfolioRisk(input({ holdings: [holding("A", -1_000)] })).beta).toBeCloseTo(-1, 9);
    expect(portfolioRisk(input({ benchmark: null })).beta).toBeNull();
  });

  it("orders scenarios by what they cost, a person's own among them", () => {
    const scenarios = [
      {
        scenarioId: "s1",
        name: "All gone",
        shocks: [{ of: "symbol", name: "A", change: -1, against: false, byBeta: false }],
      },
    ] as const;
    const { stress } = portfolioRisk(input({ scenarios }));
    expect(stress).toHaveLength(6);
    expect(stress[0]).toMatchObject({ of: "custom", name: "All gone", gain: -1_000 });
    expect(stress.map(({ gain }) => gain)).toEqual(stress.map(({ gain }) => gain).toSorted((a, b) => a - b));
  });

  it("loses more together than any value at risk says: nothing spreads", () => {
    const { stress, tails } = portfolioRisk(input());
    const together = stress.find(({ id }) => id === "together");
    expect(-(together?.gain ?? 0)).toBeGreaterThan(Math.max(...tails.map(({ var: lost }) => lost)));
  });

  it("gives the same answer twice", () => expect(portfolioRisk(input())).toEqual(portfolioRisk(input())));

  it("of a book without holdings is all nothing, and no number is made up", () => {
    const empty = portfolioRisk(input({ holdings: [], closes: new Map(), equity: null }));
    expect(empty).toMatchObject({
      history: null,
      volatility: null,
      beta: null,
      backtests: [],
      unknown: [],
      liquidity: [],
    });
    expect(empty.exposure).toEqual({ long: 0, short: 0, gross: 0, net: 0, weight: null });
    expect(empty.tails.every(({ var: lost }) => lost === 0)).toBe(true);
    expect(empty.grid.gains.flat().every((gain) => gain === 0)).toBe(true);
  });
});
