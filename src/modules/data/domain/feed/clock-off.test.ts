import { describe, expect, it } from "vitest";
import type { Calendar, TradingSession } from "../calendar/calendar";
import { DAY_MS, MINUTE_MS } from "../resolution";
import { hourOff } from "./clock-off";

const OPEN_MS = 14.5 * 3_600_000;
const CLOSE_MS = 21 * 3_600_000;

/** Open from 14:30 to 21:00 UTC every day. */
const sessionOf = (dateMs: number): TradingSession => ({
  dateMs,
  openMs: dateMs + OPEN_MS,
  closeMs: dateMs + CLOSE_MS,
  breakMs: null,
  short: false,
});
const CALENDAR: Calendar = {
  id: "TEST",
  title: "Test",
  timeZone: "UTC",
  fromDateMs: 0,
  toDateMs: 1000 * DAY_MS,
  sessions: () => [],
  sessionAt(atMs) {
    const session = sessionOf(Math.floor(atMs / DAY_MS) * DAY_MS);
    return atMs >= session.openMs && atMs < session.closeMs ? session : null;
  },
};

const minutes = (fromMs: number, toMs: number, moveMs = 0) =>
  Float64Array.from({ length: (toMs - fromMs) / MINUTE_MS }, (_, i) => 30 * DAY_MS + fromMs + i * MINUTE_MS + moveMs);

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
