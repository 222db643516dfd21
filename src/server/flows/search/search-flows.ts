import { finishSearchJob, planSearchJob, runSearchChunkJob, type TrialPool } from "@/modules/strategy";
import { type BoundJob, bind } from "../../platform/work";
import type { SearchFlows } from "../contract/search";
import type { FlowDeps } from "../deps";
import { makeFinishSearchHandler } from "./finish-search";
import { makePlannedBars } from "./load-search-bars";
import { makePlanSearchHandler } from "./plan-search";
import { makeReadSearches } from "./read-searches";
import { makeRunSearchChunkHandler } from "./run-search-chunk";
import { makeChangeSearches } from "./submit-search";

/** Searches, as the web and the command line ask for them. */
export function makeSearchFlows(deps: FlowDeps): SearchFlows {
  return { ...makeReadSearches(deps), ...makeChangeSearches(deps) };
}

/** The jobs of a search, with their handlers. Trials run on the pool's threads. */
export function makeSearchJobs(deps: FlowDeps, pool: TrialPool): readonly BoundJob[] {
  const plannedBars = makePlannedBars(deps);
  const link: BoundJob["link"] = ({ searchId }) => `/strategies/search?search=${String(searchId)}`;
  return [
    bind(planSearchJob, makePlanSearchHandler(deps), link),
    bind(runSearchChunkJob, makeRunSearchChunkHandler({ ...deps, pool, plannedBars }), link),
    bind(finishSearchJob, makeFinishSearchHandler({ ...deps, pool, plannedBars }), link),
  ];
}
