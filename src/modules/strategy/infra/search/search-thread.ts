import { parentPort, workerData } from "node:worker_threads";
import type { TrialOutcome } from "../../domain/search";
import type { SearchSummary } from "../../ports-search";
import { pulseOf } from "../sandbox/pulse";
import type { ThreadDone } from "../watched-thread";
import type { SearchAnswer, SearchRequest } from "./search-messages";
import { makeTrialRunner } from "./trial-runner";

/** A thread of the pool: trials in, columns out. It has nothing but processor, a sandbox of its own and the shared bars. */

const runner = makeTrialRunner(pulseOf(workerData));

parentPort?.on("message", (request: SearchRequest) => {
  // What breaks beside a strategy ends the thread, and whoever asked is told.
  void take(request);
});

async function take(request: SearchRequest): Promise<void> {
  const done: SearchAnswer =
    request.kind === "trials"
      ? { kind: "trials", outcome: await runner.run(request) }
      : { kind: "sum", summary: await runner.sumUp(request.job) };
  say({ done }, buffersOf(done.kind === "trials" ? done.outcome : done.summary));
}

function say(message: ThreadDone<SearchAnswer>, transfer: readonly ArrayBuffer[]): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread of Node has no origin
  parentPort?.postMessage(message, [...transfer]);
}

/** Columns are handed over, not copied. */
function buffersOf(made: TrialOutcome | SearchSummary): readonly ArrayBuffer[] {
  const columns = "columns" in made ? [...Object.values(made.columns), made.returns] : Object.values(made.series);
  const buffers = columns.map(({ buffer }) => buffer).filter((buffer) => buffer instanceof ArrayBuffer);
  return [...new Set(buffers)];
}
