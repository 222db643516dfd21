/**
 * Strategy turns an idea into orders: strategies with their parameters, the engine that tests them on closed bars, and what
 * a test showed.
 *
 * This door is pure: types and decisions, safe in a browser bundle. I/O is behind `./server`.
 */
export type { Examination, ExaminationDetails, Finding, Verdict } from "./domain/analysis/examination";
export { accountColumns, type BacktestResult, ENGINE_VERSION, runBacktest } from "./domain/backtest";
export {
  type BacktestSpec,
  type CheckedSpec,
  checkSpec,
  checkSpecFor,
  DEFAULT_COSTS,
  type FinancingPercents,
  type SpecError,
  symbolsOf,
} from "./domain/backtest-spec";
export { guessPeriodsPerYear, periodsPerYearOf, TRADING_DAYS_PER_YEAR } from "./domain/calendar-days";
export { findBuiltIn, findPortfolioStrategy, findStrategy, portfolioCatalog, strategyCatalog } from "./domain/catalog";
export {
  ALLOCATION_METHODS,
  type AllocationMethod,
  type AllocationTerms,
  allocate,
  yearlyVolatility,
} from "./domain/deployment/allocate";
export { type NotAssignable, whyNotAssign } from "./domain/deployment/assignable";
export { approvalOf, CHANGE_SCOPES, type ChangeApproval, type ChangeScope } from "./domain/deployment/change-approval";
export {
  type ComparedDecision,
  type ComparedFill,
  compareDecisions,
  type Difference,
} from "./domain/deployment/compare-decisions";
export { decisionSentence, firstBlock } from "./domain/deployment/decision-sentence";
export {
  ACTIVE_STATUSES,
  applyDeploymentEvent,
  type DeploymentEvent,
  type DeploymentReason,
  type DeploymentStanding,
  decides,
  isOver,
  isPassing,
} from "./domain/deployment/deployment-state";
export type { Gate } from "./domain/deployment/gate";
export { isDone, type StoredIntent, sumUpIntents, wantedIntent } from "./domain/deployment/intent";
export { type OrderFacts, opensOf, type PlannedOrder, planOrder } from "./domain/deployment/plan-order";
export { changesOf, profitBand } from "./domain/deployment/profit-band";
export { deepestFall, profitCurve } from "./domain/deployment/profit-curve";
export {
  type Breach,
  breachOf,
  DEFAULT_TERMS,
  gatesOf,
  type PromotionFacts,
  type PromotionTerms,
  STAGES,
  stageBefore,
  termFault,
} from "./domain/deployment/promotion";
export { orderOf, placeShadowWishes, type ShadowTerms } from "./domain/deployment/shadow-wishes";
export { foldFills, type LedgerLine, profitOf, type SubPosition, worthOf } from "./domain/deployment/sub-ledger";
export { type Ticket, ticketsOf } from "./domain/deployment/tickets";
export type { DecidedMoment, RecordedAccount, RecordedFill, Wish } from "./domain/deployment/watch-plan";
export type { FoundStrategy } from "./domain/found-strategy";
export {
  type CheckedSource,
  NOTE_LENGTH_MAX,
  parseReference,
  referenceTo,
  SOURCE_BYTES_MAX,
  slugFault,
} from "./domain/own/own-strategy";
export type { StrategyKind } from "./domain/own/own-version";
export { parameterSchema } from "./domain/own/parameter-schema";
export {
  boundsFault,
  completeParams,
  coveringOf,
  type OutsidePublished,
  outsideOf,
  PUBLISHED_PRESETS_MAX,
  type PublishedValues,
  publishedPresetId,
} from "./domain/own/publication";
export { runPortfolioBacktest } from "./domain/portfolio/portfolio-backtest";
export { checkPortfolioSpec, checkPortfolioSpecFor } from "./domain/portfolio/portfolio-spec";
export type { InstrumentShare, PortfolioStats } from "./domain/portfolio/worth-by-instrument";
export { canonicalRules, checkRules } from "./domain/rules/check-rules";
export { RULE_EXAMPLES } from "./domain/rules/rule-examples";
export { numbersOf, type RuleNumber, withNumbers } from "./domain/rules/rule-numbers";
export { ruleDifferences, ruleLines } from "./domain/rules/rule-sentence";
export {
  conditionsOf,
  type DraftRules,
  RULE_PARAMETERS_MAX,
  type RuleConditionPlace,
  type RuleStrategy,
} from "./domain/rules/rule-strategy";
export { checkRulesSource } from "./domain/rules/rules-source";
export { rulesToStrategy } from "./domain/rules/rules-to-strategy";
export { type ScriptedOrder, scriptOrders } from "./domain/scripted-orders";
export * from "./domain/search";
export { makeSeededBars } from "./domain/seeded-bars";
export type { ParameterField, StrategyDefinition, StrategyError, StrategyParams, StrategyRun } from "./domain/strategy";
export { summarizeBacktest } from "./domain/tear-sheet";
export {
  type ExamineRunPayload,
  examineRunJob,
  finishSearchJob,
  planSearchJob,
  type RunBacktestPayload,
  runBacktestJob,
  runSearchChunkJob,
  type SearchChunkPayload,
  type SearchPayload,
} from "./jobs";
export type { BacktestOutcome, BacktestRun, RunRefusal } from "./ports";
export type {
  AccountAllocation,
  AskedChange,
  CapitalChange,
  DeploymentSetting,
  PendingChange,
} from "./ports-deployment-changes";
export {
  type AssignedFill,
  CLOSED_OUT,
  type Deployment,
  type DeploymentEpoch,
  type DeploymentNote,
  type DeploymentOrder,
  type DeploymentParity,
  type Deployments,
  MODES,
  OUTCOMES,
  SCHEDULES,
  type StoredDecision,
  type ToldFill,
  type VirtualFill,
} from "./ports-deployments";
export type {
  FindStrategy,
  KindOfStrategy,
  StoredPreset,
  StoredStrategy,
  StoredVersion,
  StoredVersionLine,
  StrategyPublication,
} from "./ports-own";
export type { SearchPlan, SearchRecord, SearchStatus, SearchSummary, TrialPool } from "./ports-search";
