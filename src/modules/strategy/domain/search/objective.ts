import type { TrialStats } from "../tear-sheet";

/** What a trial is judged by. More is better for each of them: a drawdown is below 0. */
export const OBJECTIVES = [
  "sharpe",
  "sortino",
  "calmar",
  "totalReturn",
  "cagr",
  "profitFactor",
  "averageTrade",
  "winRate",
  "maxDrawdown",
  "finalEquity",
] as const satisfies readonly (keyof TrialStats)[];
export type Objective = (typeof OBJECTIVES)[number];

/** What is kept of each trial over the whole window, one column each; an undefined one is NaN. */
export const TRIAL_STATS = [
  "finalEquity",
  "totalReturn",
  "cagr",
  "volatility",
  "sharpe",
  "sortino",
  "calmar",
  "maxDrawdown",
  "trades",
  "winRate",
  "profitFactor",
  "averageTrade",
  "exposure",
  "orders",
  "filled",
  "refused",
  "fees",
] as const satisfies readonly (keyof TrialStats)[];
export type TrialStat = (typeof TRIAL_STATS)[number];

export interface Judgement {
  readonly objective: Objective;
  /** A trial with fewer closed trades has no score: it shows nothing. */
  readonly minTrades: number;
}

/** The score of a trial: its objective, or NaN where that is undefined or there were too few trades. */
export function scoreOf(stats: Pick<TrialStats, Objective | "trades">, { objective, minTrades }: Judgement): number {
  return stats.trades < minTrades ? Number.NaN : (stats[objective] ?? Number.NaN);
}
