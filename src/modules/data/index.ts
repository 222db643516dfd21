/**
 * Data knows instruments and their bars: it imports them, keeps them, gives them out as columns, and computes indicators.
 *
 * This door is pure: types, formats and decisions, safe in a browser bundle. I/O is behind `./server`.
 */

export type { ReadScreenBars } from "./application/screener/screen-bars";
export {
  type AdjustedSeries,
  type AdjustedSeriesError,
  makeOpenAdjustedSeries,
  type OpenAdjustedSeries,
} from "./application/series/adjusted-series";
export { type HeldAction, makeReadHeldActions, type ReadHeldActions } from "./application/series/held-actions";
export {
  makeSeriesReader,
  type SeriesInstrument,
  type SeriesReader,
  type SeriesSource,
  sourcesFrom,
} from "./application/series/series-reader";
export { type KnownDays, makeReadDays } from "./application/series/spliced-days";
export { nextRefreshMs, refreshFromMs, usualSpan } from "./domain/backfill/refresh";
export { type Span, subtractSpans } from "./domain/backfill/span";
export {
  BAR_COLUMN_NAMES,
  type Bar,
  type BarColumnName,
  type BarColumns,
  barAt,
  barColumnsOf,
  barCount,
  makeBarColumns,
  sliceBars,
} from "./domain/bar-columns";
export { CALENDARS, type Calendar, calendarOf, type SpecialDay, type TradingSession } from "./domain/calendar/calendar";
export {
  countSessions,
  isOpenAt,
  nextSession,
  nthSessionAfter,
  previousSession,
  sessionMinutes,
  sessionOn,
  type TradingHours,
  tradingSpans,
} from "./domain/calendar/schedule";
export { civilFromDays, daysFromCivil, isoDate, isoTime } from "./domain/civil";
export {
  decodeBarColumns,
  decodeColumns,
  encodeBarColumns,
  encodeColumns,
  type NamedColumns,
} from "./domain/column-wire";
export {
  type AdjustError,
  type AdjustmentFactors,
  adjustBars,
  adjustmentFactors,
  closesBefore,
  isPriceAdjustment,
  PRICE_ADJUSTMENTS,
  type PriceAction,
  type PriceAdjustment,
  unadjustBars,
} from "./domain/corporate-actions/adjust";
export {
  ACTION_TYPES,
  type ActionFacts,
  type ActionType,
  type CorporateAction,
} from "./domain/corporate-actions/corporate-action";
export { actionsOfFeed, type RefusedAction } from "./domain/corporate-actions/from-feed";
export { type ActionList, type ListedAction, parseActions } from "./domain/corporate-actions/parse-actions";
export type { CheckedBars } from "./domain/csv/bar-checker";
export { isSymbol } from "./domain/csv/guess";
export { type CsvReading, DELIMITERS } from "./domain/csv/reading";
export { TIME_FORMAT_EXAMPLES, TIME_FORMATS, type TimeFormat } from "./domain/csv/time-format";
export {
  type Feed,
  type FeedAction,
  type FeedCapabilities,
  type FeedId,
  type FeedInstrument,
  type FeedMessage,
  type FeedRefusal,
  type HistoryPage,
  type HistoryRequest,
  NOTHING_SAID,
  type SourceWords,
} from "./domain/feed/feed";
export {
  isLevelReleasable,
  isQuarantineReason,
  isReleasable,
  QUARANTINE_REASONS,
  type QuarantineFacts,
  type QuarantineReason,
  type QuarantineVerdict,
  type RejectedBars,
} from "./domain/feed/quarantine";
export { type RateOn, type RateUnknown, type ReferenceRates, rateOn } from "./domain/feed/rate-on";
export { sortedByTime } from "./domain/feed/sorted-by-time";
export { type HistoryContext, type ValidatedHistory, validateHistory } from "./domain/feed/validate-history";
export { type MessageContext, validateMessage } from "./domain/feed/validate-message";
export { type FileState, nextStep } from "./domain/folder/look";
export { makeAtr, type RangeIndicator } from "./domain/indicators/atr";
export {
  INDICATOR_CATEGORIES,
  type IndicatorCategory,
  type IndicatorDefinition,
  type IndicatorError,
  type IndicatorInput,
  type LineDrawing,
  type Run as IndicatorRun,
} from "./domain/indicators/definition";
export { type DonchianIndicator, makeDonchian } from "./domain/indicators/donchian";
export { INDICATOR_LENGTH_MAX, type SeriesIndicator } from "./domain/indicators/indicator";
export type { IndicatorField } from "./domain/indicators/params";
export { computeIndicator, findIndicator, indicatorList } from "./domain/indicators/registry";
export { computeRenko, RENKO_BRICKS_MAX, type RenkoBrick } from "./domain/indicators/renko";
export { makeRsi } from "./domain/indicators/rsi";
export { makeSma } from "./domain/indicators/sma";
export { type BollingerIndicator, makeBollinger } from "./domain/indicators/stdev";
export {
  INSTRUMENT_KINDS,
  INSTRUMENT_STATUSES,
  type Instrument,
  type InstrumentKind,
  isCurrency,
} from "./domain/instrument";
export {
  CALENDAR_IDS,
  changesBetween,
  checkFacts,
  defaultFacts,
  type FactProblem,
  factProblem,
  type WrittenFacts,
} from "./domain/instruments/facts";
export { LIST_CHARS_MAX, type ListProblem } from "./domain/lists/read-records";
export {
  type Depth,
  type DepthLevel,
  decodeDepth,
  depthKeyOf,
  encodeDepth,
  type TapeTrade,
} from "./domain/live/depth";
export { type BookChange, type BookSubject, LiveBook } from "./domain/live/live-book";
export { type RefusedKind, RefusedMessages } from "./domain/live/refused-messages";
export { isMute } from "./domain/live/silent";
export { barOfTrades, type Tick, TickBars } from "./domain/live/tick-bars";
export { orderWanted, WANTED_WHY, type WantedWhy, withinLimit } from "./domain/live/wanted";
export {
  EVENT_KINDS,
  type EventFacts,
  type EventImportance,
  type EventKind,
  type MarketEvent,
} from "./domain/market-events/market-event";
export { type EventList, type ListedEvent, parseEvents } from "./domain/market-events/parse-events";
export { FINDING_KINDS, type FindingKind, isGap, remedyOf } from "./domain/quality/finding";
export {
  changeOf,
  decodeQuote,
  encodeQuote,
  type Freshness,
  freshnessOf,
  priceable,
  type Quote,
  type QuoteRefusal,
} from "./domain/quote/quote";
export {
  type BarSpan,
  isReplayResolution,
  REPLAY_RESOLUTIONS,
  type ReplayResolution,
} from "./domain/replay/bar-ticks";
export {
  applyReplayCommand,
  isReplaySpeed,
  REPLAY,
  REPLAY_INSTRUMENTS_MAX,
  REPLAY_PREFIX,
  REPLAY_SPEED_MAX,
  REPLAY_SPEED_MIN,
  REPLAYS_OPEN_MAX,
  type ReplayCommand,
  type ReplayedInstrument,
  type ReplayRefusal,
  type ReplaySession,
  type ReplayStatus,
  replaySymbol,
} from "./domain/replay/session";
export {
  DAY_MS,
  isResolution,
  isSessionResolution,
  MINUTE_MS,
  RESOLUTIONS,
  type Resolution,
  resolutionMinutes,
  resolutionMs,
} from "./domain/resolution";
export { rollUp, rollUpTo } from "./domain/roll-up";
export {
  checkDefinition,
  conditionFaults,
  type DefinitionFault,
  issueFaults,
} from "./domain/screener/check-definition";
export { closedBars, closeOf } from "./domain/screener/closed-bars";
export {
  COMPARISONS,
  type Comparison,
  comparisonsOf,
  PRICE_FIELDS,
  SCREEN_BOUNDS,
  SCREEN_COMPARISONS_MAX,
  SCREEN_DEPTH_MAX,
  type ScreenComparison,
  type ScreenCondition,
  ScreenConditionSchema,
  type ScreenOperand,
} from "./domain/screener/condition";
export { sideOf } from "./domain/screener/cross";
export { type ScreenDefinition, ScreenDefinitionSchema, type ScreenUniverse } from "./domain/screener/definition";
export { OUTCOME_SESSIONS, type Outcome } from "./domain/screener/outcome";
export { isScreenDue, type ScreenSchedule } from "./domain/screener/schedule";
export { makeScreen, type Screen, type ScreenError, type ScreenFinding } from "./domain/screener/screen";
export {
  comparisonText,
  conditionSentence,
  conditionText,
  type Draft,
  type DraftComparison,
  type DraftCondition,
  type DraftOperand,
  operandText,
} from "./domain/screener/sentence";
export {
  hasExtendedHours,
  SERIES_HOURS,
  type SeriesHours,
  type SessionRule,
  sessionRuleOf,
} from "./domain/session-rule";
export { SIMULATED } from "./domain/simulated/listings";
export { SIMULATED_ALIASES, SimulatedMarket } from "./domain/simulated/market";
export { normalAt } from "./domain/simulated/random";
export {
  isLimitedResolution,
  KEEP_DAYS_MAX,
  KEEP_DAYS_MIN,
  LIMITED_RESOLUTIONS,
  type LimitedResolution,
  longerToKeep,
} from "./domain/storage/retention";
export { type TimeZone, timeZoneOf } from "./domain/time-zone";
export {
  accessTo,
  moveItem,
  WATCHLIST_COLUMNS,
  WATCHLIST_ITEMS_MAX,
  WATCHLISTS_MAX,
  type WatchlistColumn,
  watchlistName,
} from "./domain/watchlists/watchlist";
export { type FeedSearchPayload, type FeedTestPayload, searchFeedsJob, testFeedJob } from "./feed-jobs";
export {
  type ImportBarsPayload,
  importBarsJob,
  type LoadSamplePayload,
  loadSampleJob,
  type RunScreenPayload,
  runScreenJob,
} from "./jobs";
export { type BackfillPayload, backfillJob, bulkBackfillJob } from "./jobs/backfill";
export { type ExportBarsPayload, exportBarsJob } from "./jobs/export";
export { type CheckQualityPayload, checkQualityJob } from "./jobs/quality";
export { type ImportSymbolsPayload, importSymbolsJob } from "./jobs/symbols";
export type {
  BarImport,
  BarStore,
  BatchFacts,
  Coverage,
  FeedChoice,
  FeedSearchAnswer,
  FeedState,
  InstrumentStore,
  QuarantineEntry,
  SeriesKey,
  SeriesSpan,
  SeriesState,
  SeriesStates,
  UndoError,
} from "./ports";
export { FORMER_SYMBOL } from "./ports";
export type {
  BarFetch,
  CheckedPage,
  FeedDirectory,
  FetchEnd,
  FetchReason,
  FollowedSeries,
  KeepActions,
  KeepRejected,
} from "./ports/backfill";
export type { CorporateActionStore, DatedAction } from "./ports/corporate-actions";
export { EXPORT_FORMATS, type ExportFormat } from "./ports/export";
export type { FileEnd, FolderCounts, FolderFile } from "./ports/folder";
export type { InstrumentCatalog } from "./ports/instruments";
export type { StreamDirectory, StreamedInstrument, StreamStanding, StreamState } from "./ports/live";
export type { QualityStore } from "./ports/quality";
export { QUOTES_PER_CALL_MAX, type QuoteStore } from "./ports/quotes";
export type { ReplayMark, ReplayStore, ReplayTape, StoredReplay } from "./ports/replay";
export type {
  OpenHit,
  OutcomeSummary,
  ScreenHit,
  ScreenQuestion,
  ScreenRunFacts,
  ScreenStore,
  StoredScreen,
} from "./ports/screener";
