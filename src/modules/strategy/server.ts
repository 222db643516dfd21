/** Strategy, with I/O. Only the composition roots (src/server, workers, cli) import this. */
export { type ExecuteDeps, type ExecuteError, makeExecuteBacktest } from "./application/execute-backtest";
export { makeLoadBars } from "./application/load-bars";
export { hashColumns } from "./infra/hash-columns";
export { makeRunStore, RUNS_PER_PAGE_MAX, TRADES_PER_PAGE_MAX } from "./infra/run-store";
