import { parentPort } from "node:worker_threads";
import type { BarColumns } from "@/modules/data";
import { runTrials, type TrialOutcome, type TrialTask } from "../../domain/search";
import type { StrategyParams } from "../../domain/strategy";

/** A thread of the pool: trials in, columns out. It has nothing but processor and the shared bars. */

export interface ThreadRequest {
  readonly key: string;
  /** In memory that is shared, not copied. */
  readonly bars: BarColumns;
  readonly task: TrialTask;
  readonly trials: readonly StrategyParams[];
}

export type ThreadAnswer = TrialOutcome;

parentPort?.on("message", ({ bars, task, trials }: ThreadRequest) => {
  const outcome: ThreadAnswer = runTrials(bars, task, trials);
  const own = [...Object.values(outcome.columns), outcome.returns].map(({ buffer }) => buffer);
  // Handed over, not copied.
  parentPort?.postMessage(
    outcome,
    own.filter((buffer) => buffer instanceof ArrayBuffer),
  );
});
