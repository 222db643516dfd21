import { join } from "node:path";
import { err, ok, type Result } from "@/modules/_kernel";
import { barsOfFile, type FolderFileError, readingOfFile } from "../../../application/folder/bars-of-file";
import { type BarColumns, barCount, concatBars, pickBars, sliceBars } from "../../../domain/bar-columns";
import {
  type Feed,
  type FeedInstrument,
  type FeedRefusal,
  type HistoryPage,
  type HistoryRequest,
  NOTHING_SAID,
} from "../../../domain/feed/feed";
import { type InstrumentKind, isCurrency, isInstrumentKind } from "../../../domain/instrument";
import { RESOLUTIONS } from "../../../domain/resolution";
import { timeZoneOf } from "../../../domain/time-zone";
import { openBarFile } from "../../bar-file";
import { FOLDER_FILE_BYTES_MAX, isFolderName, listFolder, type SeenFile, snapshotFile } from "../../folder/read-folder";
import { FEED_LIMITS } from "../caller";
import type { FeedContext, FeedProvider, FeedSettings } from "../provider";

/** Id of the feed of files. */
export const FOLDER = "folder";
/** The disk is ours: this only stops a loop of ours from running wild. */
export const FOLDER_RATE = { requests: 600, windowMs: 60_000 };
/** Bars of one request: they are sorted in memory. Longer histories come in by themselves, as imports. */
const HISTORY_BARS_MAX = 2_000_000;
const PAGE_BARS = 50_000;
/** A gigabyte from a slow disk. */
const READ_TIMEOUT_MS = 600_000;

export interface FolderPlace {
  /** The folder that nothing is read outside of. Absolute. */
  readonly root: string;
  /** Where files are copied to while they are read. Absolute. */
  readonly workDir: string;
}

/** What an admin set for the folder; what a file does not say of its instrument. */
export interface FolderSettings {
  /** Below the root; `.` is the root itself. */
  readonly folder: string;
  readonly kind: InstrumentKind;
  readonly currency: string;
  /** Of times that name none. */
  readonly timeZone: string;
}

const DEFAULTS = { folder: ".", kind: "equity", currency: "USD", timeZone: "America/New_York" } as const;

/** What would pass for a setting that does not; null when it does. */
function refuseSetting(name: string, value: string): string | null {
  switch (name) {
    case "folder":
      return isFolderName(value) ? null : "prices/us";
    case "kind":
      return isInstrumentKind(value) ? null : DEFAULTS.kind;
    case "currency":
      return isCurrency(value) ? null : DEFAULTS.currency;
    case "timeZone":
      return timeZoneOf(value).ok ? null : DEFAULTS.timeZone;
    default:
      return "";
  }
}

export function folderSettingsOf({ baseUrls }: Pick<FeedSettings, "baseUrls">): FolderSettings {
  const { folder, kind, currency, timeZone } = { ...DEFAULTS, ...baseUrls };
  return { folder, kind: isInstrumentKind(kind) ? kind : DEFAULTS.kind, currency, timeZone };
}

/** CSV and Parquet files in a folder of the server's: what is put there is imported by itself, and can be fetched like a feed's. */
export function folderProvider(place: FolderPlace): FeedProvider {
  const provider: FeedProvider = {
    id: FOLDER,
    title: "Folder of files",
    about: "CSV and Parquet files in a folder of the server. New and changed files are imported by themselves.",
    capabilities: { history: RESOLUTIONS, live: [], beatMs: null, search: true, needsKey: false },
    baseUrls: DEFAULTS,
    refuseSetting,
    keyFields: [],
    probe: null,
    enabledByDefault: false,
    limits: {
      ...FEED_LIMITS,
      rate: FOLDER_RATE,
      timeoutMs: READ_TIMEOUT_MS,
      // A file is the same when it is read again at once.
      retry: { tries: 1, pauseMs: 0, pauseMaxMs: 0 },
      answerBytesMax: FOLDER_FILE_BYTES_MAX,
    },
    make: (context) => makeFolderFeed(provider, place, context),
  };
  return provider;
}

interface Reading extends FolderPlace {
  readonly set: FolderSettings;
  readonly newName: () => string;
}

function makeFolderFeed(provider: FeedProvider, place: FolderPlace, { settings, caller }: FeedContext): Feed {
  const reading: Reading = { ...place, set: folderSettingsOf(settings), newName: () => crypto.randomUUID() };
  return {
    id: FOLDER,
    title: provider.title,
    capabilities: provider.capabilities,
    search: (text, limit, signal) => caller.call(() => search(reading, text, limit), signal),
    async *history(request, signal) {
      const found = await caller.call((inTime) => readAll(reading, request, inTime), signal);
      if (!found.ok) yield found;
      else yield* pagesOf(found.value, request);
    },
    async *stream() {
      yield await Promise.resolve({
        type: "line",
        state: "down",
        why: { kind: "feed.unsupported", feed: FOLDER, what: "live prices" },
      });
    },
  };
}

async function list({ root, set }: Reading): Promise<Result<readonly SeenFile[], FeedRefusal>> {
  const found = await listFolder(root, set.folder);
  return found.ok ? found : err({ kind: "feed.folder_unreadable", feed: FOLDER, folder: set.folder, why: found.error });
}

