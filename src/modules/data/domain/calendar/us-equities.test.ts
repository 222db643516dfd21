import { afterEach, describe, expect, it } from "vitest";
import expected from "../../testing/fixtures/xnys-schedule.json";
import { isoDate, isoTime } from "../civil";
import { DAY_MS } from "../resolution";
import { weekdayOf } from "./new-york-time";
import { makeUsEquities } from "./us-equities";

const nyse = makeUsEquities({ id: "XNYS", title: "", everywhereOnly: false });
const [FROM, TO] = [Date.UTC(1990, 0, 1), Date.UTC(2027, 11, 31)];
const sessions = nyse.sessions(FROM, TO);
const dates = new Set(sessions.map(({ dateMs }) => isoDate(dateMs)));

/** Open and close as the published tables say, for one of their sessions. */
function publishedHours(date: string): readonly [string, string] {
  const [first = "", last = ""] =
    (expected.firstAndLastSummerSession as Record<string, string[]>)[date.slice(0, 4)] ?? [];
  const summer = date >= first && date <= last;
  const short = (expected.shortCloseUtc as Record<string, string>)[date];
  return [summer ? "13:30" : "14:30", short ?? (summer ? "20:00" : "21:00")];
}

describe("XNYS, 1990 to 2027, against published schedules", () => {
  it("has their sessions, no other", () => {
    expect(sessions).toHaveLength(expected.sessions);
    const closed = [];
    for (let at = FROM; at <= TO; at += DAY_MS) {
      const weekday = weekdayOf(at / DAY_MS);
      if (weekday !== 0 && weekday !== 6 && !dates.has(isoDate(at))) closed.push(isoDate(at));
    }
    expect(closed).toEqual(expected.closedWeekdays);
  });

  it("opens and closes when they do, half days and summer time included", () => {
    const wrong = sessions.filter(({ dateMs, openMs, closeMs, short }) => {
      const date = isoDate(dateMs);
      const [open, close] = publishedHours(date);
      const same = isoTime(openMs) === `${date}T${open}:00Z` && isoTime(closeMs) === `${date}T${close}:00Z`;
      return !same || short !== date in expected.shortCloseUtc;
    });
    expect(wrong).toEqual([]);
  });

  it("names a reason for every weekday without a session and every half day", () => {
    const special = nyse.specialDays(FROM, TO);
    const of = (kind: string) => special.filter((day) => day.kind === kind).map(({ dateMs }) => isoDate(dateMs));
    expect(of("closed")).toEqual(expected.closedWeekdays);
    expect(of("short")).toEqual(Object.keys(expected.shortCloseUtc));
  });

  it("explains with an interruption where the other table has other hours, except where those tables contradict each other", () => {
    const interrupted = new Set(
      nyse.specialDays(FROM, TO).flatMap((day) => (day.kind === "interrupted" ? [isoDate(day.dateMs)] : [])),
    );
    // Silences of three minutes and less, a close four minutes early, and New Year's Eve 1999, where one says 13:00.
    const brief = new Set([
      "1991-01-17",
      "1991-02-25",
      "2001-09-17",
      "2001-10-08",
      "2003-03-20",
      "2004-06-07",
      "2005-06-01",
      "2006-12-27",
      "1999-12-31",
    ]);
    expect(Object.keys(expected.hoursByOther).filter((date) => !interrupted.has(date) && !brief.has(date))).toEqual([]);
  });
});

describe("sessions", () => {
  it("are ordered, disjoint and lie on their date in UTC", () => {
    const all = nyse.sessions(FROM, Date.UTC(2099, 11, 31));
    const wrong = all.filter(({ dateMs, openMs, closeMs }, index) => {
      const ordered = openMs >= (all[index - 1]?.closeMs ?? 0) && closeMs > openMs;
      return !ordered || isoDate(openMs) !== isoDate(dateMs) || isoDate(closeMs - 1) !== isoDate(dateMs);
    });
    expect(wrong).toEqual([]);
    expect(all.length).toBeGreaterThan(27_000);
  });

  it("end where asked, and are none before 1990", () => {
    expect(nyse.sessions(Date.UTC(1980, 0, 1), Date.UTC(1990, 0, 2)).map(({ dateMs }) => isoDate(dateMs))).toEqual([
      "1990-01-02",
    ]);
    expect(nyse.sessions(Date.UTC(2024, 0, 3), Date.UTC(2024, 0, 2))).toEqual([]);
    expect(nyse.sessions(Date.UTC(3000, 0, 1), Date.UTC(3001, 0, 1))).toEqual([]);
  });
});

describe("sessionAt", () => {
  it("finds each session at its open and a moment before its close, and no other around", () => {
    const wrong = sessions.filter(
      (session) =>
        nyse.sessionAt(session.openMs) !== session ||
        nyse.sessionAt(session.closeMs - 1) !== session ||
        nyse.sessionAt(session.openMs - 1) !== null ||
        nyse.sessionAt(session.closeMs) !== null,
    );
    expect(wrong).toEqual([]);
  });
});

describe("extendedHours", () => {
  it("runs from 04:00 to 20:00 New York, to 17:00 after a half day", () => {
    const of = (date: string) => {
      const [session] = nyse.sessions(Date.parse(date), Date.parse(date));
      if (session === undefined) throw new Error("no session");
      const { openMs, closeMs } = nyse.extendedHours(session);
      return [isoTime(openMs), isoTime(closeMs)];
    };
    expect(of("2024-07-02")).toEqual(["2024-07-02T08:00:00Z", "2024-07-03T00:00:00Z"]);
    expect(of("2024-07-03")).toEqual(["2024-07-03T08:00:00Z", "2024-07-03T21:00:00Z"]);
    expect(of("2024-01-02")).toEqual(["2024-01-02T09:00:00Z", "2024-01-03T01:00:00Z"]);
  });
});

describe("on a machine in another time zone", () => {
  const before = process.env["TZ"];
  afterEach(() => {
    if (before === undefined) delete process.env["TZ"];
    else process.env["TZ"] = before;
  });

  it.each([
    ["Pacific/Auckland", -780],
    ["America/Los_Angeles", 480],
    ["UTC", 0],
  ])("%s gives the same schedule", (timeZone, offsetMinutes) => {
    process.env["TZ"] = timeZone;
    expect(new Date(2024, 0, 15).getTimezoneOffset()).toBe(offsetMinutes);
    expect(makeUsEquities({ id: "XNYS", title: "", everywhereOnly: false }).sessions(FROM, TO)).toEqual(sessions);
  });
});
