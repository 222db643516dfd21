/** Execution, with I/O. Only the composition roots (src/server, workers, cli) import this. */
export { makeRecordEvent, type RecordedEvent } from "./application/order/record-event";
export { makeWorkAccount } from "./application/order/work-account";
export { type BarNews, type BarsAsked, makeBarFills } from "./application/venue/bar-fills";
export { type ChaosRates, makeChaosVenue, NO_CHAOS } from "./application/venue/chaos-venue";
export { makePaperVenue, type PaperVenue } from "./application/venue/paper-venue";
export { makePracticeVenue } from "./application/venue/practice-venue";
export { type MarketNews, makeQuoteFills } from "./application/venue/quote-fills";
export { makeSimulatedVenue } from "./application/venue/simulated-venue";
export { makeAlgoStore } from "./infra/algo/algo-store";
export { countOrdersOf, listBusyAccounts, listTradedSymbols } from "./infra/busy-accounts";
export { readDayTrades } from "./infra/day-trades";
export { type OrderFill, readFillsOf } from "./infra/fills-of-orders";
export { makeOrderReads } from "./infra/order-reads";
export {
  findAnswer,
  findOrderOfKey,
  keepAnswer,
  keysOfOrders,
  type OrderRequestKey,
  type RequestAnswer,
} from "./infra/order-requests";
export { makeOrderStore, type OrderChange, ordersIn } from "./infra/order-store";
export { summaryOfNew } from "./infra/order-summary";
export { listQuarantined, readOurOrders } from "./infra/our-side";
export {
  askAmendment,
  endAmendment,
  findAmendment,
  listAmendments,
  type PaperAmendment,
} from "./infra/paper-amendments";
export { readPaperTerms, writePaperTerms } from "./infra/paper-terms";
export { makePaperVenueStore } from "./infra/paper-venue-store";
export { type OrderOfPast, readPastOrders } from "./infra/past-orders";
export { readOutage, type StoredOutage, startOutage, stopOutage } from "./infra/practice-outages";
export { type Rebuilt, rebuildOrders } from "./infra/rebuild-orders";
export {
  type AskedFor,
  countRecentCancels,
  countRecentOrders,
  readEventsSince,
  readRecentCancels,
  readRecentOrders,
} from "./infra/recent-activity";
export {
  askReconcile,
  endItem,
  findItem,
  hasOpenItem,
  listAdopted,
  listAdoptedFills,
  listItems,
  listLiveItems,
  readRun,
  writeItems,
  writeRun,
} from "./infra/reconcile-items";
export {
  holdTradingStates,
  readStatesStamp,
  readTradingStates,
  type StateScope,
  setTradingState,
} from "./infra/trading-states";
export { listStrays, listStraysOf, makeVenueInbox } from "./infra/venue-inbox";
export { readWorkingOrders, readWorkingSymbols } from "./infra/working-orders";
