import type { EpochMs, ImportId, JobId, RunId, SessionId, UserId } from "@/modules/_kernel";
import type { AppError } from "../errors";
import type { AccountFlows } from "./accounts";
import type { OrderFlows } from "./algos";
import type { ApiKeyFlows } from "./api-keys";
import type { AuditCheck, AuditFilter } from "./audit";
import type { BackfillFlows } from "./backfill";
import type { CorporateActionFlows } from "./corporate-actions";
import type { DeployedFlows } from "./deployed";
import type { DeskFlows } from "./desk";
import type { ExaminationFlows } from "./examination";
import type { ExportFlows } from "./export";
import type { FeatureFlows } from "./features";
import type { FeedFlows } from "./feeds";
import type { HealthFlows, HealthView } from "./health";
import type { IncidentFlows } from "./incident";
import type { InstrumentFlows } from "./instruments";
import type { LiveFlows } from "./live";
import type { MarketEventFlows } from "./market-events";
import type { NotificationView } from "./notifications";
import type { PaperFlows } from "./paper";
import type { PersonFlows } from "./people";
import type { QualityFlows } from "./quality";
import type { ReconcileFlows } from "./reconcile";
import type { ReplayFlows } from "./replay";
import type { RiskDeskFlows } from "./risk";
import type { RunsFlows } from "./runs";
import type { ScreenerFlows } from "./screener";
import type { SearchFlows } from "./search";
import type { Actor, Answer, InstrumentKind, InstrumentView, Page, ResolutionName, Role, RowProblem } from "./shared";
import type { StorageFlows } from "./storage";
import type { StrategiesFlows } from "./strategies";
import type { TellingFlows } from "./telling";
import type { WatchlistFlows } from "./watchlists";
import type { WebhookInFlows } from "./webhooks-in";

export type * from "./health";
export type { NotificationView } from "./notifications";
export type * from "./shared";

/**
 * What the web, the workers and the command line can ask of the house. One interface a flow; the implementations are
 * `<verb>-<noun>.ts` beside this file and are joined in `src/server/container.ts`. Routers and commands validate, call
 * one of these and translate the answer: they decide nothing.
 */

// ---- people -------------------------------------------------------------------------------------------------------

export interface Preferences {
  readonly theme: "system" | "dark" | "light";
  readonly pnlColors: "safe" | "redgreen";
  readonly density: "compact" | "normal";
  /** `auto`: what the browser asks for. */
  readonly language: "auto" | "en" | "de";
  /** `new`: the tour is offered. It was taken or declined otherwise, and waits in the menu. */
  readonly tour: "new" | "seen";
}

export interface UserView {
  readonly userId: UserId;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly timeZone: string;
  readonly preferences: Preferences;
}

export interface SessionView {
  readonly sessionId: SessionId;
  readonly createdAt: EpochMs;
  readonly lastSeenAt: EpochMs;
  readonly expiresAt: EpochMs;
  readonly ip: string;
  readonly userAgent: string;
  readonly current: boolean;
}

export interface SetUpInput {
  readonly token: string;
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly baseCurrency: string;
  readonly timeZone: string;
  readonly sampleData: boolean;
}

export interface Installation {
  readonly baseCurrency: string;
  readonly timeZone: string;
  readonly version: string;
  readonly commit: string;
}

// ---- work ---------------------------------------------------------------------------------------------------------

export type JobStatus = "queued" | "running" | "succeeded" | "failed" | "canceled";

export interface JobView {
  readonly jobId: JobId;
  readonly name: string;
  readonly title: string;
  readonly status: JobStatus;
  readonly progress: { readonly done: number; readonly total: number | null; readonly unit: string };
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly error:
    | AppError
    | {
        readonly kind: "job.fault";
        readonly requestId: string;
        readonly reason?: "threw" | "worker_lost" | "payload_malformed";
      }
    | null;
  readonly createdAt: EpochMs;
  readonly startedAt: EpochMs | null;
  readonly finishedAt: EpochMs | null;
  readonly cancelRequested: boolean;
}

// ---- data ---------------------------------------------------------------------------------------------------------

export type BarField = "time" | "open" | "high" | "low" | "close" | "volume";

/** How to read a file. `columns` maps a bar's field to the file's column (header text, or its 0-based number as text). */
export interface CsvReading {
  readonly delimiter: "," | ";" | "\t" | "|";
  readonly hasHeader: boolean;
  readonly columns: Readonly<Partial<Record<BarField, string>>>;
  readonly timeFormat: "iso" | "epoch_s" | "epoch_ms" | "mdy" | "dmy" | "month_name";
  /** Zone of times that name none. */
  readonly timeZone: string;
  readonly decimalComma: boolean;
}

export interface ImportPreview {
  readonly uploadId: string;
  readonly fileName: string;
  readonly bytes: number;
  readonly reading: CsvReading;
  readonly header: readonly string[];
  /** The first rows, as text, one array a row. */
  readonly sample: readonly (readonly string[])[];
  /** Rows that were looked at: all of them when `isWhole`. */
  readonly rows: number;
  readonly isWhole: boolean;
  readonly validRows: number;
  readonly problemCount: number;
  /** At most the first 200. */
  readonly problems: readonly RowProblem[];
  /** Things a person should know that are no problem: "12 rows were out of order and will be sorted". */
  readonly notes: readonly string[];
  readonly suggestedSymbol: string;
  readonly suggestedResolution: ResolutionName;
  readonly firstMs: EpochMs | null;
  readonly lastMs: EpochMs | null;
}