async function search(
  reading: Reading,
  text: string,
  limit: number,
): Promise<Result<readonly FeedInstrument[], FeedRefusal>> {
  const found = await list(reading);
  if (!found.ok) return found;
  const wanted = text.trim().toUpperCase();
  const symbols = new Set(found.value.flatMap(({ named }) => (named.kind === "bars" ? [named.file.symbol] : [])));
  const rank = (symbol: string) => (symbol === wanted ? 0 : symbol.startsWith(wanted) ? 1 : 2);
  const { kind, currency } = reading.set;
  return ok(
    [...symbols]
      .filter((symbol) => symbol.includes(wanted))
      .toSorted((a, b) => rank(a) - rank(b))
      .slice(0, limit)
      .map((symbol) => ({
        feed: FOLDER,
        alias: symbol,
        symbol,
        name: symbol,
        kind,
        currency,
        venue: "",
        calendar: null,
        tick: null,
        lot: null,
      })),
  );
}

/** The bars of every file of the symbol and resolution that start inside the request, by time. */
async function readAll(
  reading: Reading,
  request: HistoryRequest,
  signal: AbortSignal,
): Promise<Result<BarColumns, FeedRefusal>> {
  const { alias, resolution } = request;
  const found = await list(reading);
  if (!found.ok) return found;
  const own = found.value.filter(({ named }) => named.kind === "bars" && named.file.symbol === alias);
  if (own.length === 0) return err({ kind: "feed.symbol_unknown", feed: FOLDER, alias });
  const parts: BarColumns[] = [];
  for (const file of own) {
    if (file.named.kind !== "bars" || ![null, resolution].includes(file.named.file.resolution)) continue;
    const held = parts.reduce((sum, part) => sum + barCount(part), 0);
    const part = await readOne(reading, file, request, HISTORY_BARS_MAX - held, signal);
    if (!part.ok) return part;
    if (part.value !== null) parts.push(part.value);
  }
  if (parts.length === 0)
    return err({ kind: "feed.unsupported", feed: FOLDER, what: `${resolution} bars of ${alias}` });
  return ok(sorted(concatBars(parts)));
}

/** Null: the file is of another resolution. */
async function readOne(
  reading: Reading,
  seen: SeenFile,
  request: HistoryRequest,
  barsMax: number,
  signal: AbortSignal,
): Promise<Result<BarColumns | null, FeedRefusal>> {
  const { root, workDir, set, newName } = reading;
  if (seen.named.kind !== "bars") return ok(null);
  const copied = await snapshotFile({ root, file: seen }, join(workDir, newName()), signal);
  if (!copied.ok) return err(malformed(seen.path, `it cannot be read: ${copied.error}`));
  try {
    const file = await openBarFile(copied.value.path, seen.path);
    const how = await readingOfFile(file, seen.named.file, set.timeZone);
    if (!how.ok) return err(refusalOf(seen.path, how.error));
    if (how.value.resolution !== request.resolution) return ok(null);
    const bars = await barsOfFile(file, how.value, { ...request, barsMax }, signal);
    return bars.ok ? bars : err(refusalOf(seen.path, bars.error));
  } finally {
    await copied.value.remove();
  }
}

function refusalOf(path: string, error: FolderFileError): FeedRefusal {
  if (error.kind === "import.canceled") return { kind: "feed.canceled", feed: FOLDER };
  return malformed(path, wordsOf(error));
}

function malformed(path: string, what: string): FeedRefusal {
  return { kind: "feed.malformed", feed: FOLDER, what: `${path}: ${what}`, sample: "" };
}

/** A refusal of a file in a few words, for the quarantine. */
export function wordsOf(error: FolderFileError): string {
  switch (error.kind) {
    case "import.empty":
      return "it is empty";
    case "import.not_text":
      return `it is ${error.looksLike}`;
    case "import.unreadable":
      return error.reason;
    case "import.mapping_incomplete":
      return `it has no column for ${error.field}; it has ${error.header.join(", ")}`.slice(0, 500);
    case "import.rows_invalid": {
      const [first] = error.problems;
      const where = first === undefined ? "" : `, first line ${first.line}: ${first.message}`;
      return `${error.problemCount} lines are wrong${where}`;
    }
    case "import.too_many_rows":
      return `it has more than ${error.rowsMax} bars`;
    case "time_zone.unknown":
      return `there is no time zone ${error.timeZone}`;
    case "folder.dates_ambiguous":
      return "its dates fit two formats: write them like 2024-12-31";
    case "import.canceled":
      return "it was canceled";
    default:
      return error satisfies never;
  }
}

/** By time; bars of one time keep their order, for whoever judges them. */
function sorted(bars: BarColumns): BarColumns {
  const { time } = bars;
  const order = Array.from({ length: barCount(bars) }, (_, index) => index);
  if (order.every((index) => index === 0 || (time[index] ?? 0) >= (time[index - 1] ?? 0))) return bars;
  order.sort((a, b) => (time[a] ?? 0) - (time[b] ?? 0) || a - b);
  return pickBars(bars, order);
}

function* pagesOf(bars: BarColumns, { alias, toMs }: HistoryRequest): Generator<Result<HistoryPage, FeedRefusal>> {
  const said = { ...NOTHING_SAID, alias };
  const count = barCount(bars);
  for (let start = 0, end = 0; start < count || start === 0; start = end) {
    end = Math.min(start + PAGE_BARS, count);
    // Bars of one time stay in one page: only together can they be judged.
    while (end < count && bars.time[end] === bars.time[end - 1]) end += 1;
    const completeToMs = end < count ? (bars.time[end] ?? toMs) : toMs;
    yield ok({ bars: sliceBars(bars, start, end), completeToMs, said, actions: [] });
    if (end >= count) return;
  }
}
