import type { EpochMs, JobId, RunId } from "@/modules/_kernel";
import type { PriceAdjustmentName } from "./bars";
import type { JobStatus, JobView } from "./jobs";
import type { Actor, Answer, Page, ResolutionName } from "./shared";

/** One parameter as a form needs it; made from the same schema that the server checks. */
export interface ParameterField {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly type: "integer" | "number" | "boolean" | "choice";
  readonly unit: string;
  readonly default: number | boolean | string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly step?: number;
  readonly choices?: readonly string[];
}

export interface StrategyView {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly source: string;
  readonly version: string;
  readonly parameters: readonly ParameterField[];
  /** How many instruments it trades, both inside. One and one: it runs on its own, and searches take it. */
  readonly instruments: { readonly minimum: number; readonly maximum: number };
  /** Longer resolutions it decides on besides that of its bars. */
  readonly series: readonly string[];
}

export type StrategyParams = Readonly<Record<string, number | boolean | string>>;

export interface BacktestSpecInput {
  readonly strategy: string;
  readonly params: StrategyParams;
  readonly symbol: string;
  readonly resolution: ResolutionName;
  /** First and last session, `YYYY-MM-DD`, both inside; null is the first or last bar there is. */
  readonly from: string | null;
  readonly to: string | null;
  readonly adjustment: PriceAdjustmentName;
  /** Quote currency, above 0. */
  readonly cash: number;
  /** Percent of notional on each fill: 0.1 is 0.1 %. */
  readonly commissionPercent: number;
  readonly slippageBps: number;
  /** Instruments besides `symbol`, in the order in which a strategy on several takes them. */
  readonly others?: readonly string[];
  /** Instrument to compare with by holding it; not given: those of the run, in equal parts. */
  readonly benchmark?: string;
  /** Of strategies on several instruments: percent a year on cash, on borrowed cash, on what is sold short. */
  readonly financing?: {
    readonly creditPercent: number;
    readonly debitPercent: number;
    readonly borrowPercent: number;
  };
}

/** One series that went into a run. */
export interface BacktestSeriesCard {
  readonly symbol: string;
  readonly resolution: ResolutionName;
  readonly dataHash: string;
  readonly bars: number;
  readonly firstMs: EpochMs;
  readonly lastMs: EpochMs;
  readonly asOfMs: EpochMs;
  readonly actions: number;
  readonly actionsAsOfMs: EpochMs | null;
}

export interface BacktestCard {
  readonly code: string;
  readonly engineVersion: string;
  readonly strategyVersion: string;
  readonly dataHash: string;
  readonly bars: number;
  readonly firstMs: EpochMs;
  readonly lastMs: EpochMs;
  readonly asOfMs: EpochMs;
  /** What the prices are free of, by how many corporate actions, and as of when those were known; null: none ever was. */
  readonly adjustment: PriceAdjustmentName;
  readonly actions: number;
  readonly actionsAsOfMs: EpochMs | null;
  readonly seed: number;
  readonly tookMs: number;
  /** How far the bars could be trusted when the run began, 0 to 100; null: nobody had judged them. */
  readonly quality: {
    readonly score: number | null;
    readonly checkedAtMs: EpochMs;
    /** False when the bars changed after they were judged. */
    readonly current: boolean;
  } | null;
  /** Calendars that decide when bars are over, and the hash of what each says. */
  readonly calendars: readonly { readonly id: string; readonly hash: string }[];
  /** Of a run on several instruments or resolutions each of its series; none: the one that the card is about. */
  readonly series: readonly BacktestSeriesCard[];
  /** What was held for comparison, where it is none of the run's own. */
  readonly benchmark: BacktestSeriesCard | null;
}

