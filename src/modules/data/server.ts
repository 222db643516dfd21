/** Data, with I/O. Only the composition roots (src/server, workers, cli) import this. */
export { type BackfillError, makeRunBackfill } from "./application/backfill/run-backfill";

export { type ExportError, makeExportBars } from "./application/export/export-bars";
export { type FolderFileError, readingOfFile } from "./application/folder/bars-of-file";
export { type ImportError, type ImportWatch, makeImportBars } from "./application/import-bars";
export {
  makeImportSymbols,
  readSymbolList,
  type SymbolImportError,
  type SymbolImportRequest,
  type SymbolImportWatch,
} from "./application/instruments/import-symbols";
export { previewFile } from "./application/preview-file";
export { type CheckError, makeCheckQuality } from "./application/quality/check-quality";
export { makeSeriesTape } from "./application/replay/series-tape";
export { makeFollowHits, makeScanUniverse } from "./application/screener/run-screen";
export { makeReadScreenBars } from "./application/screener/screen-bars";
export { type ExpiredPiece, makeExpireBars } from "./application/storage/expire-bars";
export { CHECK_VERSION } from "./domain/quality/check-series";
export { makeBarFetches } from "./infra/backfill/fetch-store";
export { openBarFile } from "./infra/bar-file";
export { makeBarIngest } from "./infra/bar-ingest";
export { BARS_PER_PAGE_MAX, type CurrentRead, makeBarStore, makeKnownBarStore } from "./infra/bar-store";
export { makeCorporateActionStore, makeKnownActions } from "./infra/corporate-actions/action-store";
export { openCsvFile } from "./infra/csv-file";
export { createCsvBarFile, createParquetBarFile } from "./infra/export/bar-files";
export { makeFeedSearches } from "./infra/feed-store/feed-searches";
export { makeFeedStore } from "./infra/feed-store/feed-store";
export { makeQuarantineStore } from "./infra/feed-store/quarantine-store";
export { alpacaProvider } from "./infra/feeds/alpaca/alpaca";
export { FEED_LIMITS, type FeedCaller, type FeedHealth, type FeedLimits, type Waiting } from "./infra/feeds/caller";
export { CCXT_PREFIX, ccxtProvider } from "./infra/feeds/ccxt/ccxt-provider";
export type { CcxtLibrary, LoadCcxt } from "./infra/feeds/ccxt/library";
export { ecb } from "./infra/feeds/ecb/ecb";
export {
  FOLDER,
  FOLDER_RATE,
  type FolderPlace,
  type FolderSettings,
  folderProvider,
  folderSettingsOf,
} from "./infra/feeds/folder/folder";
export type { FetchPort } from "./infra/feeds/http";
export { type Feeds, makeFeeds } from "./infra/feeds/make-feeds";
export type { FeedContext, FeedProvider, FeedSettings, KeyField } from "./infra/feeds/provider";
export { ReplayPlayer } from "./infra/feeds/replay/player";
export { makeReplayFeed, type ReplayPlace, replayProvider } from "./infra/feeds/replay/replay-feed";
export { makeSimulatedFeed, simulatedProvider } from "./infra/feeds/simulated/simulated";
export { timers } from "./infra/feeds/timers";
export { yahoo } from "./infra/feeds/yahoo/yahoo";
export { makeFolderFiles } from "./infra/folder/folder-files";
export { listFolder, type SeenFile, type Snapshot, snapshotFile } from "./infra/folder/read-folder";
export { INSTRUMENTS_PER_PAGE_MAX, makeInstrumentStore } from "./infra/instrument-store";
export { makeInstrumentCatalog } from "./infra/instruments/instrument-catalog";
export { type KnownInstruments, makeKnownInstruments } from "./infra/instruments/known-instruments";
export { openListFile } from "./infra/list-file";
export { makePostgresQuoteStore } from "./infra/live/postgres-quotes";
export { makeRedisQuoteStore } from "./infra/live/redis-quotes";
export { makeStreamDirectory } from "./infra/live/stream-directory";
export { makeStreamStandings } from "./infra/live/stream-standings";
export { makeMarketEventStore } from "./infra/market-events/event-store";
export { type PackedBars, readPackedBars } from "./infra/packed-bars";
export { COVERED_MAX } from "./infra/quality/coverage-reads";
export { makeQualityStore } from "./infra/quality/quality-store";
export { makeReplayStore } from "./infra/replay/replay-store";
export { makeScreenStore, pruneRemovedScreens } from "./infra/screener/screen-store";
export { makeSeriesStates, STATES_PER_CALL_MAX } from "./infra/series-states";
export { makeStorageStore } from "./infra/storage/storage-store";
export { makeWatchlistStore } from "./infra/watchlists/watchlist-store";
export type { SeriesQuality, StoredFinding } from "./ports/quality";
export type { WatchlistSummary } from "./ports/watchlists";
