import type { BoundJob, JobTable } from "@/server/platform/work";

/** Jobs by name. One name for two jobs is a fault, found when the process starts. */
export function toTable(jobs: readonly BoundJob[]): JobTable {
  const table = new Map<string, BoundJob>();
  for (const job of jobs) {
    if (table.has(job.name)) throw new Error(`two handlers for job "${job.name}": names are unique`);
    table.set(job.name, job);
  }
  return table;
}
