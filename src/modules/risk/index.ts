/**
 * Risk says how much can be lost. Today: drawdown, value at risk, shortfall, and all statistics of a series of returns.
 *
 * This door is pure: types and decisions, safe in a browser bundle.
 */

export { type DrawdownSummary, drawdownSeries, summarizeDrawdown } from "./domain/drawdown";
export { type DrawdownEpisode, worstDrawdowns } from "./domain/drawdown-episodes";
export {
  DRILL_DAY_MAX,
  DRILL_STEPS,
  type DrilledStep,
  type DrillStep,
  drillDue,
  drillOutcome,
} from "./domain/drill/halt-drill";
export {
  AMOUNT_KINDS,
  type AmountUnit,
  APPROVAL_DEFAULT,
  RATE_KINDS,
  STANDING_KINDS,
  type StandingKind,
  SYMBOL_KINDS,
  UNIT_BY_KIND,
} from "./domain/limits/limit-kinds";
export { isLooser, type LimitTerms, limitOf, parseTerms, stepsOf } from "./domain/limits/limit-terms";
export { type LimitUsage, limitUsage, usageText } from "./domain/limits/limit-usage";
export { computeMetrics, type MetricsInput, type ReturnMetrics } from "./domain/metrics";
export { type LimitSteps, type WatchLevel, watchLevel } from "./domain/monitor/limit-steps";
export { HARD_STEPS, type HardStep, isMonitored, STEPS_DEFAULT } from "./domain/monitor/monitored-kinds";
export {
  type Protection,
  type ProtectionFill,
  protectionOf,
  type StopOrder,
  type SymbolProtection,
} from "./domain/monitor/protection";
export {
  isProtectionLooser,
  isWatched,
  minds,
  PROTECTION_DEFAULT,
  PROTECTION_MODES,
  type ProtectionMode,
  type ProtectionTerms,
  parseProtection,
  SURPLUS_MODES,
} from "./domain/monitor/protection-policy";
export {
  type CoverStep,
  coverStep,
  lastStopOf,
  type ProtectionSituation,
  type SurplusStep,
  surplusStep,
} from "./domain/monitor/protection-step";
export {
  type RiskSize,
  type SizeError,
  type SizeTerms,
  sizeByEqualWeight,
  sizeByRisk,
  sizeByValue,
  sizeByVolatility,
  type WeightSize,
} from "./domain/order-size/order-size";
export type { CloseSeries } from "./domain/portfolio/align-closes";
export { STAND_IN_LOSS } from "./domain/portfolio/book-tail";
export { EXPOSURE_DIMENSIONS, type ExposureDimension, type ExposureLine } from "./domain/portfolio/exposure-by";
export type { Holding } from "./domain/portfolio/holding";
export { type BookAt, type BookFigures, orderImpact } from "./domain/portfolio/order-impact";
export {
  type BookHolding,
  HISTORY_DAYS_MAX,
  HISTORY_DAYS_MIN,
  type PortfolioRisk,
  portfolioRisk,
} from "./domain/portfolio/portfolio-risk";
export { parseScenario } from "./domain/portfolio/scenario-terms";
export { SHOCK_SCOPES, type Shock } from "./domain/portfolio/stress";
export { checkOrder, type RiskApproved, type RiskBreach, type RiskOutcome } from "./domain/pre-trade/check-order";
export {
  AMOUNT_LIMITS,
  type LimitKind,
  type LimitScope,
  type RiskInstrument,
  type RiskLimit,
  type RiskOrder,
  type RiskState,
  STOP_LIMITS,
} from "./domain/pre-trade/request";
export type { Past, PastFill, PastInstrument, PastOrder, PastPoint } from "./domain/simulate/past";
export { type LimitReplay, replayLimit } from "./domain/simulate/replay-limit";
export { type ReplaySummary, summarizeReplay } from "./domain/simulate/replay-summary";
export { REPLAYED_OF_ACCOUNTS, REPLAYED_OF_RUNS } from "./domain/simulate/replayed-kinds";
export {
  type PortfolioVar,
  type PortfolioVarError,
  type PortfolioVarInput,
  portfolioVar,
  SCENARIOS_DEFAULT,
  VAR_METHODS,
  type VarMethod,
} from "./domain/value-at-risk/portfolio-var";
export { type SimulateLimitPayload, simulateLimitJob } from "./jobs";
export type { ApprovalDecision, ApprovalStore, DecidedApproval, OrderApproval } from "./ports/approvals";
export type { HaltDrill } from "./ports/drills";
export type { DecidedChange, Decision, LimitChange, LimitStore, StandingLimit } from "./ports/limits";
export type {
  DecidedProtection,
  NewProtectionEvent,
  ProtectionChange,
  ProtectionDecision,
  ProtectionEpisode,
  ProtectionEvent,
  ProtectionStore,
  StandingProtection,
} from "./ports/protection";
export type { StoredScenario } from "./ports/scenarios";
export type { LimitSimulation, PastSource, SimulationOutcome, SimulationStore } from "./ports/simulations";
export type { NewRiskEvent, RiskEvent, WatchRow, WatchStore } from "./ports/watch";
