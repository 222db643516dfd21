import { setImmediate } from "node:timers/promises";
import { err, invariant, ok } from "@/modules/_kernel";
import {
  type LimitReplay,
  type LimitTerms,
  type Past,
  type ReplaySummary,
  replayLimit,
  type SimulateLimitPayload,
  simulateLimitJob,
  summarizeReplay,
} from "@/modules/risk";
import { makeSimulationStore } from "@/modules/risk/server";
import {
  type BoundJob,
  bind,
  type JobContext,
  type JobHandler,
  type JobOutcome,
  readJob,
} from "../../../platform/work";
import type { ReplaySource } from "../../contract/limit-replay";
import type { FlowDeps } from "../../deps";
import type { AppError } from "../../errors";
import { pastOfAccount, type ReadPast } from "./past-of-account";
import { pastOfRun } from "./past-of-run";
import { sourceFor } from "./read-source";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "clock">;

const UNIT = "moments";
/** Whoever waits for less still looks at the form that asked. */
const QUIET_MS = 10_000;

/** The jobs of the risk module, with their handlers. */
export function makeRiskJobs(deps: Deps): readonly BoundJob[] {
  const link: BoundJob["link"] = ({ simulationId }) => `/risk/limits?simulation=${String(simulationId)}`;
  return [bind(simulateLimitJob, makeSimulateLimitHandler(deps), link, QUIET_MS)];
}

/**
 * Plays a past again under a limit that was not there, and keeps what came of it. Safe to run twice: a simulation that is at its end
 * is only reported again. A job's result is read by everybody, so that it names the simulation alone.
 */
export const makeSimulateLimitHandler = (deps: Deps): JobHandler<SimulateLimitPayload> => {
  const simulations = makeSimulationStore();
  return async ({ simulationId }, job) => {
    const simulation = await simulations.find(deps.sql, simulationId);
    invariant(simulation !== null, `simulation ${simulationId} was written with its job`);
    if (simulation.endedAt !== null)
      return simulation.outcome === null ? err({ kind: "limit.simulation_ended" }) : ok({ simulationId });
    const end = (result: ReplaySummary | null) =>
      deps.transactions.run((tx) => simulations.end(tx, simulationId, { at: deps.clock.nowMs(), result }));
    const found = await readPast(deps, simulation.source);
    if (!("past" in found)) {
      await end(null);
      return err(found);
    }
    const done = await playOut(found.past, simulation.terms, job);
    if (done === null) return stopped(deps, job, () => end(null));
    await end(summarizeReplay(done, { ...factsOf(found), asOf: deps.clock.nowMs() }));
    return ok({ simulationId });
  };
};

/** A worker that shuts down aborts too; then the simulation goes on elsewhere and is not at its end. */
async function stopped({ sql }: Deps, { jobId }: JobContext, end: () => Promise<void>): Promise<JobOutcome> {
  if ((await readJob(sql, jobId))?.cancelRequested === true) await end();
  return err({ kind: "limit.simulation_ended" });
}

const factsOf = ({ currency, unknownDays, isIntraday }: ReadPast) => ({ currency, unknownDays, isIntraday });

/** Who may see it was asked when it was queued, and is asked again of whoever reads the result. */
async function readPast(deps: Deps, source: ReplaySource): Promise<ReadPast | AppError> {
  const facts = await sourceFor(deps, source);
  if (facts === null) return { kind: "limit.past_empty" };
  return facts.of === "run" ? pastOfRun(deps, facts.run.runId) : pastOfAccount(deps, facts.account);
}

/** Lets whoever else waits in this process have a turn now and then. Null: it was stopped. */
async function playOut(past: Past, terms: LimitTerms, job: JobContext): Promise<LimitReplay | null> {
  const running = replayLimit(past, terms);
  for (;;) {
    if (job.signal.aborted) return null;
    const step = running.next();
    if (step.done === true) return step.value;
    job.progress(step.value.done, step.value.total, UNIT);
    await setImmediate();
  }
}
