import { describe, expect, it } from "vitest";
import { isoDate } from "../civil";
import { DAY_MS } from "../resolution";
import { easterSunday, usEquityClosures, usEquityEarlyCloses, usEquityInterruptions } from "./us-equity-days";

const iso = (days: number) => isoDate(days * DAY_MS);
const closures = (year: number) => usEquityClosures(year).map(({ days, name }) => `${iso(days)} ${name}`);
const early = (year: number) =>
  usEquityEarlyCloses(year).map(({ days, closeMinutes }) => `${iso(days)} ${closeMinutes / 60}`);

describe("easterSunday", () => {
  // US Census Bureau, "Easter Dates from 1600 to 2099".
  it.each(["1990-04-15", "2000-04-23", "2008-03-23", "2011-04-24", "2024-03-31", "2038-04-25", "2096-04-15"])(
    "%s",
    (date) => {
      expect(iso(easterSunday(Number(date.slice(0, 4))))).toBe(date);
    },
  );
});

describe("usEquityClosures", () => {
  it("names the holidays of a plain year, oldest first", () => {
    expect(closures(2026)).toEqual([
      "2026-01-01 New Year's Day",
      "2026-01-19 Martin Luther King Jr. Day",
      "2026-02-16 Presidents' Day",
      "2026-04-03 Good Friday",
      "2026-05-25 Memorial Day",
      "2026-06-19 Juneteenth",
      "2026-07-03 Independence Day",
      "2026-09-07 Labor Day",
      "2026-11-26 Thanksgiving",
      "2026-12-25 Christmas",
    ]);
  });

  it("keeps a Sunday's holiday on Monday, a Saturday's on Friday, but no Saturday's New Year", () => {
    expect(closures(2023)[0]).toBe("2023-01-02 New Year's Day");
    expect(closures(2027).slice(-1)).toEqual(["2027-12-24 Christmas"]);
    expect(closures(2022)[0]).toBe("2022-01-17 Martin Luther King Jr. Day");
    expect(closures(2021).some((day) => day.includes("12-31"))).toBe(false);
  });

  it("begins to keep a holiday in its year", () => {
    expect(closures(1997).join()).not.toContain("Luther");
    expect(closures(1998).join()).toContain("1998-01-19 Martin Luther");
    expect(closures(2021).join()).not.toContain("Juneteenth");
    expect(closures(2022).join()).toContain("2022-06-20 Juneteenth");
  });

  it("knows what no rule gives", () => {
    expect(closures(2001).filter((day) => day.includes("attacks"))).toHaveLength(4);
    expect(
      closures(2012)
        .filter((day) => day.includes("Sandy"))
        .map((day) => day.slice(0, 10)),
    ).toEqual(["2012-10-29", "2012-10-30"]);
  });
});

describe("usEquityEarlyCloses", () => {
  it("changes with the years: no Friday after Thanksgiving before 1992, 14:00 before 1993, no July before 1995", () => {
    expect(early(1990)).toEqual(["1990-12-24 14"]);
    expect(early(1992)).toEqual(["1992-11-27 14", "1992-12-24 14"]);
    expect(early(1994)).toEqual(["1994-11-25 13"]);
    expect(early(1995)).toEqual(["1995-07-03 13", "1995-11-24 13"]);
  });

  it("moved from the Friday after a Thursday's fourth of July to the Wednesday before it in 2013", () => {
    expect(early(2002)[0]).toBe("2002-07-05 13");
    expect(early(2013)[0]).toBe("2013-07-03 13");
    expect(early(2024)[0]).toBe("2024-07-03 13");
  });

  it("has no half day on a holiday", () => {
    for (let year = 1990; year <= 2099; year += 1) {
      const closed = new Set(usEquityClosures(year).map(({ days }) => days));
      expect(usEquityEarlyCloses(year).filter(({ days }) => closed.has(days))).toEqual([]);
    }
  });
});

describe("usEquityInterruptions", () => {
  it("are spans inside the day", () => {
    for (let year = 1990; year <= 2027; year += 1) {
      for (const { startMinutes, endMinutes } of usEquityInterruptions(year)) {
        expect(startMinutes).toBeGreaterThanOrEqual(570);
        expect(endMinutes).toBeGreaterThan(startMinutes);
        expect(endMinutes).toBeLessThanOrEqual(960);
      }
    }
    expect(usEquityInterruptions(2020).every(({ everywhere }) => everywhere)).toBe(true);
  });
});