/** Statistics of the tear sheet. Ratios are fractions; null is "undefined", never 0. */
export interface BacktestStats {
  readonly finalEquity: number;
  readonly totalReturn: number | null;
  readonly cagr: number | null;
  readonly volatility: number | null;
  readonly sharpe: number | null;
  readonly sortino: number | null;
  readonly calmar: number | null;
  readonly maxDrawdown: number | null;
  readonly maxDrawdownDuration: number | null;
  readonly var95: number | null;
  readonly cvar95: number | null;
  readonly trades: number;
  readonly winRate: number | null;
  readonly profitFactor: number | null;
  readonly averageTrade: number | null;
  readonly averageBarsHeld: number | null;
  readonly exposure: number | null;
  readonly orders: number;
  readonly filled: number;
  readonly refused: number;
  readonly fees: number;
  readonly benchmarkReturn: number | null;
  readonly benchmarkCagr: number | null;
  readonly benchmarkMaxDrawdown: number | null;
  readonly beta: number | null;
  readonly alpha: number | null;
  readonly monthly: readonly { readonly year: number; readonly month: number; readonly return: number }[];
  /** Of a run on several instruments: what each contributed, and what money and borrowed shares cost. */
  readonly portfolio?: {
    readonly instruments: readonly {
      readonly symbol: string;
      readonly bars: number;
      readonly trades: number;
      /** Closed trades, dividends and what is still held, after commission. */
      readonly pnl: number;
      readonly fees: number;
      readonly dividends: number;
    }[];
    readonly interest: number;
    readonly borrowFees: number;
    readonly marginCalls: number;
  };
}

export interface BacktestRunView {
  readonly runId: RunId;
  readonly jobId: JobId;
  readonly status: JobStatus;
  readonly spec: BacktestSpecInput;
  readonly strategyTitle: string;
  readonly currency: string;
  readonly card: BacktestCard | null;
  readonly stats: BacktestStats | null;
  readonly resultHash: string | null;
  readonly rerunOf: RunId | null;
  /** For a rerun that finished: whether it gave the same bits as the run it repeats. */
  readonly sameBits: boolean | null;
  /** What a person wrote on it. */
  readonly note: string;
  readonly tags: readonly string[];
  /** Of its examination; null: not yet. */
  readonly verdict: "trust" | "doubt" | "reject" | null;
  readonly error: JobView["error"];
  readonly createdAt: EpochMs;
  readonly finishedAt: EpochMs | null;
}

/** Which runs; what is not given is any. */
export interface ListBacktests {
  readonly tag?: string;
  readonly strategy?: string;
  /** Of any instrument of the run. */
  readonly symbol?: string;
  readonly verdict?: "trust" | "doubt" | "reject";
  readonly cursor: string | null;
  readonly limit: number;
}

export interface TradeView {
  readonly symbol: string;
  readonly side: "long" | "short";
  readonly quantity: number;
  readonly entryMs: EpochMs;
  readonly exitMs: EpochMs;
  readonly entryPrice: number;
  readonly exitPrice: number;
  readonly bars: number;
  readonly pnl: number;
  readonly commission: number;
  /** Worst and best open result while it was held, fractions of the entry price; null until the run was examined. */
  readonly adverse: number | null;
  readonly favourable: number | null;
}

/** Strategies and single runs of them. */
export interface BacktestFlows {
  listStrategies(): readonly StrategyView[];
  submitBacktest(actor: Actor, spec: BacktestSpecInput): Answer<{ readonly runId: RunId; readonly jobId: JobId }>;
  rerunBacktest(actor: Actor, runId: RunId): Answer<{ readonly runId: RunId; readonly jobId: JobId }>;
  getBacktest(runId: RunId): Answer<BacktestRunView>;
  listBacktests(query: ListBacktests): Promise<Page<BacktestRunView>>;
  listTrades(
    runId: RunId,
    query: { readonly offset: number; readonly limit: number },
  ): Answer<{
    readonly total: number;
    readonly rows: readonly TradeView[];
  }>;
  /**
   * Binary columns (`encodeColumns`) for the charts: time, equity, benchmark, drawdown (one a bar) and fillTime,
   * fillPrice, fillQuantity (signed; one a fill). Of a run on several instruments also fillInstrument (its place) and, at
   * the moments of positionTime, worth<place> and profit<place> of each.
   */
  readBacktestSeries(runId: RunId): Answer<Uint8Array<ArrayBuffer>>;
}
