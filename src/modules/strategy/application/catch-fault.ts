import { err, type Result } from "@/modules/_kernel";
import { type FaultFacts, StrategyFault } from "../domain/strategy-fault";

/** A strategy that somebody wrote was stopped: what it did, and at which line. */
export interface FaultedStrategy extends FaultFacts {
  readonly kind: "strategy.faulted";
  readonly name: string;
}

/** Runs what may break in somebody's strategy, and answers with what it broke. Everything else that is thrown goes on. */
export async function catchFault<T, E>(
  name: string,
  run: () => Promise<Result<T, E>>,
): Promise<Result<T, E | FaultedStrategy>> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof StrategyFault)) throw error;
    return err({ kind: "strategy.faulted", name, ...error.facts });
  }
}
