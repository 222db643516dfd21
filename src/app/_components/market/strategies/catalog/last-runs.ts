import { slugOf } from "../names";

interface FinishedRun {
  readonly status: string;
  readonly spec: { readonly strategy: string };
  readonly stats: object | null;
}

/** The newest finished run of each strategy, whichever version it ran, of runs given newest first. */
export function lastRuns<R extends FinishedRun>(runs: readonly R[]): ReadonlyMap<string, R> {
  const last = new Map<string, R>();
  for (const run of runs) {
    const name = slugOf(run.spec.strategy);
    if (run.status === "succeeded" && run.stats !== null && !last.has(name)) last.set(name, run);
  }
  return last;
}
