import { expect, it } from "vitest";
import { calendarOf, type TradingSession } from "../calendar/calendar";
import { SessionWalk, slotsBetween } from "./session-walk";

const HOUR_MS = 3_600_000;

it("walks every session once, over the spans it loads", () => {
  const always = calendarOf("24/7");
  if (always === null) throw new Error("24/7 is there");
  const first = Date.UTC(2019, 0, 1);
  const walk = new SessionWalk(always, first);
  const dates: number[] = [];
  for (let session = walk.current(); session !== null && dates.length < 1500; session = walk.current()) {
    if (session.dateMs >= first) dates.push(session.dateMs);
    walk.next();
  }
  expect(dates).toEqual(Array.from({ length: 1500 }, (_, day) => first + day * 86_400_000));
});

it("counts slots without the pause", () => {
  const session: TradingSession = {
    dateMs: 0,
    openMs: 0,
    closeMs: 6 * HOUR_MS,
    breakMs: { startMs: 2 * HOUR_MS, endMs: 3 * HOUR_MS },
    short: false,
  };
  expect(slotsBetween(session, 0, 6 * HOUR_MS, HOUR_MS)).toBe(5);
  expect(slotsBetween(session, HOUR_MS, 4 * HOUR_MS, HOUR_MS)).toBe(2);
  expect(slotsBetween(session, 0, 0.5 * HOUR_MS, HOUR_MS)).toBe(1);
  expect(slotsBetween(session, 4 * HOUR_MS, 4 * HOUR_MS, HOUR_MS)).toBe(0);
});
