import { z } from "zod";
import { ok } from "@/modules/_kernel";
import { CALENDARS, type Calendar, calendarOf, isoDate, isoTime, type TradingSession } from "@/modules/data";
import { defineCalculator, refuse } from "./answer";
import { date } from "./fields";

const NAMES = CALENDARS.map(({ id }) => id).join(", ");

const input = z.strictObject({
  calendar: z.string(`the id of a calendar: ${NAMES}`).describe(`One of ${NAMES}.`),
  from: date.describe("First date, inside."),
  to: date.describe("Last date, inside."),
  hours: z
    .enum(["regular", "extended"], "regular or extended")
    .default("regular")
    .describe("extended takes the trading before the open and after the close along"),
});

/** The calendar behind bars, schedules and screens. */
export const calendar = defineCalculator({
  name: "calendar",
  summary: "sessions of an exchange between two dates, in UTC",
  input,
  answer: ({ calendar: id, from, to, hours }) => {
    const found = calendarOf(id);
    if (found === null) return refuse("calendar.unknown", "calendar", `one of ${NAMES}; was "${id}"`);
    if (to < from) return refuse("calendar.range_reversed", "to", `from ${isoDate(from)} on, was ${isoDate(to)}`);
    const exact = `from ${isoDate(found.fromDateMs)} to ${isoDate(found.toDateMs)}, where ${id} is exact`;
    if (from < found.fromDateMs) return refuse("calendar.out_of_range", "from", `${exact}, was ${isoDate(from)}`);
    if (to > found.toDateMs) return refuse("calendar.out_of_range", "to", `${exact}, was ${isoDate(to)}`);
    return ok({ sessions: found.sessions(from, to).map((session) => row(found, session, hours)) });
  },
});

function row(found: Calendar, session: TradingSession, hours: "regular" | "extended") {
  const { openMs, closeMs } = hours === "extended" ? found.extendedHours(session) : session;
  const pause = session.breakMs;
  return {
    date: isoDate(session.dateMs),
    open: isoTime(openMs),
    close: isoTime(closeMs),
    ...(pause === null ? {} : { breakStart: isoTime(pause.startMs), breakEnd: isoTime(pause.endMs) }),
  };
}

/** Every calendar with its zone and the dates for which it is exact. */
export function listCalendars(): unknown {
  return {
    calendars: CALENDARS.map(({ id, title, timeZone, fromDateMs, toDateMs }) => ({
      id,
      title,
      timeZone,
      from: isoDate(fromDateMs),
      to: isoDate(toDateMs),
    })),
  };
}
