/** Execution, with I/O. Only the composition roots (src/server, workers, cli) import this. */
export { makeOrderStore } from "./infra/order-store";
export { type Rebuilt, rebuildOrders } from "./infra/rebuild-orders";
