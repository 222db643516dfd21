import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isoDate, isoTime } from "../civil";
import { DAY_MS } from "../resolution";
import { CALENDARS, calendarOf } from "./calendar";
import {
  countSessions,
  isOpenAt,
  nextSession,
  nthSessionAfter,
  previousSession,
  sessionMinutes,
  sessionOn,
  tradingSpans,
} from "./schedule";
import type { Calendar } from "./trading-session";

function calendar(id: string): Calendar {
  const found = calendarOf(id);
  if (found === null) throw new Error(`no calendar ${id}`);
  return found;
}
const nyse = calendar("XNYS");
const day = (text: string) => Date.parse(text);
const dateOf = (session: { readonly dateMs: number } | null) => (session === null ? null : isoDate(session.dateMs));

describe("sessionOn", () => {
  it("is null on a weekend and on a holiday", () => {
    expect(dateOf(sessionOn(nyse, day("2024-07-05")))).toBe("2024-07-05");
    expect(sessionOn(nyse, day("2024-07-04"))).toBeNull();
    expect(sessionOn(nyse, day("2024-07-06"))).toBeNull();
  });
});

describe("nextSession and previousSession", () => {
  it.each([
    ["2024-07-03T12:00:00Z", "2024-07-03", "2024-07-02"],
    ["2024-07-03T13:30:00Z", "2024-07-05", "2024-07-02"],
    ["2024-07-03T17:00:00Z", "2024-07-05", "2024-07-03"],
    ["2024-07-06T00:00:00Z", "2024-07-08", "2024-07-05"],
    ["2001-09-11T14:00:00Z", "2001-09-17", "2001-09-10"],
  ])("at %s are %s and %s", (moment, next, previous) => {
    expect(dateOf(nextSession(nyse, day(moment)))).toBe(next);
    expect(dateOf(previousSession(nyse, day(moment)))).toBe(previous);
  });

  it("end with the calendar", () => {
    expect(previousSession(nyse, day("1990-01-02T00:00:00Z"))).toBeNull();
    expect(nextSession(nyse, day("2100-01-01T00:00:00Z"))).toBeNull();
  });
});

describe("isOpenAt", () => {
  it("tells regular from extended hours", () => {
    expect(isOpenAt(nyse, day("2024-07-02T13:29:59Z"))).toBe(false);
    expect(isOpenAt(nyse, day("2024-07-02T13:30:00Z"))).toBe(true);
    expect(isOpenAt(nyse, day("2024-07-02T20:00:00Z"))).toBe(false);
    expect(isOpenAt(nyse, day("2024-07-02T08:00:00Z"), "extended")).toBe(true);
    // After midnight UTC, before 20:00 in New York in winter: still the session of the day before.
    expect(isOpenAt(nyse, day("2024-01-03T00:59:59Z"), "extended")).toBe(true);
    expect(isOpenAt(nyse, day("2024-01-03T01:00:00Z"), "extended")).toBe(false);
  });
});

describe("sessionMinutes", () => {
  const session = {
    dateMs: 0,
    openMs: 0,
    closeMs: 600_000,
    breakMs: { startMs: 240_000, endMs: 420_000 },
    short: false,
  };
  const around: Calendar = { ...nyse, extendedHours: () => ({ openMs: -60_000, closeMs: 660_000 }) };

  it("leaves the pause out", () => {
    expect([...sessionMinutes(nyse, session)].map((at) => at / 60_000)).toEqual([0, 1, 2, 3, 7, 8, 9]);
    expect([...sessionMinutes(around, session, "extended")].map((at) => at / 60_000)).toEqual([
      -1, 0, 1, 2, 3, 7, 8, 9, 10,
    ]);
    expect(tradingSpans(nyse, session)).toHaveLength(2);
  });

  it("has 390 minutes in a regular session, 210 in a half day, 960 with extended hours", () => {
    const [regular, half] = [sessionOn(nyse, day("2024-07-02")), sessionOn(nyse, day("2024-07-03"))];
    if (regular === null || half === null) throw new Error("no session");
    expect(sessionMinutes(nyse, regular)).toHaveLength(390);
    expect(isoTime(sessionMinutes(nyse, regular)[0] ?? 0)).toBe("2024-07-02T13:30:00Z");
    expect(sessionMinutes(nyse, half)).toHaveLength(210);
    expect(sessionMinutes(nyse, regular, "extended")).toHaveLength(960);
  });
});

