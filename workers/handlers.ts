import type { TrialPool } from "@/modules/strategy";
import { makeBacktestJobs } from "@/server/flows/backtest-jobs";
import { makeDataJobs } from "@/server/flows/data-jobs";
import type { FlowDeps } from "@/server/flows/deps";
import { makeFeedJobs } from "@/server/flows/feeds/feed-jobs";
import { makeRiskJobs } from "@/server/flows/risk/simulate/run-simulation";
import { makeScreenerJobs } from "@/server/flows/screener/screener-flows";
import { makeSearchJobs } from "@/server/flows/search/search-flows";
import type { JobTable } from "@/server/platform/work";
import { toTable } from "./handlers-table";

/**
 * Every job there is, by name. A module's jobs come with their contract, so a contract without a handler does not compile
 * there, and one name for two jobs is refused here.
 */
export function makeJobTable(deps: FlowDeps, pool: TrialPool): JobTable {
  return toTable([
    ...makeDataJobs(deps),
    ...makeBacktestJobs(deps),
    ...makeFeedJobs(deps),
    ...makeScreenerJobs(deps),
    ...makeRiskJobs(deps),
    ...makeSearchJobs(deps, pool),
  ]);
}
