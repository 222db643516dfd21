/** Strategy, with I/O. Only the composition roots (src/server, workers, cli) import this. */
export { type ExecuteError, makeExecuteBacktest } from "./application/execute-backtest";
export { makeLoadBars } from "./application/load-bars";
export { hashColumns } from "./infra/hash-columns";
export { makeRunStore } from "./infra/run-store";
