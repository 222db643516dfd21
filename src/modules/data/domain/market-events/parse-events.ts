import { isSymbol } from "../csv/guess";
import { cellNamed, isListDate, LIST_YEAR_MAX, LIST_YEAR_MIN, parseDate } from "../lists/cells";
import { type ListProblem, type ListRecord, listProblem, readRecords } from "../lists/read-records";
import type { TimeZone } from "../time-zone";
import { EVENT_KINDS, type EventFacts, type EventImportance, type EventKind } from "./market-event";

/** Events read from a list, and what in it is none. */
export interface EventList {
  readonly events: readonly ListedEvent[];
  readonly problems: readonly ListProblem[];
}

export interface ListedEvent {
  readonly line: number;
  readonly facts: EventFacts;
}

/** Names that columns have in files people get: the first that is there counts. */
const DATE = ["date", "day", "report_date", "reportdate"];
const MOMENT = ["datetime", "timestamp", "at"];
const TIME = ["time"];
const KIND = ["kind", "type", "category"];
const SYMBOL = ["symbol", "ticker"];
const TITLE = ["title", "event", "name", "indicator"];
const REGION = ["country", "region", "currency", "zone"];
const IMPORTANCE = ["importance", "impact", "priority"];
const VALUES = {
  actual: ["actual", "reported", "reportedeps", "eps_actual"],
  forecast: ["forecast", "estimate", "consensus", "eps_estimate"],
  previous: ["previous", "prior"],
} as const;

const TITLE_CHARS_MAX = 200;
const VALUE_CHARS_MAX = 40;
const REGION_CHARS_MAX = 40;
const MINUTE_MS = 60_000;

/**
 * Reads a list of economic, earnings and dividend events (CSV or JSON, see `readRecords`). Columns: a `date` and maybe a
 * `time` on the clocks of `timeZone`, or a `datetime` with its zone; `kind`; `title`; and what there is of `symbol`, `country`,
 * `importance`, `actual`, `forecast`, `previous`. Each row is one event or one problem.
 */
export function parseEvents(text: string, timeZone: TimeZone): EventList {
  const { records, problems } = readRecords(text);
  const events: ListedEvent[] = [];
  const found = [...problems];
  for (const record of records) {
    const read = readEvent(record, timeZone);
    if ("message" in read) found.push(read);
    else events.push(read);
  }
  return { events, problems: found.toSorted((a, b) => a.line - b.line) };
}

function readEvent(record: ListRecord, timeZone: TimeZone): ListedEvent | ListProblem {
  const { line } = record;
  const when = whenOf(record, timeZone);
  if ("message" in when) return when;
  const symbol = cellNamed(record, SYMBOL);
  if (symbol !== null && !isSymbol(symbol.text.toUpperCase())) {
    return listProblem(line, symbol.column, symbol.text, "1 to 32 of A-Z, 0-9 and ^ . _ = / : -.");
  }
  const kind = kindOf(record);
  if (typeof kind !== "string") return kind;
  if (kind !== "economic" && symbol === null) return listProblem(line, "symbol", "", `A symbol: ${kind} is of one.`);
  const title = cellNamed(record, TITLE);
  if (title === null && kind === "economic") return listProblem(line, "title", "", "A title, like CPI m/m.");
  if (title !== null && title.text.length > TITLE_CHARS_MAX) {
    return listProblem(line, title.column, title.text, `At most ${TITLE_CHARS_MAX} characters.`);
  }
  const importance = importanceOf(record);
  if (typeof importance !== "number") return importance;
  const region = cellNamed(record, REGION);
  if (region !== null && region.text.length > REGION_CHARS_MAX) {
    return listProblem(line, region.column, region.text, `At most ${REGION_CHARS_MAX} characters.`);
  }
  const values = valuesOf(record);
  if ("message" in values) return values;
  const facts: EventFacts = {
    ...when,
    ...values,
    kind,
    symbol: symbol?.text.toUpperCase() ?? null,
    title: title?.text ?? USUAL_TITLES[kind],
    region: region?.text ?? "",
    importance,
  };
  return { line, facts };
}

const USUAL_TITLES: Readonly<Record<EventKind, string>> = {
  economic: "",
  earnings: "Earnings",
  dividend: "Dividend",
};

