import { searchFeedsJob, testFeedJob } from "@/modules/data";
import { type BoundJob, bind } from "../../platform/work";
import type { FlowDeps } from "../deps";
import { makeSearchFeedsHandler } from "./search-feeds";
import { makeTestFeedHandler } from "./test-feed";

/** Work that calls feeds for people who wait. */
export function makeFeedJobs(deps: FlowDeps): readonly BoundJob[] {
  return [bind(searchFeedsJob, makeSearchFeedsHandler(deps)), bind(testFeedJob, makeTestFeedHandler(deps))];
}
