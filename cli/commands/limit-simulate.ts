import type { Actor } from "@/server/flows/contract";
import type { LimitReplayFlows, ReplaySource } from "@/server/flows/contract/limit-replay";
import { type CommandHouse, interruptSignal } from "../house";
import { openJobRunner, waitForEnd } from "../job-runner";
import { fail, print, refuse, type Sentences } from "../refusal";
import { printReplay } from "./limit-replay-print";

/** As a shell ends a command that was interrupted. */
const EXIT_INTERRUPTED = 130;

interface Here {
  readonly house: CommandHouse;
  readonly flows: LimitReplayFlows;
  readonly actor: Actor;
  readonly options: { readonly json?: boolean };
  readonly sentences: Sentences;
}

/** Holds a limit against a past: does the work here, unless a worker was faster; then prints what came of it. */
export async function simulateLimit(
  { house, flows, actor, options, sentences }: Here,
  asked: { readonly terms: unknown; readonly source: ReplaySource },
): Promise<void> {
  const queued = await flows.simulateLimit(actor, { ...asked, limitId: null });
  if (!queued.ok) return refuse(queued.error, sentences, options);
  const { simulationId, jobId } = queued.value;
  const stop = interruptSignal();
  const { makeRiskJobs } = await import("@/server/flows/risk/simulate/run-simulation");
  const runner = await openJobRunner(house, makeRiskJobs(house.deps));
  stop.signal.addEventListener("abort", () => runner.release(), { once: true });
  try {
    await runner.take(jobId);
    if (!(await waitForEnd(house, jobId, { signal: stop.signal, unit: "moments" }))) {
      process.stderr.write("Interrupted: a worker goes on with it; the page of limits shows its end.\n");
      process.exitCode = EXIT_INTERRUPTED;
      return undefined;
    }
  } finally {
    stop.release();
    await runner.close();
  }
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  const read = await flows.readSimulation(actor, simulationId);
  if (!read.ok) return refuse(read.error, sentences, options);
  const { replay, error } = read.value;
  if (replay === null) {
    if (error !== null && error.kind !== "job.fault") return refuse(error, sentences, options);
    return fail("The simulation ended without a result: bifrost doctor says how its workers are.");
  }
  return options.json === true ? print(JSON.stringify(replay)) : printReplay(replay);
}