const CLOCK = /^(\d{1,2}):(\d{2})(?::\d{2})?\s*(am|pm)?$/i;
const MOMENT_PATTERN = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?$/;

function whenOf(record: ListRecord, timeZone: TimeZone): Pick<EventFacts, "dateMs" | "atMs"> | ListProblem {
  const cell = cellNamed(record, MOMENT) ?? cellNamed(record, DATE);
  const text = cell?.text ?? "";
  const fail = (column: string, value: string, message: string) => listProblem(record.line, column, value, message);
  const moment = MOMENT_PATTERN.exec(text);
  const dateMs = parseDate(moment?.[1] ?? text);
  if (dateMs === null || !isListDate(dateMs)) {
    const message = `A date like 2024-03-12, from ${LIST_YEAR_MIN} to ${LIST_YEAR_MAX}.`;
    return fail(cell?.column ?? "date", text, message);
  }
  const time = moment === null ? cellNamed(record, TIME) : { column: cell?.column ?? "date", text: moment[2] ?? "" };
  if (time === null) return { dateMs, atMs: null };
  const minutes = minutesOf(time.text);
  if (minutes === null) return fail(time.column, time.text, "A time like 08:30 or 2:15 pm, or nothing.");
  const offset = offsetMinutes(moment?.[3]);
  const localMs = dateMs + minutes * MINUTE_MS;
  const atMs = offset === null ? timeZone.toEpochMs(localMs) : localMs - offset * MINUTE_MS;
  if (atMs === null)
    return fail(time.column, time.text, `A time that the clocks of ${timeZone.name} showed on that day.`);
  return { dateMs, atMs };
}

/** Minutes after midnight of a clock's time; null for what is none. */
function minutesOf(text: string): number | null {
  const match = CLOCK.exec(text);
  if (match === null) return null;
  const [hours, minutes, half] = [Number(match[1]), Number(match[2]), match[3]?.toLowerCase()];
  if (minutes > 59 || hours > (half === undefined ? 23 : 12) || (half !== undefined && hours === 0)) return null;
  if (half === undefined) return hours * 60 + minutes;
  return ((hours % 12) + (half === "pm" ? 12 : 0)) * 60 + minutes;
}

/** Minutes east of UTC of `Z`, `+02:00` or `-0500`; null where no zone is named. */
function offsetMinutes(zone: string | undefined): number | null {
  if (zone === undefined) return null;
  if (zone === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith("-") ? -minutes : minutes;
}

function kindOf(record: ListRecord): EventKind | ListProblem {
  const cell = cellNamed(record, KIND);
  // A list without kinds speaks of the economy, unless a row has a symbol: that is what calendars of results look like.
  if (cell === null) return cellNamed(record, SYMBOL) === null ? "economic" : "earnings";
  const text = cell.text.toLowerCase();
  const kind = EVENT_KINDS.find((known) => known === text || `${known}s` === text);
  return kind ?? listProblem(record.line, cell.column, cell.text, `One of ${EVENT_KINDS.join(", ")}.`);
}

const IMPORTANCES: ReadonlyMap<string, EventImportance> = new Map([
  ["0", 0],
  ["none", 0],
  ["1", 1],
  ["low", 1],
  ["2", 2],
  ["medium", 2],
  ["moderate", 2],
  ["3", 3],
  ["high", 3],
]);

function importanceOf(record: ListRecord): EventImportance | ListProblem {
  const cell = cellNamed(record, IMPORTANCE);
  if (cell === null) return 0;
  const importance = IMPORTANCES.get(cell.text.toLowerCase());
  return importance ?? listProblem(record.line, cell.column, cell.text, "low, medium or high, or 0 to 3.");
}

function valuesOf(record: ListRecord): Pick<EventFacts, "actual" | "forecast" | "previous"> | ListProblem {
  const values = { actual: "", forecast: "", previous: "" };
  for (const name of ["actual", "forecast", "previous"] as const) {
    const cell = cellNamed(record, VALUES[name]);
    if (cell === null) continue;
    if (cell.text.length > VALUE_CHARS_MAX) {
      return listProblem(record.line, cell.column, cell.text, `At most ${VALUE_CHARS_MAX} characters.`);
    }
    values[name] = cell.text;
  }
  return values;
}
