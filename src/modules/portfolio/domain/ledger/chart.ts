import type { Exact } from "@/modules/_kernel";

/** Accounts of the chart: what is held, what was put in, and what came and went since. */
export const CHART = [
  "cash",
  /** Of trades that are not settled yet. */
  "cash_unsettled",
  /** At cost, without fees. */
  "securities",
  "capital",
  /** What one currency gave for another: each sums to zero alone. */
  "exchange",
  /** Gains of what was closed, without fees. */
  "realized",
  "dividends",
  "interest",
  "funding",
  "fees",
] as const;
export type Chart = (typeof CHART)[number];

/** One line of a batch. */
export interface Posting {
  readonly chart: Chart;
  readonly symbol: string | null;
  readonly currency: string;
  /** A debit is above 0: what is held and what was spent. */
  readonly amount: Exact;
  /** Of securities alone: units that came (above 0) or went. */
  readonly qty: Exact | null;
}

/** What befell an account. `settlement` and `reversal` are made of other batches, all others of an entry. */
export const BATCH_KINDS = [
  "deposit",
  "withdrawal",
  "fill",
  "settlement",
  "dividend",
  "interest",
  "funding",
  "fee",
  "split",
  "exchange",
  "adoption",
  "reversal",
] as const;
export type BatchKind = (typeof BATCH_KINDS)[number];

/** Kinds of account: orders of a paper account go to the simulated venue, an external one is written down by hand. */
export const ACCOUNT_KINDS = ["paper", "external"] as const;
export type AccountKind = (typeof ACCOUNT_KINDS)[number];
