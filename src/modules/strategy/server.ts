/** Strategy, with I/O. Only the composition roots (src/server, workers, cli) import this. */
export { catchFault, type FaultedStrategy } from "./application/catch-fault";
export {
  type BarWindow,
  makeOpenWindow,
  type Watched,
  type WatchRefusal,
} from "./application/deployment/watch-strategy";
export { makeExamineRun } from "./application/examine-run";
export type { ExecuteError } from "./application/execute-backtest";
export { makeExecuteRun } from "./application/execute-run";
export { makeHashDataNow } from "./application/hash-data-now";
export { makeLoadBars } from "./application/load-bars";
export { StrategyFault } from "./domain/strategy-fault";
export { makeDeploymentStore } from "./infra/deployment/deployment-store";
export { makeExaminationStore } from "./infra/examination-store";
export { hashColumns } from "./infra/hash-columns";
export { hashSource } from "./infra/own/hash-source";
export { makeOwnStrategyStore } from "./infra/own/own-strategy-store";
export { makePresetStore, pruneRemovedPresets } from "./infra/own/preset-store";
export { makePublicationStore } from "./infra/own/publication-store";
export { makeRunStore } from "./infra/run-store";
export { codeHost } from "./infra/sandbox/code-host";
export { codeKind } from "./infra/sandbox/code-kind";
export { openVersion } from "./infra/sandbox/open-version";
export { BLANK_STRATEGY, sdkNames } from "./infra/sandbox/sdk-guide";
export { DECLARATIONS, EXAMPLES } from "./infra/sandbox/sdk-text";
export { makeTrialPool } from "./infra/search/search-pool";
export { makeSearchStore } from "./infra/search/search-store";
