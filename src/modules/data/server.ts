/** Data, with I/O. Only the composition roots (src/server, workers, cli) import this. */
export { type ImportError, type ImportWatch, makeImportBars } from "./application/import-bars";
export { previewFile } from "./application/preview-file";
export { makeBarIngest } from "./infra/bar-ingest";
export { BARS_PER_PAGE_MAX, makeBarStore } from "./infra/bar-store";
export { openCsvFile } from "./infra/csv-file";
export { INSTRUMENTS_PER_PAGE_MAX, makeInstrumentStore } from "./infra/instrument-store";
export { makePostgresQuoteStore } from "./infra/quotes/postgres-quotes";
export { makeRedisQuoteStore } from "./infra/quotes/redis-quotes";
