import type { Shock } from "./stress";

/** Scenarios that come with the house. Falls of shares are those of the S&P 500 between closes, taken by beta where it is known. */
export const PAST_SCENARIOS = ["crisis_2008", "crash_2020", "rates_2022"] as const;
export type PastScenario = (typeof PAST_SCENARIOS)[number];

const shares = (change: number): readonly Shock[] =>
  (["equity", "etf", "index", "future"] as const).map((name) => ({
    of: "kind",
    name,
    change,
    against: false,
    byBeta: true,
  }));
const coins = (change: number): Shock => ({ of: "kind", name: "crypto", change, against: false, byBeta: false });
/** Currencies went both ways, by which one held: against whoever holds one. */
const currencies = (change: number): readonly Shock[] =>
  (["fx", "cash"] as const).map((name) => ({ of: "kind", name, change, against: true, byBeta: false }));

/** One figure of a scenario. */
export interface ScenarioFigure {
  readonly of: "shares" | "coins" | "currencies";
  /** Fraction of the price. */
  readonly change: number;
  /** What it was taken from, for anybody to look up. Null: nobody said, it is an assumption, and the screen says so. */
  readonly source: string | null;
}

/**
 * Where each figure comes from. Coins and currencies have none: 2008 had no coins, and of the later falls and of all rates the house
 * has neither the venue nor the days they were taken at. The table in the module's README says what each was assumed after.
 */
export const FIGURES_OF: Readonly<Record<PastScenario, readonly ScenarioFigure[]>> = {
  crisis_2008: [
    { of: "shares", change: -0.41, source: "S&P 500, closes of 29 Aug 2008 (1282.83) and 20 Nov 2008 (752.44)" },
    { of: "coins", change: -0.7, source: null },
    { of: "currencies", change: -0.15, source: null },
  ],
  crash_2020: [
    { of: "shares", change: -0.34, source: "S&P 500, closes of 19 Feb 2020 (3386.15) and 23 Mar 2020 (2237.40)" },
    { of: "coins", change: -0.5, source: null },
    { of: "currencies", change: -0.11, source: null },
  ],
  rates_2022: [
    { of: "shares", change: -0.25, source: "S&P 500, closes of 3 Jan 2022 (4796.56) and 12 Oct 2022 (3577.03)" },
    { of: "coins", change: -0.59, source: null },
    { of: "currencies", change: -0.14, source: null },
  ],
};

const SHOCKS = { shares, coins: (change: number) => [coins(change)], currencies } as const;
const shocksOf = (figures: readonly ScenarioFigure[]) => figures.flatMap(({ of, change }) => SHOCKS[of](change));

export const SHOCKS_OF: Readonly<Record<PastScenario, readonly Shock[]>> = {
  crisis_2008: shocksOf(FIGURES_OF.crisis_2008),
  crash_2020: shocksOf(FIGURES_OF.crash_2020),
  rates_2022: shocksOf(FIGURES_OF.rates_2022),
};

/** Overnight gap of one name: an assumption, what a bad report or a halted coin may do. */
export const GAP_OF_SHARE = 0.3;
export const GAP_OF_OTHER = 0.5;
