import { describe, expect, it } from "vitest";
import { calendarOf } from "../calendar/calendar";
import { AFTER_CLOSE_MS, isScreenDue } from "./schedule";

const MINUTE = 60_000;
const DAY = 86_400_000;
const noon = Date.UTC(2024, 0, 10, 12);

describe("a screen's turn", () => {
  it("never comes by itself when it is run by hand", () => {
    expect(isScreenDue({ kind: "manual" }, null, noon, null)).toBe(false);
  });

  it("comes at once, and again when the minutes are over", () => {
    const every = { kind: "every", minutes: 15 } as const;
    expect(isScreenDue(every, null, noon, null)).toBe(true);
    expect(isScreenDue(every, noon - 14 * MINUTE, noon, null)).toBe(false);
    expect(isScreenDue(every, noon - 15 * MINUTE, noon, null)).toBe(true);
  });

  it("comes once after a session, when its bars have had time to come", () => {
    const after = { kind: "session", calendar: "24/7" } as const;
    const calendar = calendarOf("24/7");
    const close = Date.UTC(2024, 0, 10);
    expect(isScreenDue(after, close - DAY + AFTER_CLOSE_MS, close + AFTER_CLOSE_MS - 1, calendar)).toBe(false);
    expect(isScreenDue(after, close - DAY + AFTER_CLOSE_MS, close + AFTER_CLOSE_MS, calendar)).toBe(true);
    expect(isScreenDue(after, close + AFTER_CLOSE_MS, close + AFTER_CLOSE_MS + MINUTE, calendar)).toBe(false);
    expect(isScreenDue(after, close - 9 * DAY, close + AFTER_CLOSE_MS, calendar)).toBe(true);
  });

  it("never comes on a calendar that there is not", () => {
    expect(isScreenDue({ kind: "session", calendar: "MOON" }, null, noon, calendarOf("MOON"))).toBe(false);
  });
});
