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

export const SHOCKS_OF: Readonly<Record<PastScenario, readonly Shock[]>> = {
  // 29 Aug to 20 Nov 2008: 1282.83 to 752.44. There were no coins: taken as their own worst year. EURUSD 1.47 to 1.25.
  crisis_2008: [...shares(-0.41), coins(-0.7), ...currencies(-0.15)],
  // 19 Feb to 23 Mar 2020: 3386.15 to 2237.40. Bitcoin halved on 12 and 13 March. GBPUSD 1.30 to 1.15.
  crash_2020: [...shares(-0.34), coins(-0.5), ...currencies(-0.11)],
  // 3 Jan to 12 Oct 2022: 4796.56 to 3577.03. Bitcoin 46 500 to 19 100. EURUSD 1.13 to 0.97.
  rates_2022: [...shares(-0.25), coins(-0.59), ...currencies(-0.14)],
};

/** Overnight gap of one name: what a bad report or a halted coin did again and again. */
export const GAP_OF_SHARE = 0.3;
export const GAP_OF_OTHER = 0.5;
