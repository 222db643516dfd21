/** Portfolio, with I/O. Only the composition roots (src/server, workers, cli) import this. */
export * from "./index";
export { type KnownStates, makeKnownStates } from "./infra/ledger/account-state";
export { makeAccountStore } from "./infra/ledger/account-store";
export {
  type BatchFilter,
  findAdoptedBatch,
  findBatch,
  findByKey,
  findFillBatch,
  listBatches,
  listReversed,
} from "./infra/ledger/batches";
export {
  type BookedSince,
  readBookedSince,
  readBookHeads,
  readHeldStamps,
  readNewestBatch,
} from "./infra/ledger/book-heads";
export { listDayChanges, listLots, readBalances } from "./infra/ledger/holdings";
export { makeLedgerStore } from "./infra/ledger/ledger-store";
export { closeBooks, rebuildLedger } from "./infra/ledger/rebuild-ledger";
export { RECONCILED_REF, readTradeCash } from "./infra/ledger/trade-cash";