describe("countSessions", () => {
  it.each([
    ["2024-01-01", "2024-12-31", 252],
    ["2012-01-01", "2012-12-31", 250],
    ["2001-09-10", "2001-09-17", 2],
    ["2024-07-06", "2024-07-07", 0],
    ["2024-07-08", "2024-07-05", 0],
  ])("from %s to %s there are %s", (from, to, count) => {
    expect(countSessions(nyse, day(from), day(to))).toBe(count);
  });
});

describe("nthSessionAfter", () => {
  it("counts over holidays, forwards and backwards", () => {
    expect(dateOf(nthSessionAfter(nyse, day("2024-07-03"), 1))).toBe("2024-07-05");
    expect(dateOf(nthSessionAfter(nyse, day("2024-07-04"), -1))).toBe("2024-07-03");
    expect(dateOf(nthSessionAfter(nyse, day("2024-07-03"), 0))).toBe("2024-07-03");
    expect(nthSessionAfter(nyse, day("2024-07-04"), 0)).toBeNull();
    expect(dateOf(nthSessionAfter(nyse, day("1990-01-01"), 9569))).toBe("2027-12-31");
    expect(dateOf(nthSessionAfter(nyse, day("2028-01-01"), -9569))).toBe("1990-01-02");
  });

  it("is null where the calendar ends, and reaches into it from outside", () => {
    expect(nthSessionAfter(nyse, day("1990-01-02"), -1)).toBeNull();
    expect(nthSessionAfter(nyse, day("2099-12-31"), 1)).toBeNull();
    expect(dateOf(nthSessionAfter(nyse, day("1950-01-01"), 1))).toBe("1990-01-02");
  });
});

describe("every calendar", () => {
  const anyCalendar = fc.constantFrom(...CALENDARS);
  const anyDay = fc
    .integer({ min: day("1990-01-01") / DAY_MS, max: day("2027-12-31") / DAY_MS })
    .map((days) => days * DAY_MS);

  it("agrees with itself: sessions, the moments inside them, the next and the nth", () => {
    fc.assert(
      fc.property(anyCalendar, anyDay, fc.integer({ min: 0, max: DAY_MS - 1 }), (each, dateMs, inDay) => {
        const atMs = dateMs + inDay;
        const session = each.sessionAt(atMs);
        const next = nextSession(each, atMs);
        const previous = previousSession(each, atMs);
        expect(isOpenAt(each, atMs)).toBe(session !== null);
        expect(previous === null || previous.closeMs <= atMs).toBe(true);
        expect(next !== null && next.openMs > atMs).toBe(true);
        expect(session === null || each.sessionAt(session.openMs)?.dateMs === session.dateMs).toBe(true);
        expect(session === null || sessionOn(each, session.dateMs)?.openMs === session.openMs).toBe(true);
        expect(session === null || nthSessionAfter(each, session.dateMs, 1)?.openMs === next?.openMs).toBe(true);
        const between = countSessions(each, previous?.dateMs ?? dateMs, next?.dateMs ?? dateMs);
        expect(between).toBe((previous === null ? 0 : 1) + (session === null ? 0 : 1) + 1);
      }),
      { numRuns: 800 },
    );
  });

  it("counts as it steps", () => {
    fc.assert(
      fc.property(anyCalendar, anyDay, fc.integer({ min: 1, max: 1500 }), (each, dateMs, count) => {
        const there = nthSessionAfter(each, dateMs, count);
        if (there === null) throw new Error("the calendar ends too early");
        expect(countSessions(each, dateMs + DAY_MS, there.dateMs)).toBe(count);
        const back = nthSessionAfter(each, there.dateMs + DAY_MS, -count);
        expect(back).toEqual(nextSessionFrom(each, dateMs));
      }),
      { numRuns: 300 },
    );
  });
});

const nextSessionFrom = (each: Calendar, dateMs: number) => nthSessionAfter(each, dateMs, 1);
