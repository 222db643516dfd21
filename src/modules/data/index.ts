/**
 * Data knows instruments and their bars: it imports them, keeps them, gives them out as columns, and computes indicators.
 *
 * This door is pure: types, formats and decisions, safe in a browser bundle. I/O is behind `./server`.
 */
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
export { civilFromDays, daysFromCivil, isoDate, isoTime } from "./domain/civil";
export {
  decodeBarColumns,
  decodeColumns,
  encodeBarColumns,
  encodeColumns,
  type NamedColumns,
  WIRE_BARS_MAX,
  type WireError,
} from "./domain/column-wire";
export type { CheckedBars } from "./domain/csv/bar-checker";
export { isSymbol } from "./domain/csv/guess";
export { type CsvReading, DELIMITERS, type Delimiter } from "./domain/csv/reading";
export { PROBLEMS_KEPT_MAX, type RowProblem, type RowProblemKind } from "./domain/csv/row-problem";
export { TIME_FORMAT_EXAMPLES, TIME_FORMATS, type TimeFormat } from "./domain/csv/time-format";
export { makeAtr, makeTrueRange, type RangeIndicator } from "./domain/indicators/atr";
export { type DonchianIndicator, type DonchianLines, makeDonchian } from "./domain/indicators/donchian";
export { makeEma } from "./domain/indicators/ema";
export { INDICATOR_LENGTH_MAX, type SeriesIndicator } from "./domain/indicators/indicator";
export { type MacdIndicator, type MacdLines, makeMacd } from "./domain/indicators/macd";
export { makeMomentum, makeRoc } from "./domain/indicators/momentum";
export { makeObv, type ObvIndicator } from "./domain/indicators/obv";
export {
  computeIndicator,
  type IndicatorDefinition,
  type IndicatorError,
  type IndicatorField,
  type IndicatorInput,
  type IndicatorInputs,
  type IndicatorMode,
  indicatorList,
} from "./domain/indicators/registry";
export { makeRsi } from "./domain/indicators/rsi";
export { makeSma } from "./domain/indicators/sma";
export { type BollingerIndicator, type BollingerLines, makeBollinger, makeStdev } from "./domain/indicators/stdev";
export { makeWma } from "./domain/indicators/wma";
export {
  INSTRUMENT_KINDS,
  type Instrument,
  type InstrumentKind,
  isCurrency,
  isInstrumentKind,
} from "./domain/instrument";
export {
  DAY_MS,
  isResolution,
  isSessionResolution,
  MINUTE_MS,
  RESOLUTIONS,
  type Resolution,
  resolutionMinutes,
  resolutionMs,
  resolutionOfMinutes,
} from "./domain/resolution";
export { rollUp } from "./domain/roll-up";
export { type TimeZone, type TimeZoneError, timeZoneOf } from "./domain/time-zone";
export { type ImportBarsPayload, importBarsJob, type LoadSamplePayload, loadSampleJob } from "./jobs";
export type {
  BarImport,
  BarIngest,
  BarStore,
  BarTransaction,
  Coverage,
  CsvFile,
  CsvRow,
  FileError,
  ImportFacts,
  InstrumentStore,
  MergeCounts,
  NewInstrument,
  SeriesKey,
  UndoError,
} from "./ports";
