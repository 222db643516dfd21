import { setImmediate } from "node:timers/promises";
import { err, invariant, ok, type RunId } from "@/modules/_kernel";
import type { BacktestRun, RunBacktestPayload } from "@/modules/strategy";
import { makeExecuteRun, makeRunStore } from "@/modules/strategy/server";
import { type JobHandler, readJob } from "../platform/work";
import { toAppError } from "./backtest-views";
import type { FlowDeps } from "./deps";
import { examinationTitle, submitExamination } from "./examination/examine-run";
import { makeStoredMarket } from "./stored-bars";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "work" | "clock" | "build">;

/** Joins the engine to stored bars: what the job, the command line and the benchmark all run. */
export function makeStoredBacktest({ sql, clock, build }: Pick<FlowDeps, "sql" | "clock" | "build">) {
  return makeExecuteRun({ ...makeStoredMarket(sql), clock, code: build.commit });
}

/**
 * Works on one submitted run: engine in slices with progress, then card, statistics and columns in one transaction with the
 * news of it. Safe to run twice: a run that is at its end is only reported again. A refusal ends run and job as failed.
 */
export const makeRunBacktestHandler = (deps: Deps): JobHandler<RunBacktestPayload> => {
  const execute = makeStoredBacktest(deps);
  const runs = makeRunStore(deps.sql, deps.prisma);
  return async ({ runId }, job) => {
    const run = await runs.find(runId);
    invariant(run !== null, `run ${runId} was written with its job`);
    if (run.finishedAtMs !== null) return ended(run);
    await runs.markRunning(runId);
    const outcome = await execute(run.spec, await asOfRepeated(runs, run), {
      signal: job.signal,
      progress: (done, total) => job.progress(done, total, "bars"),
      yieldTurn: () => setImmediate(),
    });
    if (!outcome.ok && outcome.error.kind === "backtest.canceled") {
      // A worker that shuts down aborts too; then the run goes on elsewhere and is not at its end.
      const view = await readJob(deps.sql, job.jobId);
      if (view?.cancelRequested === true) await end(deps, runId, (tx) => runs.cancel(tx, runId));
      return err({ kind: "backtest.canceled" });
    }
    if (!outcome.ok) {
      const refusal = toAppError(outcome.error);
      await end(deps, runId, (tx) => runs.refuse(tx, runId, refusal));
      return err(refusal);
    }
    await end(deps, runId, async (tx) => {
      await runs.complete(tx, runId, outcome.value);
      await submitExamination(deps.work, tx, { runId, title: examinationTitle(run), requestId: job.requestId });
    });
    return ok({ runId });
  };
};

/** A repetition reads bars and corporate actions as the run it repeats knew them. */
async function asOfRepeated(runs: ReturnType<typeof makeRunStore>, { rerunOf }: BacktestRun) {
  return rerunOf === null ? null : ((await runs.find(rerunOf))?.card ?? null);
}

function ended({ runId, status }: BacktestRun) {
  if (status === "succeeded") return ok({ runId });
  return err({
    kind: status === "canceled" ? "backtest.canceled" : "backtest.not_finished",
    facts: { status },
  } as const);
}

type Write = Parameters<Parameters<FlowDeps["transactions"]["run"]>[0]>[0];

function end({ transactions, work }: Deps, runId: RunId, write: (tx: Write) => Promise<void>): Promise<void> {
  return transactions.run(async (tx) => {
    await write(tx);
    await work.publish(tx, { topic: "backtest.finished", audience: null, payload: { runId } });
  });
}
