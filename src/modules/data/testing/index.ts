/** Builders and honest fakes for tests of this module and of those that read bars. */
export { csvOf, rowsOf, someBars } from "./builders";
export { type FaultServer, startFaultServer } from "./fault-server";
export { makeFeedForTest } from "./make-feed";
export { makeMemoryBarStore } from "./memory-bar-store";
export { makePagedFeed, type PagedFeed } from "./paged-feed";
export { ALPACA_EXCHANGE, alpacaProtocol } from "./venues/alpaca";
export { binanceProtocol } from "./venues/binance";
export { Venue } from "./venues/venue";
