import type { FeedFlows } from "../contract/feeds";
import type { FlowDeps } from "../deps";
import { makeChangeFeed } from "./change-feed";
import { makeListFeeds } from "./list-feeds";
import { makeListFolderFiles } from "./list-folder-files";
import { makeQuarantineFlows } from "./quarantine";
import { makeSearchFeeds } from "./search-feeds";
import { makeTestFeed } from "./test-feed";

/** Joins the flows about feeds. */
export function makeFeedFlows(deps: FlowDeps): FeedFlows {
  return {
    listFeeds: makeListFeeds(deps),
    ...makeChangeFeed(deps),
    listFolderFiles: makeListFolderFiles(deps),
    testFeed: makeTestFeed(deps),
    ...makeSearchFeeds(deps),
    ...makeQuarantineFlows(deps),
  };
}
