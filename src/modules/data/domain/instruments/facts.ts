import { err, ok, Quantity, type Result, toDecimalText } from "@/modules/_kernel";
import { CALENDARS, calendarOf } from "../calendar/calendar";
import { isSymbol } from "../csv/guess";
import {
  defaultCalendar,
  defaultSteps,
  INSTRUMENT_KINDS,
  INSTRUMENT_STATUSES,
  type Instrument,
  type InstrumentKind,
  type InstrumentStatus,
  isCurrency,
  isInstrumentKind,
} from "../instrument";
import { timeZoneOf } from "../time-zone";

/** What a person says about an instrument; all that is known of it but its id. */
export type InstrumentFacts = Omit<Instrument, "instrumentId">;

export const FACT_FIELDS = [
  "symbol",
  "name",
  "kind",
  "currency",
  "tick",
  "lot",
  "multiplier",
  "calendar",
  "timeZone",
  "sector",
  "status",
] as const satisfies readonly (keyof InstrumentFacts)[];
export type FactField = (typeof FACT_FIELDS)[number];

/** Facts as they come: text, not checked. Null is "known to be none", which only a calendar may be. */
export type WrittenFacts = Readonly<Record<Exclude<FactField, "calendar">, string>> & {
  readonly calendar: string | null;
};

/** One fact that is not accepted, and what would pass. */
export interface FactProblem {
  readonly field: FactField;
  readonly value: string;
  /** A fragment: "a decimal above 0, such as 0.01". */
  readonly expected: string;
}

/** As in the table: a name is one line of a list. */
export const NAME_CHARS_MAX = 200;
export const SECTOR_CHARS_MAX = 80;
/** Ids that instruments may carry. */
export const CALENDAR_IDS: readonly string[] = CALENDARS.map(({ id }) => id).toSorted();
/** Steps and multipliers of any market there is have fewer; more would not survive a double. */
const DECIMAL_CHARS_MAX = 30;

const ONE_LINE = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u;

/** True for text that names a status. */
export function isInstrumentStatus(value: unknown): value is InstrumentStatus {
  return INSTRUMENT_STATUSES.some((status) => status === value);
}

/** A step or multiplier as we keep it: plain decimal text above 0 without needless zeros; null for anything else. */
export function stepOf(text: string): string | null {
  const parsed = Quantity.parse(text.trim());
  if (!parsed.ok || text.trim().length > DECIMAL_CHARS_MAX) return null;
  return toDecimalText(parsed.value);
}

const STEP_EXPECTED = "a decimal above 0, such as 0.01";

/** What one field's text must be; null when it is. */
function expectationOf(field: FactField, value: string | null): string | null {
  const text = value ?? "";
  switch (field) {
    case "symbol":
      return isSymbol(text) ? null : "1 to 32 of A-Z, 0-9 and ^ . _ = / : -, beginning with a letter, a digit or ^";
    case "name":
      return text.length <= NAME_CHARS_MAX && ONE_LINE.test(text)
        ? null
        : `one line of at most ${NAME_CHARS_MAX} letters`;
    case "sector":
      return text.length <= SECTOR_CHARS_MAX && ONE_LINE.test(text)
        ? null
        : `one line of at most ${SECTOR_CHARS_MAX} letters`;
    case "kind":
      return isInstrumentKind(text) ? null : `one of ${INSTRUMENT_KINDS.join(", ")}`;
    case "currency":
      return isCurrency(text) ? null : "three to five capitals, such as USD";
    case "tick":
    case "lot":
    case "multiplier":
      return stepOf(text) === null ? STEP_EXPECTED : null;
    case "calendar":
      return value === null || CALENDAR_IDS.includes(value) ? null : `one of ${CALENDAR_IDS.join(", ")}, or nothing`;
    case "timeZone":
      return timeZoneOf(text).ok ? null : "a time zone, such as America/New_York";
    case "status":
      return isInstrumentStatus(text) ? null : `one of ${INSTRUMENT_STATUSES.join(", ")}`;
    default:
      return field satisfies never;
  }
}

/** What is wrong with one fact as written, or null. The same rule for a form, a command and a line of a file. */
export function factProblem(field: FactField, value: string | null): FactProblem | null {
  const expected = expectationOf(field, value);
  return expected === null ? null : { field, value: value ?? "", expected };
}

/** The facts as they are kept, or everything that is wrong with them. Decimals lose needless zeros. */
export function checkFacts(written: WrittenFacts): Result<InstrumentFacts, readonly FactProblem[]> {
  const problems = FACT_FIELDS.flatMap((field) => factProblem(field, written[field]) ?? []);
  const { kind, status } = written;
  const [tick, lot, multiplier] = [stepOf(written.tick), stepOf(written.lot), stepOf(written.multiplier)];
  if (!isInstrumentKind(kind) || !isInstrumentStatus(status) || tick === null || lot === null || multiplier === null)
    return err(problems);
  return problems.length > 0 ? err(problems) : ok({ ...written, kind, status, tick, lot, multiplier });
}

const UNKNOWN_ZONE = "UTC";

/** What is taken for true of a new instrument until somebody says otherwise. */
export function defaultFacts({
  symbol,
  kind,
  currency,
  calendar,
  timeZone,
}: {
  readonly symbol: string;
  readonly kind: InstrumentKind;
  readonly currency: string;
  /** Undefined: what the kind and the zone imply. */
  readonly calendar?: string | null | undefined;
  /** Undefined: the calendar's. */
  readonly timeZone?: string | undefined;
}): InstrumentFacts {
  const zone = timeZone ?? calendarOf(calendar ?? defaultCalendar(kind, UNKNOWN_ZONE) ?? "")?.timeZone ?? UNKNOWN_ZONE;
  return {
    symbol,
    name: "",
    kind,
    currency,
    ...defaultSteps(kind),
    multiplier: "1",
    calendar: calendar === undefined ? defaultCalendar(kind, zone) : calendar,
    timeZone: zone,
    sector: "",
    status: "active",
  };
}

/** One fact that an edit changes. */
export interface FactChange {
  readonly field: FactField;
  readonly from: string | null;
  readonly to: string | null;
}

/** What differs, in the order of {@link FACT_FIELDS}; decimals by value. */
export function changesBetween(before: InstrumentFacts, after: InstrumentFacts): readonly FactChange[] {
  const same = (field: FactField) => {
    const [from, to] = [before[field], after[field]];
    if (field === "tick" || field === "lot" || field === "multiplier") return stepOf(from ?? "") === stepOf(to ?? "");
    return from === to;
  };
  return FACT_FIELDS.filter((field) => !same(field)).map((field) => ({
    field,
    from: before[field],
    to: after[field],
  }));
}
