import { err, ok, type Result } from "@/modules/_kernel";
import { daysFromCivil } from "./civil";
import { DAY_MS } from "./resolution";

export interface TimeZoneError {
  readonly kind: "time_zone.unknown";
  readonly timeZone: string;
}

/** Clocks of one place: turns what they showed into moments and back. */
export interface TimeZone {
  readonly name: string;
  /** Milliseconds to add to UTC to get what the clocks showed at a moment. */
  offsetAt(epochMs: number): number;
  /**
   * The moment at which the clocks showed `localMs` (a wall time written as if it were UTC). A time that came twice, when
   * clocks went back, is the first of the two; one that never came, when they went forward, is null.
   */
  toEpochMs(localMs: number): number | null;
}

/** Days of remembered offsets: ten years and more of a file in any order; each is two numbers. */
const OFFSET_DAYS_MAX = 4096;
/** Places kept: more than the markets of the world lie in. */
const ZONES_MAX = 64;

const UTC: TimeZone = { name: "UTC", offsetAt: () => 0, toEpochMs: (localMs) => localMs };

/** What clocks showed at a moment, as if it were UTC; whole seconds. */
function makeWallClock(timeZone: string): (epochMs: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "gregory",
    hourCycle: "h23",
    era: "short",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (epochMs) => {
    const part: Record<string, string> = {};
    for (const { type, value } of format.formatToParts(epochMs)) part[type] = value;
    const year = part["era"] === "BC" ? 1 - Number(part["year"]) : Number(part["year"]);
    const days = daysFromCivil({ year, month: Number(part["month"]), day: Number(part["day"]) });
    const seconds = Number(part["hour"]) * 3600 + Number(part["minute"]) * 60 + Number(part["second"]);
    return days * DAY_MS + seconds * 1000;
  };
}

function makeZone(name: string, wallClock: (epochMs: number) => number): TimeZone {
  const exact = (epochMs: number) => {
    const second = Math.floor(epochMs / 1000) * 1000;
    return wallClock(second) - second;
  };
  // Asking the calendar costs microseconds; most days have one offset from midnight to midnight, so two answers do.
  const days = new Map<number, number>();
  const midnight = (day: number) => {
    const known = days.get(day);
    if (known !== undefined) return known;
    if (days.size >= OFFSET_DAYS_MAX) days.clear();
    const offset = exact(day * DAY_MS);
    days.set(day, offset);
    return offset;
  };
  const offsetAt = (epochMs: number) => {
    const day = Math.floor(epochMs / DAY_MS);
    const [start, end] = [midnight(day), midnight(day + 1)];
    return start === end ? start : exact(epochMs);
  };
  const toEpochMs = (localMs: number) => {
    // The larger offset gives the earlier moment: try it first, so that a time that came twice is its first coming.
    const around = [offsetAt(localMs - DAY_MS), offsetAt(localMs + DAY_MS)].toSorted((a, b) => b - a);
    for (const offset of around) {
      if (offsetAt(localMs - offset) === offset) return localMs - offset;
    }
    return null;
  };
  return { name, offsetAt, toEpochMs };
}

/**
 * Clocks that were asked for before. Making them costs the platform about a millisecond, which every instrument of a list and every
 * page of bars would pay again; they remember offsets and nothing of who asked.
 */
const zones = new Map<string, TimeZone>();

/** The clocks of an IANA time zone such as `America/New_York`. Refuses a name that is none. */
export function timeZoneOf(name: string): Result<TimeZone, TimeZoneError> {
  if (name === UTC.name) return ok(UTC);
  const known = zones.get(name);
  if (known !== undefined) return ok(known);
  try {
    const zone = makeZone(name, makeWallClock(name));
    if (zones.size >= ZONES_MAX) zones.clear();
    zones.set(name, zone);
    return ok(zone);
  } catch (error) {
    if (error instanceof RangeError) return err({ kind: "time_zone.unknown", timeZone: name });
    throw error;
  }
}
