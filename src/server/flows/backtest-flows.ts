import type { Flows } from "./contract";
import type { ExaminationFlows } from "./contract/examination";
import type { FlowDeps } from "./deps";
import { makeExaminationFlows } from "./examination/examination-flows";
import { makeReadBacktests } from "./read-backtests";
import { makeRerunBacktest } from "./rerun-backtest";
import { makeSubmitBacktest } from "./submit-backtest";

type BacktestFlows = Pick<
  Flows,
  | "listStrategies"
  | "submitBacktest"
  | "rerunBacktest"
  | "getBacktest"
  | "listBacktests"
  | "listTrades"
  | "readBacktestSeries"
> &
  ExaminationFlows;

/** Strategies and backtests, as the web and the command line ask for them. */
export function makeBacktestFlows(deps: FlowDeps): BacktestFlows {
  const reads = makeReadBacktests(deps);
  return {
    ...reads,
    ...makeExaminationFlows(deps, reads),
    submitBacktest: makeSubmitBacktest(deps),
    rerunBacktest: makeRerunBacktest(deps),
  };
}
