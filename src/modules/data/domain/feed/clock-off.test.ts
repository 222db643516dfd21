import { describe, expect, it } from "vitest";
import { calendarOf } from "../calendar/calendar";
import { DAY_MS, MINUTE_MS } from "../resolution";
import { hourOff } from "./clock-off";

/** A Tuesday in winter: New York trades from 14:30 to 21:00 UTC. */
const DATE_MS = Date.UTC(2024, 0, 9);
const OPEN_MS = 14.5 * 3_600_000;
const CLOSE_MS = 21 * 3_600_000;

function newYork() {
  const calendar = calendarOf("XNYS");
  if (calendar === null) throw new Error("XNYS is a calendar");
  return calendar;
}
const CALENDAR = newYork();

const minutes = (fromMs: number, toMs: number, moveMs = 0) =>
  Float64Array.from({ length: (toMs - fromMs) / MINUTE_MS }, (_, i) => DATE_MS + fromMs + i * MINUTE_MS + moveMs);

describe("a source's clock, as its bars tell it", () => {
  it.each([3_600_000, -3_600_000])("is off by %d ms when a whole session lies that much aside", (offMs) => {
    expect(hourOff(minutes(OPEN_MS, CLOSE_MS, offMs), "1m", CALENDAR)).toBe(offMs);
  });

  it("is right when the bars lie in the session", () => {
    expect(hourOff(minutes(OPEN_MS, CLOSE_MS), "1m", CALENDAR)).toBeNull();
  });

  it("is not doubted for extended hours, nor for a part of a session", () => {
    expect(hourOff(minutes(OPEN_MS - 5 * 3_600_000, CLOSE_MS + 3 * 3_600_000), "1m", CALENDAR)).toBeNull();
    expect(hourOff(minutes(OPEN_MS - 1_800_000, OPEN_MS + 1_800_000), "1m", CALENDAR)).toBeNull();
  });

  it("says nothing of dates", () => {
    expect(hourOff(Float64Array.of(0, DAY_MS), "1d", CALENDAR)).toBeNull();
  });
});
