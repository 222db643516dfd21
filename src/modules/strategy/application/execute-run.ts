import type { Result } from "@/modules/_kernel";
import type { BacktestSpec } from "../domain/backtest-spec";
import { findPortfolioStrategy } from "../domain/catalog";
import type { BacktestOutcome, Pacing, RunMoments } from "../ports";
import type { FindStrategy } from "../ports-own";
import { catchFault } from "./catch-fault";
import { type ExecuteError, makeExecuteBacktest } from "./execute-backtest";
import { type ExecutePortfolioDeps, makeExecutePortfolio } from "./execute-portfolio";

interface ExecuteRunDeps extends ExecutePortfolioDeps {
  readonly find: FindStrategy;
}

/** One run, whatever its strategy trades: on one instrument the fast loop, on several the one they share cash in. */
export const makeExecuteRun = (deps: ExecuteRunDeps) => {
  const onOne = makeExecuteBacktest(deps);
  const onSeveral = makeExecutePortfolio(deps);
  return (
    spec: BacktestSpec,
    asOf: RunMoments | null,
    pacing: Pacing,
  ): Promise<Result<BacktestOutcome, ExecuteError>> => {
    const execute = findPortfolioStrategy(spec.strategy) === null ? onOne : onSeveral;
    return catchFault(spec.strategy, () => execute(spec, asOf, pacing));
  };
};
