/** What fills the orders of a paper account: live and replayed quotes, or closed bars by the rules of the backtest. */
export const FILL_MODELS = ["quotes", "bars"] as const;
export type FillModelName = (typeof FILL_MODELS)[number];

/** Bars that fill: longer ones would keep an order waiting for weeks. */
export const PAPER_RESOLUTIONS = ["1m", "5m", "15m", "1h", "4h", "1d"] as const;
export type PaperResolution = (typeof PAPER_RESOLUTIONS)[number];

export const PAPER_LATENCY_MS_MAX = 60_000;

export interface PaperTerms {
  readonly fillModel: FillModelName;
  /** Of the bars that fill; without a meaning while quotes do. */
  readonly resolution: PaperResolution;
  /** How long an order is on its way. Null: with quotes as the installation says, with bars not at all, as in a backtest. */
  readonly latencyMs: number | null;
}

export const USUAL_PAPER_TERMS: PaperTerms = { fillModel: "quotes", resolution: "1m", latencyMs: null };
