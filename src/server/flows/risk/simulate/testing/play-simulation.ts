import { invariant, type JobId, ok, type Result } from "@/modules/_kernel";
import type { JobContext, JobOutcome } from "../../../../platform/work";
import type { Actor } from "../../../contract";
import type { LimitReplayView, ReplaySource } from "../../../contract/limit-replay";
import type { FlowDeps } from "../../../deps";
import type { AppError } from "../../../errors";
import { makeRiskFlows } from "../../limit-flows";
import { makeSimulateLimitHandler } from "../run-simulation";

export interface Question {
  readonly terms: unknown;
  readonly source: ReplaySource;
  readonly limitId?: string | null;
}

/** Does the job of a simulation as a worker would, on this very thread. */
export function workOn(
  deps: FlowDeps,
  { simulationId, jobId }: { readonly simulationId: string; readonly jobId: JobId },
  change: Partial<JobContext> = {},
): Promise<JobOutcome> {
  const context: JobContext = {
    jobId,
    requestId: "test",
    userId: null,
    signal: new AbortController().signal,
    progress: () => undefined,
    ...change,
  };
  return makeSimulateLimitHandler(deps)({ simulationId }, context);
}

/** Asks, works and reads: what the limit would have done, or why it is refused. */
export async function playSimulation(
  deps: FlowDeps,
  actor: Actor,
  { limitId = null, ...asked }: Question,
): Promise<Result<LimitReplayView, AppError>> {
  const flows = makeRiskFlows(deps);
  const queued = await flows.simulateLimit(actor, { ...asked, limitId });
  if (!queued.ok) return queued;
  const worked = await workOn(deps, queued.value);
  if (!worked.ok) return worked;
  const read = await flows.readSimulation(actor, queued.value.simulationId);
  if (!read.ok) return read;
  invariant(read.value.replay !== null, "a job that succeeded has a result");
  return ok(read.value.replay);
}
