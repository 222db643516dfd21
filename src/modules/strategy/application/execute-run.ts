import type { Result } from "@/modules/_kernel";
import type { BacktestSpec } from "../domain/backtest-spec";
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
    return catchFault(spec.strategy, async () => {
      const found = await deps.find(spec.strategy);
      if (!found.ok) return found;
      const { trades, definition } = found.value;
      return trades === "one"
        ? onOne(definition, { spec, asOf }, pacing)
        : onSeveral(definition, { spec, asOf }, pacing);
    });
  };
};
