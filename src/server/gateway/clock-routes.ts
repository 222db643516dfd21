import { calendarOf } from "@/modules/data";
import { momentOf } from "./fields";
import { type GatewayRoute, gatewayRoute } from "./route";

/** Clock and calendar of the New York Stock Exchange, as Alpaca has them. */

const DAY_MS = 86_400_000;
/** Longer than any closure of the exchange that its calendar knows. */
const AHEAD_MS = 15 * DAY_MS;
/** Days of one answer: twenty years. */
const DAYS_MAX = 20 * 366;

function exchange() {
  const calendar = calendarOf("XNYS");
  if (calendar === null) throw new Error("the calendar XNYS is ours");
  return calendar;
}

const FORMAT = new Intl.DateTimeFormat("en-CA", {
  timeZone: "America/New_York",
  hourCycle: "h23",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZoneName: "longOffset",
});

/** `2026-11-25T09:30:00.000-05:00`. */
export function newYorkIso(ms: number): string {
  const parts = new Map(FORMAT.formatToParts(ms).map(({ type, value }) => [type, value]));
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? "";
  const offset = part("timeZoneName").replace("GMT", "") || "+00:00";
  const fraction = String(((ms % 1000) + 1000) % 1000).padStart(3, "0");
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}:${part("second")}.${fraction}${offset}`;
}

const timeOf = (ms: number) => newYorkIso(ms).slice(11, 16);
const startOfDay = (ms: number) => Math.floor(ms / DAY_MS) * DAY_MS;

export const CLOCK_ROUTES: readonly GatewayRoute[] = [
  gatewayRoute("GET", "/v2/clock", ({ nowMs }) => {
    const calendar = exchange();
    const now = calendar.sessionAt(nowMs);
    const next = calendar
      .sessions(startOfDay(nowMs) - DAY_MS, startOfDay(nowMs) + AHEAD_MS)
      .find(({ openMs }) => openMs > nowMs);
    const nextClose = now?.closeMs ?? next?.closeMs ?? null;
    return Promise.resolve({
      status: 200,
      body: {
        timestamp: newYorkIso(nowMs),
        is_open: now !== null,
        next_open: next === undefined ? null : newYorkIso(next.openMs),
        next_close: nextClose === null ? null : newYorkIso(nextClose),
      },
    });
  }),
  gatewayRoute("GET", "/v2/calendar", ({ nowMs }, { query }) => {
    const calendar = exchange();
    const from = startOfDay(momentOf(query, "start") ?? nowMs);
    const to = startOfDay(momentOf(query, "end") ?? from + 365 * DAY_MS);
    const days = calendar
      .sessions(from, to)
      .slice(0, DAYS_MAX)
      .map((session) => {
        const around = calendar.extendedHours(session);
        return {
          date: new Date(session.dateMs).toISOString().slice(0, 10),
          open: timeOf(session.openMs),
          close: timeOf(session.closeMs),
          session_open: timeOf(around.openMs).replace(":", ""),
          session_close: timeOf(around.closeMs).replace(":", ""),
        };
      });
    return Promise.resolve({ status: 200, body: days });
  }),
];
