/**
 * Strategy turns an idea into orders: strategies with their parameters, the engine that tests them on closed bars, and what
 * a test showed.
 *
 * This door is pure: types and decisions, safe in a browser bundle. I/O is behind `./server`.
 */
export {
  accountColumns,
  Backtest,
  type BacktestInput,
  type BacktestResult,
  ENGINE_VERSION,
  runBacktest,
} from "./domain/backtest";
export { type BacktestSpec, type CheckedSpec, checkSpec, type SpecError, windowOf } from "./domain/backtest-spec";
export { guessPeriodsPerYear, periodsPerYearOf, TRADING_DAYS_PER_YEAR } from "./domain/calendar-days";
export { findStrategy, strategyCatalog } from "./domain/catalog";
export { QUANTITY_MAX, QUANTITY_MIN } from "./domain/define-strategy";
export { type ScriptedOrder, scriptOrders } from "./domain/scripted-orders";
export { makeSeededBars } from "./domain/seeded-bars";
export type {
  BarView,
  Desk,
  ParameterField,
  ParamIssue,
  PreparedStrategy,
  StrategyDefinition,
  StrategyError,
  StrategyParams,
  StrategyRun,
} from "./domain/strategy";
export {
  type BacktestStats,
  buyAndHold,
  type MonthlyReturn,
  summarizeBacktest,
  type TearSheetInput,
} from "./domain/tear-sheet";
export { type RunBacktestPayload, runBacktestJob } from "./jobs";
export type {
  BacktestOutcome,
  BacktestRun,
  BacktestRuns,
  BarsError,
  HashColumns,
  Pacing,
  RunCard,
  RunCursor,
  RunRefusal,
} from "./ports";
