import { type CivilDate, daysFromCivil, isCivilDate } from "../civil";
import { DAY_MS } from "../resolution";

/** How times are written in a file. `mdy` and `dmy` are never told apart by guess when both fit. */
export const TIME_FORMATS = ["iso", "epoch_s", "epoch_ms", "mdy", "dmy", "month_name"] as const;
export type TimeFormat = (typeof TIME_FORMATS)[number];

/** What a time's text says: a moment, a wall time without a zone, or a date without a time of day. */
export type WrittenTime =
  | { readonly kind: "moment"; readonly epochMs: number }
  | { readonly kind: "wall"; readonly localMs: number }
  | { readonly kind: "date"; readonly localMs: number };

/** An example of each format: what a message shows as "would pass". */
export const TIME_FORMAT_EXAMPLES: Readonly<Record<TimeFormat, string>> = {
  iso: "2024-03-08 or 2024-03-08T14:30:00Z",
  epoch_s: "1709908200",
  epoch_ms: "1709908200000",
  mdy: "03/08/2024 or 03/08/2024 14:30",
  dmy: "08/03/2024 or 08.03.2024 14:30",
  month_name: "Mar 8 2024 or 8 March 2024",
};

const CLOCK = String.raw`(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*([AaPp][Mm])?\s*(Z|z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?`;
const ISO = new RegExp(`^(\\d{4})-?(\\d{2})-?(\\d{2})${CLOCK}$`);
const ISO_SLASH = new RegExp(`^(\\d{4})[/.](\\d{1,2})[/.](\\d{1,2})${CLOCK}$`);
const NUMERIC = new RegExp(`^(\\d{1,2})([/.-])(\\d{1,2})\\2(\\d{4}|\\d{2})${CLOCK}$`);
const MONTH_FIRST = new RegExp(`^([A-Za-z]{3,9})\\.?[ -](\\d{1,2}),?[ -](\\d{4})${CLOCK}$`);
const DAY_FIRST = new RegExp(`^(\\d{1,2})[ -]([A-Za-z]{3,9})\\.?,?[ -](\\d{4}|\\d{2})${CLOCK}$`);
const EPOCH = /^-?\d{1,17}(?:\.\d{1,9})?$/;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH_NAMES = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];
/** Two-digit years from here on are of the last century: 70 is 1970, 69 is 2069, as POSIX has it. */
const CENTURY_PIVOT = 70;

function monthOf(name: string): number | null {
  const lower = name.toLowerCase();
  const index = MONTHS.indexOf(lower.slice(0, 3));
  return index >= 0 && (lower.length === 3 || lower === "sept" || MONTH_NAMES[index] === lower) ? index + 1 : null;
}

function yearOf(text: string): number {
  const year = Number(text);
  if (text.length > 2) return year;
  return year >= CENTURY_PIVOT ? 1900 + year : 2000 + year;
}

function zoneOffsetMs(zone: string): number | null {
  if (/^(?:z|utc|gmt)$/i.test(zone)) return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(3).replace(":", "") || "0")];
  if (hours > 14 || minutes > 59) return null;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** The date and what CLOCK captured after it: hours, minutes, seconds, fraction, am/pm, zone. */
function compose(date: CivilDate, clock: readonly (string | undefined)[]): WrittenTime | null {
  if (!isCivilDate(date)) return null;
  const dayMs = daysFromCivil(date) * DAY_MS;
  const [hourText, minuteText = "0", secondText = "0", fraction = "", half, zone] = clock;
  if (hourText === undefined) return { kind: "date", localMs: dayMs };
  const hour = half === undefined ? Number(hourText) : hourOfHalf(Number(hourText), half.toLowerCase());
  const [minute, second] = [Number(minuteText), Number(secondText)];
  if (hour === null || hour > 23 || minute > 59 || second > 59) return null;
  const localMs = dayMs + ((hour * 60 + minute) * 60 + second) * 1000 + Number(fraction.padEnd(3, "0").slice(0, 3));
  if (zone === undefined) return { kind: "wall", localMs };
  const offset = zoneOffsetMs(zone);
  return offset === null ? null : { kind: "moment", epochMs: localMs - offset };
}

function hourOfHalf(hour: number, half: string): number | null {
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (half === "pm" ? 12 : 0);
}

/** The number that `count` digits at `at` spell, or NaN. */
function digitsAt(text: string, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i += 1) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/**
 * `2024-03-08`, `2024-03-08 14:30:00` and `2024-03-08T14:30:00Z`, what nearly every file has, letter by letter: four times
 * as fast as the pattern below. Null means "ask the pattern", not "malformed".
 */
