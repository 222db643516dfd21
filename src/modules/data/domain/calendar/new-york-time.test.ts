import { describe, expect, it } from "vitest";
import { daysFromCivil, isoDate, isoTime } from "../civil";
import { DAY_MS } from "../resolution";
import { timeZoneOf } from "../time-zone";
import { lastWeekday, newYorkMs, nthWeekday, weekdayOf } from "./new-york-time";

const iso = (days: number) => isoDate(days * DAY_MS);

describe("weekdays", () => {
  it("agree with JavaScript's own from 1900 to 2100", () => {
    const wrong = [];
    for (let days = daysFromCivil({ year: 1900, month: 1, day: 1 }); days < 47_482; days += 1) {
      if (weekdayOf(days) !== new Date(days * DAY_MS).getUTCDay()) wrong.push(days);
    }
    expect(wrong).toEqual([]);
  });

  it("finds the third Monday and the last one, also at the end of a year", () => {
    expect(iso(nthWeekday(2024, 1, 1, 3))).toBe("2024-01-15");
    expect(iso(nthWeekday(2026, 2, 0, 1))).toBe("2026-02-01");
    expect(iso(lastWeekday(2024, 5, 1))).toBe("2024-05-27");
    expect(iso(lastWeekday(2023, 12, 0))).toBe("2023-12-31");
  });
});

describe("newYorkMs", () => {
  it.each([
    ["2024-03-08", "2024-03-08T14:30:00Z"],
    ["2024-03-11", "2024-03-11T13:30:00Z"],
    ["2006-03-13", "2006-03-13T14:30:00Z"],
    ["1986-04-21", "1986-04-21T14:30:00Z"],
    ["1987-04-06", "1987-04-06T13:30:00Z"],
  ])("knows the law of its year: 09:30 on %s is %s", (date, expected) => {
    expect(isoTime(newYorkMs(Date.parse(date), 570))).toBe(expected);
  });

  it("agrees with the time zone database on every day from 1976 to 2037", () => {
    const zone = timeZoneOf("America/New_York");
    if (!zone.ok) throw new Error("no such zone");
    const wrong = [];
    for (let at = Date.UTC(1976, 0, 1); at < Date.UTC(2038, 0, 1); at += DAY_MS) {
      for (const minutes of [4 * 60, 17 * 60]) {
        if (newYorkMs(at, minutes) !== zone.value.toEpochMs(at + minutes * 60_000)) wrong.push(isoDate(at));
      }
    }
    expect(wrong).toEqual([]);
  });
});
