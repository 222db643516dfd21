import type { Flows } from "./contract";
import type { FlowDeps } from "./deps";
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
>;

/** Strategies and backtests, as the web and the command line ask for them. */
export function makeBacktestFlows(deps: FlowDeps): BacktestFlows {
  return {
    ...makeReadBacktests(deps),
    submitBacktest: makeSubmitBacktest(deps),
    rerunBacktest: makeRerunBacktest(deps),
  };
}
