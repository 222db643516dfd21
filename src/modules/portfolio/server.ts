/** Portfolio, with I/O. Only the composition roots (src/server, workers, cli) import this. */
export * from "./index";
export { makeAccountStore } from "./infra/ledger/account-store";
export { type BatchFilter, findBatch, listBatches } from "./infra/ledger/batches";
export { makeLedgerStore } from "./infra/ledger/ledger-store";
