/**
 * Portfolio knows what is held and how it did. Today: round trips from fills, and statistics of returns.
 *
 * This door is pure: types and decisions, safe in a browser bundle.
 */
export { type BenchmarkComparison, compareWithBenchmark } from "./domain/benchmark";
export { FactLog } from "./domain/fact-log";
export { groupTrades, type TradeGroup } from "./domain/group-trades";
export { type Histogram, histogram } from "./domain/histogram";
export type { Activity } from "./domain/holdings/activity";
export type { DatedValues } from "./domain/holdings/dated-values";
export type { HoldingsError } from "./domain/holdings/holdings";
export {
  type PortfolioDay,
  type PortfolioInput,
  type PortfolioReport,
  type PortfolioTotals,
  type PositionReport,
  reportPortfolio,
} from "./domain/holdings/portfolio-report";
export { type DatedAmount, internalRate } from "./domain/internal-rate";
export { type AccountDay, type AccountPerformance, accountPerformance } from "./domain/ledger/account-performance";
export {
  ACCOUNT_KINDS,
  type AccountKind,
  BATCH_KINDS,
  type BatchKind,
  CHART,
  type Chart,
  type Posting,
} from "./domain/ledger/chart";
export { type AccountChange, type DailyValue, type DayPrices, dailyValues } from "./domain/ledger/daily-values";
export { baseAssetOf, type LedgerEntry } from "./domain/ledger/entry";
export {
  type Disposal,
  LOT_METHODS,
  type Lot,
  type LotId,
  type LotMethod,
  type LotTerm,
  type LotTransaction,
} from "./domain/lots/lot";
export { type LotBook, type LotError, LotTracker, trackLots } from "./domain/lots/lot-book";
export type { WashSale } from "./domain/lots/wash-sales";
export { ascending, excessKurtosis, mean, quantile, skewness, stdev } from "./domain/moments";
export { normalCdf, normalQuantile } from "./domain/normal-distribution";
export {
  annualVolatility,
  excessOf,
  omegaRatio,
  sharpeRatio,
  sortinoRatio,
  stability,
  tailRatio,
  winRate,
} from "./domain/ratios";
export { annualReturn, finiteOrNull, growth, ratioOrNull, returnsOfEquity, totalReturn } from "./domain/returns";
export { rollingBeta, rollingSharpe } from "./domain/rolling";
export { type FillSeries, pairRoundTrips, type RoundTripColumns } from "./domain/round-trips";
export { deflatedSharpe, expectedMaximumSharpe, probabilisticSharpe } from "./domain/sharpe-significance";
export { type TimeWeightedReturn, timeWeightedReturn, type ValuePoint } from "./domain/time-weighted";
export { type TradeExcursions, tradeExcursions } from "./domain/trade-excursions";
export type {
  AccountFacts,
  AccountMember,
  AccountState,
  AccountStore,
  Booking,
  BookOutcome,
  CashState,
  LedgerFill,
  LedgerStore,
  MemberRole,
  PositionState,
  ReverseOutcome,
  StoredBatch,
} from "./ports/ledger";
export { MEMBER_ROLES } from "./ports/ledger";
