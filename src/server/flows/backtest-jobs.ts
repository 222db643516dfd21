import { examineRunJob, runBacktestJob } from "@/modules/strategy";
import { type BoundJob, bind } from "../platform/work";
import type { FlowDeps } from "./deps";
import { makeExamineRunHandler } from "./examination/examine-run";
import { makeRunBacktestHandler } from "./run-backtest";

/** The jobs of the strategy module, with their handlers. */
export function makeBacktestJobs(deps: FlowDeps): readonly BoundJob[] {
  return [
    bind(runBacktestJob, makeRunBacktestHandler(deps), ({ runId }) => `/strategies/backtest?run=${String(runId)}`),
    bind(examineRunJob, makeExamineRunHandler(deps), ({ runId }) => `/strategies/backtest?run=${String(runId)}`),
  ];
}
