import { describe, expect, it } from "vitest";
import { calendarOf, type Resolution } from "@/modules/data";
import { closesOf } from "./bar-closes";

const closes = (resolution: Resolution, calendar: string | null, ...times: readonly string[]) => {
  const time = Float64Array.from(times, (text) => Date.parse(text));
  const { closeMs, sessionCloseMs } = closesOf(time, resolution, calendar === null ? null : calendarOf(calendar));
  const iso = (ms: number) => (Number.isNaN(ms) ? null : new Date(ms).toISOString().slice(0, 16));
  return { closes: Array.from(closeMs, iso), sessions: Array.from(sessionCloseMs, iso) };
};

describe("closesOf", () => {
  it("ends a day at the close of its session: early before a holiday, an hour later in winter's UTC", () => {
    expect(closes("1d", "XNYS", "2024-07-02", "2024-07-03", "2024-12-02").closes).toEqual([
      "2024-07-02T20:00",
      "2024-07-03T17:00",
      "2024-12-02T21:00",
    ]);
  });

  it("ends a week and a month at the close of the last session in them", () => {
    // Good Friday of 2024 is 29 March, so week and month end on the Thursday.
    expect(closes("1w", "XNYS", "2024-03-25").closes).toEqual(["2024-03-28T20:00"]);
    expect(closes("1mo", "XNYS", "2024-03-01", "2024-12-01").closes).toEqual(["2024-03-28T20:00", "2024-12-31T21:00"]);
  });

  it("cuts an hour short at the session's close, and names the session", () => {
    expect(closes("1h", "XNYS", "2024-07-03T15:30Z", "2024-07-03T16:30Z")).toEqual({
      closes: ["2024-07-03T16:30", "2024-07-03T17:00"],
      sessions: ["2024-07-03T17:00", "2024-07-03T17:00"],
    });
  });

  it("gives bars before the open their length and no session", () => {
    expect(closes("5m", "XNYS", "2024-07-02T12:00Z", "2024-07-02T13:30Z", "2024-07-02T21:00Z")).toEqual({
      closes: ["2024-07-02T12:05", "2024-07-02T13:35", "2024-07-02T21:05"],
      sessions: [null, "2024-07-02T20:00", null],
    });
  });

  it("ends at midnight UTC where the market never closes or no calendar is known", () => {
    for (const calendar of ["24/7", null]) {
      expect(closes("1d", calendar, "2024-02-29").closes).toEqual(["2024-03-01T00:00"]);
      expect(closes("1w", calendar, "2024-02-26").closes).toEqual(["2024-03-04T00:00"]);
      expect(closes("1mo", calendar, "2024-02-01").closes).toEqual(["2024-03-01T00:00"]);
    }
  });
});
