import { makeBacktestJobs } from "@/server/flows/backtest-jobs";
import { makeDataJobs } from "@/server/flows/data-jobs";
import type { FlowDeps } from "@/server/flows/deps";
import type { BoundJob, JobTable } from "@/server/platform/work";

/**
 * Every job there is, by name. A module's jobs come with their contract, so a contract without a handler does not compile
 * there, and one name for two jobs is refused here.
 */
export function makeJobTable(deps: FlowDeps): JobTable {
  return toTable([...makeDataJobs(deps), ...makeBacktestJobs(deps)]);
}

export function toTable(jobs: readonly BoundJob[]): JobTable {
  const table = new Map<string, BoundJob>();
  for (const job of jobs) {
    if (table.has(job.name)) throw new Error(`two handlers for job "${job.name}": names are unique`);
    table.set(job.name, job);
  }
  return table;
}
