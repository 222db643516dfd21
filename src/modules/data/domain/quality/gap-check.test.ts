import { describe, expect, it } from "vitest";
import type { TradingSession } from "../calendar/calendar";
import { DAY_MS, MINUTE_MS } from "../resolution";
import type { Finding } from "./finding";
import { type DayTally, makeGapCheck } from "./gap-check";
import type { SessionSource } from "./session-walk";

/** Every day 09:00 to 15:00 UTC, with a pause from 11:30 to 12:30 as in Tokyo. */
const PAUSED: SessionSource = {
  fromDateMs: 0,
  toDateMs: 400 * DAY_MS,
  sessions(fromDateMs, toDateMs) {
    const sessions: TradingSession[] = [];
    for (let dateMs = Math.max(0, fromDateMs); dateMs <= Math.min(toDateMs, this.toDateMs); dateMs += DAY_MS) {
      const at = (minutes: number) => dateMs + minutes * MINUTE_MS;
      const breakMs = { startMs: at(690), endMs: at(750) };
      sessions.push({ dateMs, openMs: at(540), closeMs: at(900), breakMs, short: false });
    }
    return sessions;
  },
};

function run(resolution: "1m" | "1d", times: readonly number[], calendar: SessionSource | null = PAUSED) {
  const findings: Finding[] = [];
  const days: DayTally[] = [];
  const check = makeGapCheck(resolution, calendar, times[0] ?? 0, {
    finding: (finding) => findings.push(finding),
    day: (day) => days.push(day),
  });
  for (const time of times) check.take(time);
  check.finish();
  return { findings, days };
}

const sessionMinutes = (day: number, keep: (minute: number) => boolean = () => true) =>
  Array.from({ length: 360 }, (_, index) => 540 + index)
    .filter((minute) => (minute < 690 || minute >= 750) && keep(minute))
    .map((minute) => day * DAY_MS + minute * MINUTE_MS);

describe("gaps in minutes", () => {
  it("expect nothing in the pause of a session", () => {
    const { findings, days } = run(
      "1m",
      [0, 1, 2, 3, 4].flatMap((day) => sessionMinutes(day)),
    );
    expect(findings).toEqual([]);
    expect(days.map(({ bars, missing }) => [bars, missing])).toEqual(Array.from({ length: 5 }, () => [300, 0]));
  });

  it("count what is missing on both sides of the pause, without it", () => {
    const times = [0, 1, 2, 3, 4, 5].flatMap((day) =>
      sessionMinutes(day, (minute) => day !== 4 || minute < 680 || minute >= 760),
    );
    const { findings } = run("1m", times);
    expect(findings).toMatchObject([{ kind: "missing_bars", bars: 20, facts: { minutes: 20 } }]);
  });

  it("say nothing of the end of a series that may go on", () => {
    const times = [0, 1, 2, 3].flatMap((day) => sessionMinutes(day, (minute) => day !== 3 || minute < 600));
    expect(run("1m", times).findings).toEqual([]);
  });
});

it("counts bars by date where there is no calendar", () => {
  const { findings, days } = run("1d", [0, 4 * DAY_MS], null);
  expect(findings).toEqual([]);
  expect(days).toEqual([
    { dateMs: 0, bars: 1, missing: 0 },
    { dateMs: 4 * DAY_MS, bars: 1, missing: 0 },
  ]);
});
