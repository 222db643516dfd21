import { runBacktestJob } from "@/modules/strategy";
import { type BoundJob, bind } from "../platform/work";
import type { FlowDeps } from "./deps";
import { makeRunBacktestHandler } from "./run-backtest";

/** The jobs of the strategy module, with their handlers. */
export function makeBacktestJobs(deps: FlowDeps): readonly BoundJob[] {
  return [
    bind(runBacktestJob, makeRunBacktestHandler(deps), ({ runId }) => `/strategies/backtest?run=${String(runId)}`),
  ];
}
