/** Data, with I/O. Only the composition roots (src/server, workers, cli) import this. */
export {
  IMPORT_ROWS_MAX,
  type ImportDeps,
  type ImportError,
  type ImportRequest,
  type ImportWatch,
  makeImportBars,
} from "./application/import-bars";
export { type FilePreview, PREVIEW_ROWS_MAX, previewFile } from "./application/preview-file";
export { IMPORTS_PER_PAGE_MAX, makeBarIngest } from "./infra/bar-ingest";
export { BARS_PER_PAGE_MAX, makeBarStore } from "./infra/bar-store";
export { openCsvFile } from "./infra/csv-file";
export { INSTRUMENTS_PER_PAGE_MAX, makeInstrumentStore } from "./infra/instrument-store";
