import { backfillJob, bulkBackfillJob } from "@/modules/data";
import { type BoundJob, bind } from "../../platform/work";
import { makeBackfillHandler, type WorkDeps } from "./work-backfill";

/** The chart of what a fetch brings. */
function chartOf({ symbol, resolution }: Readonly<Record<string, unknown>>): string | null {
  if (typeof symbol !== "string" || typeof resolution !== "string") return null;
  return `/chart?${new URLSearchParams({ symbol, resolution }).toString()}`;
}

/** Both lanes of fetching, on one handler. */
export function makeBackfillJobs(deps: WorkDeps): readonly BoundJob[] {
  const handler = makeBackfillHandler(deps);
  return [bind(backfillJob, handler, chartOf), bind(bulkBackfillJob, handler, chartOf)];
}
