/** Execution, with I/O. Only the composition roots (src/server, workers, cli) import this. */
export { makeRecordEvent, type RecordedEvent } from "./application/order/record-event";
export { makeWorkAccount } from "./application/order/work-account";
export { type ChaosRates, makeChaosVenue, NO_CHAOS } from "./application/venue/chaos-venue";
export { makeSimulatedVenue } from "./application/venue/simulated-venue";
export { makeOrderReads } from "./infra/order-reads";
export { makeOrderStore } from "./infra/order-store";
export { type Rebuilt, rebuildOrders } from "./infra/rebuild-orders";
