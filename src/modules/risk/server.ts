/** Risk, with I/O. Only the composition roots (src/server, workers, cli) import this. */
export * from "./index";
export { makeApprovalStore } from "./infra/approval-store";
export { makeDrillStore } from "./infra/drill-store";
export { LIMITS_MAX, makeLimitStore } from "./infra/limit-store";
export { makeProtectionStore } from "./infra/protection-store";
export { makeScenarioStore, SCENARIOS_MAX } from "./infra/scenario-store";
export { makeSimulationStore, oldestSimulation } from "./infra/simulation-store";
export { EVENTS_MAX, makeWatchStore } from "./infra/watch-store";
