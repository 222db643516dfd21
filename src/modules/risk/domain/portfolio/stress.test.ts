import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Holding } from "./holding";
import { FIGURES_OF, PAST_SCENARIOS, SHOCKS_OF } from "./scenarios";
import { allAtOnce, gapOfOne, isShare, type Shock, stressBook, stressGrid } from "./stress";

const BOOK: readonly Holding[] = [
  { symbol: "AAPL", value: 1_000, kind: "equity", sector: "Technology", currency: "USD" },
  { symbol: "XOM", value: -500, kind: "equity", sector: "Energy", currency: "USD" },
  { symbol: "BTC-USD", value: 200, kind: "crypto", sector: "", currency: "USD" },
  { symbol: "EUR", value: 100, kind: "cash", sector: "", currency: "EUR" },
];
const BETAS = new Map<string, number | null>([
  ["AAPL", 1.5],
  ["XOM", null],
]);
const shock = (change: Partial<Shock>): Shock => ({
  of: "all",
  name: "",
  change: -0.1,
  against: false,
  byBeta: false,
  ...change,
});

describe("stressBook", () => {
  it("takes the narrowest shock that fits, and leaves alone what none is for", () => {
    const shocks = [
      shock({ of: "kind", name: "equity", change: -0.1 }),
      shock({ of: "sector", name: "Energy", change: -0.2 }),
      shock({ of: "symbol", name: "AAPL", change: -0.5 }),
    ];
    expect(stressBook(BOOK, shocks, BETAS)).toEqual({
      gain: -400,
      lines: [
        { symbol: "AAPL", gain: -500 },
        { symbol: "BTC-USD", gain: 0 },
        { symbol: "EUR", gain: 0 },
        { symbol: "XOM", gain: 100 },
      ],
    });
  });

  it("moves by beta where it is known, and as it stands where not", () => {
    const { lines } = stressBook(BOOK, [shock({ byBeta: true })], BETAS);
    expect(Object.fromEntries(lines.map(({ symbol, gain }) => [symbol, gain]))).toEqual({
      AAPL: expect.closeTo(-150, 9),
      XOM: 50,
      "BTC-USD": -20,
      EUR: -10,
    });
  });

  it("takes no more from a long holding than it is worth, whatever its beta", () => {
    const betas = new Map([["AAPL", 4]]);
    expect(stressBook(BOOK.slice(0, 1), [shock({ change: -0.5, byBeta: true })], betas).gain).toBe(-1_000);
  });

  it("costs whoever holds it, long or short, where it goes against them", () => {
    expect(stressBook(BOOK, [shock({ against: true })], BETAS).gain).toBeCloseTo(-180, 9);
  });

  it.each(PAST_SCENARIOS)("of %s have a source that gives the figure, or are assumptions", (name) => {
    for (const { of, change, source } of FIGURES_OF[name]) {
      const levels = [...(source?.matchAll(/\((\d+\.\d+)\)/g) ?? [])].map(([, level]) => Number(level));
      const [from, to] = levels;
      const said = from === undefined || to === undefined ? null : to / from - 1;
      expect({ of, said: said?.toFixed(2) ?? null }).toEqual({ of, said: of === "shares" ? change.toFixed(2) : null });
    }
  });

  it.each(PAST_SCENARIOS)("costs a long book in %s, each holding of it", (name) => {
    const long = BOOK.map((holding) => ({ ...holding, value: Math.abs(holding.value) }));
    const { lines } = stressBook(long, SHOCKS_OF[name], new Map());
    expect(lines.every(({ gain }) => gain < 0)).toBe(true);
  });
});

describe("scenarios of one and of all", () => {
  it("gap the holding that costs most, and no other", () => {
    const gap = gapOfOne(BOOK, (holding) => (isShare(holding) ? 0.3 : 0.5));
    expect(gap).toMatchObject({
      gain: -300,
      lines: [{ symbol: "AAPL", gain: -300 }, { gain: 0 }, { gain: 0 }, { gain: 0 }],
    });
    expect(gapOfOne([], () => 1)).toEqual({ gain: 0, lines: [] });
  });

  it("add up what each loses by itself; what gains by itself loses nothing", () => {
    const losses = new Map([
      ["AAPL", 30],
      ["XOM", -2],
    ]);
    expect(allAtOnce(losses).gain).toBe(-30);
  });
});

describe("stressGrid", () => {
  it("shocks shares down the side and everything else across", () => {
    const grid = stressGrid(BOOK, { market: [-0.1, 0], others: [0, 0.5] }, BETAS);
    expect(grid).toEqual([
      [expect.closeTo(-100, 9), expect.closeTo(50, 9)],
      [expect.closeTo(0, 9), 150],
    ]);
  });

  it("loses the more, the further a long book falls", () => {
    const value = fc.double({ min: 0, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { maxLength: 5 }), (values) => {
        const book = values.map((each, at) => ({ ...(BOOK[0] as Holding), symbol: `S${at}`, value: each }));
        const [far, near] = stressGrid(book, { market: [-0.2, -0.1], others: [0] }, new Map());
        expect(far?.[0]).toBeLessThanOrEqual(near?.[0] ?? 0);
      }),
      { numRuns: 50 },
    );
  });
});