function parsePlainIso(text: string): WrittenTime | null {
  const { length } = text;
  if ((length !== 10 && length !== 19 && length !== 20) || text[4] !== "-" || text[7] !== "-") return null;
  const date = { year: digitsAt(text, 0, 4), month: digitsAt(text, 5, 2), day: digitsAt(text, 8, 2) };
  if (!isCivilDate(date)) return null;
  const dayMs = daysFromCivil(date) * DAY_MS;
  if (length === 10) return Number.isNaN(dayMs) ? null : { kind: "date", localMs: dayMs };
  const marks = (text[10] === "T" || text[10] === " ") && text[13] === ":" && text[16] === ":";
  const [hour, minute, second] = [digitsAt(text, 11, 2), digitsAt(text, 14, 2), digitsAt(text, 17, 2)];
  if (!marks || !(hour <= 23 && minute <= 59 && second <= 59) || Number.isNaN(dayMs)) return null;
  const localMs = dayMs + ((hour * 60 + minute) * 60 + second) * 1000;
  if (length === 19) return { kind: "wall", localMs };
  return text[19] === "Z" ? { kind: "moment", epochMs: localMs } : null;
}

function parseIso(text: string): WrittenTime | null {
  const plain = parsePlainIso(text);
  if (plain !== null) return plain;
  const match = ISO.exec(text) ?? ISO_SLASH.exec(text);
  if (match === null) return null;
  const [, year = "", month = "", day = "", ...clock] = match;
  return compose({ year: Number(year), month: Number(month), day: Number(day) }, clock);
}

function parseNumeric(text: string, dayFirst: boolean): WrittenTime | null {
  const match = NUMERIC.exec(text);
  if (match === null) return null;
  const [, first = "", , second = "", year = "", ...clock] = match;
  const [day, month] = dayFirst ? [first, second] : [second, first];
  return compose({ year: yearOf(year), month: Number(month), day: Number(day) }, clock);
}

function parseMonthName(text: string): WrittenTime | null {
  const first = MONTH_FIRST.exec(text);
  const match = first ?? DAY_FIRST.exec(text);
  if (match === null) return null;
  const [, a = "", b = "", year = "", ...clock] = match;
  const [name, day] = first === null ? [b, a] : [a, b];
  const month = monthOf(name);
  return month === null ? null : compose({ year: yearOf(year), month, day: Number(day) }, clock);
}

function parseEpoch(text: string, unitMs: number): WrittenTime | null {
  if (!EPOCH.test(text)) return null;
  const epochMs = Math.round(Number(text) * unitMs);
  return Number.isSafeInteger(epochMs) ? { kind: "moment", epochMs } : null;
}

/**
 * Reads one time as written in a file, in the format given: nothing is guessed. Null when the text is not that format, or
 * names a date or a time of day that does not exist. Fractions below a millisecond are cut off.
 */
export function parseTime(text: string, format: TimeFormat): WrittenTime | null {
  switch (format) {
    case "iso":
      return parseIso(text);
    case "epoch_s":
      return parseEpoch(text, 1000);
    case "epoch_ms":
      return parseEpoch(text, 1);
    case "mdy":
      return parseNumeric(text, false);
    case "dmy":
      return parseNumeric(text, true);
    case "month_name":
      return parseMonthName(text);
    default:
      return null;
  }
}

/** Seconds of the year 5138 are milliseconds of March 1973: no market file has bars on both sides of this. */
const EPOCH_S_BELOW = 1e11;

/**
 * The formats that fit every sample, likeliest first; empty when none does. Both `mdy` and `dmy` in the answer mean that
 * only a person knows which it is.
 */
export function detectTimeFormats(samples: readonly string[]): readonly TimeFormat[] {
  if (samples.length === 0) return [];
  return TIME_FORMATS.filter((format) => samples.every((text) => fits(text, format)));
}

function fits(text: string, format: TimeFormat): boolean {
  if (parseTime(text, format) === null) return false;
  // 20240308 is a date, not second 20 240 308 of 1970; the unit of an epoch shows in its size.
  if (format === "epoch_s") return parseIso(text) === null && Math.abs(Number(text)) < EPOCH_S_BELOW;
  if (format === "epoch_ms") return parseIso(text) === null && Math.abs(Number(text)) >= EPOCH_S_BELOW;
  return true;
}