export interface StartImportInput {
  readonly uploadId: string;
  readonly symbol: string;
  readonly name: string;
  readonly kind: InstrumentKind;
  readonly currency: string;
  readonly resolution: ResolutionName;
  readonly reading: CsvReading;
  readonly skipInvalidRows: boolean;
}

export interface ImportView {
  readonly importId: ImportId;
  readonly fileName: string;
  readonly symbol: string;
  readonly resolution: ResolutionName;
  readonly inserted: number;
  readonly replaced: number;
  readonly unchanged: number;
  readonly skipped: number;
  readonly createdAt: EpochMs;
  readonly undoneAt: EpochMs | null;
}

// ---- strategy -----------------------------------------------------------------------------------------------------

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

/** Prices as traded, free of splits, or free of splits and dividends. */
/** Which bars of a market with extended hours: see `SeriesHours` of the data module. */
export type SeriesHoursName = "regular" | "extended" | "stored";
export type PriceAdjustmentName = "raw" | "split" | "total_return";

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

// ---- the house ----------------------------------------------------------------------------------------------------

export interface AuditView {
  readonly id: string;
  readonly at: EpochMs;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface Flows
  extends AccountFlows,
    ApiKeyFlows,
    BackfillFlows,
    CorporateActionFlows,
    ExaminationFlows,
    ExportFlows,
    FeatureFlows,
    FeedFlows,
    HealthFlows,
    IncidentFlows,
    InstrumentFlows,
    LiveFlows,
    SearchFlows,
    MarketEventFlows,
    TellingFlows,
    PersonFlows,
    QualityFlows,
    ReplayFlows,
    RunsFlows,
    ScreenerFlows,
    StorageFlows,
    StrategiesFlows,
    RiskDeskFlows,
    OrderFlows,
    PaperFlows,
    ReconcileFlows,
    DeployedFlows,
    WatchlistFlows,
    DeskFlows,
    WebhookInFlows {
  // set-up and people (platform)
  setUpState(): Promise<{ readonly needed: boolean }>;
  /** Whether the one-time token is right; compared in constant time. */
  checkSetUpToken(token: string): Promise<boolean>;
  setUp(input: SetUpInput, actor: Actor): Answer<{ readonly userId: UserId; readonly sampleJobId: JobId | null }>;
  createUser(
    input: { readonly email: string; readonly name: string; readonly role: Role; readonly password: string },
    actor: Actor,
  ): Answer<UserView>;
  updatePreferences(actor: Actor, change: Partial<Preferences> & { readonly timeZone?: string }): Answer<UserView>;
  changePassword(actor: Actor, current: string, next: string): Answer<null>;
  listSessions(userId: UserId, current: SessionId): Promise<readonly SessionView[]>;
  revokeSession(actor: Actor, sessionId: SessionId): Answer<null>;
  installation(): Promise<Installation>;

  // work (platform)
  listJobs(query: { readonly limit: number }): Promise<readonly JobView[]>;
  getJob(jobId: JobId): Answer<JobView>;
  cancelJob(actor: Actor, jobId: JobId): Answer<JobView>;
  listNotifications(userId: UserId, limit: number): Promise<readonly NotificationView[]>;
  markNotificationsRead(actor: Actor, upToMs: EpochMs): Answer<null>;
  health(): Promise<HealthView>;
  /** `actor` by address or id. */
  listAudit(query: AuditFilter & { readonly cursor: string | null; readonly limit: number }): Promise<Page<AuditView>>;
  /** Goes through the sealed log. `knownHead`: a seal that was kept elsewhere. The check is itself a row of the log. */
  verifyAudit(actor: Actor, knownHead: string | null): Promise<AuditCheck>;

  // data
  searchInstruments(query: string, limit: number): Promise<readonly InstrumentView[]>;
  getInstrument(symbol: string): Answer<InstrumentView>;
  previewImport(uploadId: string, reading: CsvReading | null, resolution: ResolutionName | null): Answer<ImportPreview>;
  startImport(actor: Actor, input: StartImportInput): Answer<{ readonly jobId: JobId }>;
  undoImport(actor: Actor, importId: ImportId): Answer<ImportView>;
  listImports(query: { readonly cursor: string | null; readonly limit: number }): Promise<Page<ImportView>>;
  loadSampleData(actor: Actor): Answer<{ readonly jobId: JobId }>;
  /** Binary columns (`encodeBarColumns`): the newest `limit` bars before `toMs`, oldest first. */
  readBarPage(query: {
    readonly symbol: string;
    readonly resolution: ResolutionName;
    readonly toMs: EpochMs | null;
    readonly limit: number;
    readonly adjustment: PriceAdjustmentName;
    readonly hours: SeriesHoursName;
    /** Last date whose corporate actions count, `YYYY-MM-DD`; null, or not given, is that of the newest bar. */
    readonly untilDate?: string | null;
  }): Answer<Uint8Array<ArrayBuffer>>;

  // strategy
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
