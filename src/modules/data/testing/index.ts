/** Builders and honest fakes for tests of this module and of those that read bars. */
export { csvOf, rowsOf, someBars } from "./builders";
export { type FaultServer, startFaultServer } from "./fault-server";
export { makeMemoryBarStore } from "./memory-bar-store";
export { makePagedFeed, type PagedFeed } from "./paged-feed";
export { binanceProtocol } from "./venues/binance";
export { Venue } from "./venues/venue";
