import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rowsOf, someBars } from "../testing";
import { type BarColumns, barColumnsOf } from "./bar-columns";
import { RESOLUTIONS, type Resolution } from "./resolution";
import { afterBucket, FINER, finerBarsMax, finerRange, periodOf, rollUp, rollUpTo } from "./roll-up";
import { type SessionRule, sessionRuleOf } from "./session-rule";

/** Runs of each property: a sample here, the full number in `npm run soak`. */
const RUNS = Number(process.env["SOAK_RUNS"] ?? 60);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const minute = (index: number) => Date.UTC(2020, 0, 2, 9, 30) + index * 60_000;
const bar = (index: number, open: number, high: number, low: number, close: number) => {
  return { time: minute(index), open, high, low, close, volume: 10 };
};

/** 14:30 to 21:00 UTC on weekdays: New York in winter. */
const WEEKDAYS: SessionRule = {
  id: "weekdays",
  hoursMax: 7,
  sessionAt(atMs) {
    const dateMs = Math.floor(atMs / DAY) * DAY;
    const weekday = new Date(dateMs).getUTCDay();
    const [openMs, closeMs] = [dateMs + 14.5 * HOUR, dateMs + 21 * HOUR];
    if (weekday === 0 || weekday === 6 || atMs < openMs || atMs >= closeMs) return null;
    return { dateMs, openMs, closeMs, breakMs: null, short: false };
  },
  startOfDate(dateMs) {
    const weekday = new Date(dateMs).getUTCDay();
    return dateMs + ({ 0: 1, 6: 2 }[weekday] ?? 0) * DAY + 14.5 * HOUR;
  },
};
const ALWAYS = sessionRuleOf({ calendar: "24/7", timeZone: "UTC" });
const NEW_YORK = sessionRuleOf({ calendar: null, timeZone: "America/New_York" });
const RULES = [WEEKDAYS, ALWAYS, NEW_YORK];

/** A resolution from minutes, rung by rung of the ladder. */
function climb(minutes: BarColumns, resolution: Resolution, rule: SessionRule): BarColumns {
  const finer = FINER[resolution];
  return finer === null ? minutes : rollUpTo(climb(minutes, finer, rule), resolution, rule);
}

describe("rollUp", () => {
  it("takes first open, highest, lowest, last close and all volume, by the clock", () => {
    const fine = barColumnsOf([bar(3, 5, 9, 4, 6), bar(4, 6, 7, 2, 3), bar(5, 3, 4, 3, 4), bar(12, 8, 8, 8, 8)]);
    expect(rowsOf(rollUp(fine, 5))).toEqual([
      { time: minute(0), open: 5, high: 9, low: 2, close: 3, volume: 20 },
      { time: minute(5), open: 3, high: 4, low: 3, close: 4, volume: 10 },
      { time: minute(10), open: 8, high: 8, low: 8, close: 8, volume: 10 },
    ]);
  });

  it("counts from midnight UTC before 1970 too, and refuses a bucket that does not divide the hour", () => {
    const old = barColumnsOf([{ ...bar(0, 1, 1, 1, 1), time: Date.UTC(1950, 0, 1, 0, 7) }]);
    expect(rollUp(old, 5).time[0]).toBe(Date.UTC(1950, 0, 1, 0, 5));
    expect(() => rollUp(old, 7)).toThrow("divides the hour");
  });
});

describe("rollUpTo", () => {
  const friday = Date.UTC(2024, 0, 5);
  const at = (hours: number, dateMs = friday) => dateMs + hours * HOUR;
  const bars = (...times: readonly number[]) =>
    barColumnsOf(times.map((time, index) => ({ time, open: index, high: index, low: index, close: index, volume: 1 })));

  it("counts hours from the open, so that the last of a session is short", () => {
    const fine = bars(at(14.5), at(15.25), at(15.5), at(20.75), at(14.5, friday + 3 * DAY));
    expect([...rollUpTo(fine, "1h", WEEKDAYS).time]).toEqual([
      at(14.5),
      at(15.5),
      at(20.5),
      at(14.5, friday + 3 * DAY),
    ]);
    expect([...rollUpTo(fine, "4h", WEEKDAYS).time]).toEqual([at(14.5), at(18.5), at(14.5, friday + 3 * DAY)]);
  });

  it("makes the session's bar under its date, without what is outside of trading", () => {
    const fine = bars(at(9), at(14.5), at(20.99), at(21), at(12, friday + DAY), at(15, friday + 3 * DAY));
    const days = rollUpTo(fine, "1d", WEEKDAYS);
    expect(rowsOf(days)).toEqual([
      { time: friday, open: 1, high: 2, low: 1, close: 2, volume: 2 },
      { time: friday + 3 * DAY, open: 5, high: 5, low: 5, close: 5, volume: 1 },
    ]);
  });

  it("names weeks by their Monday and months by their first", () => {
    const days = bars(Date.UTC(2023, 11, 29), Date.UTC(2024, 0, 2), Date.UTC(2024, 0, 5), Date.UTC(2024, 0, 8));
    expect([...rollUpTo(days, "1w", WEEKDAYS).time]).toEqual([
      Date.UTC(2023, 11, 25),
      Date.UTC(2024, 0, 1),
      Date.UTC(2024, 0, 8),
    ]);
    expect([...rollUpTo(days, "1mo", WEEKDAYS).time]).toEqual([Date.UTC(2023, 11, 1), Date.UTC(2024, 0, 1)]);
    expect(periodOf(Date.UTC(1969, 11, 31), "1w")).toBe(Date.UTC(1969, 11, 29));
    expect(afterBucket(Date.UTC(2023, 11, 29), "1mo")).toBe(Date.UTC(2024, 0, 1));
  });

  const minutes = fc.record({
    count: fc.integer({ min: 0, max: 1500 }),
    seed: fc.integer(),
    stepMs: fc.constantFrom(60_000, 180_000, 420_000, 1_740_000),
    startMs: fc.integer({ min: 0, max: 600 * 24 * 60 }).map((index) => Date.UTC(2023, 9, 1) + index * 60_000),
  });

  it("gives the same from aggregates as from what they were made of", () => {
    fc.assert(
      fc.property(minutes, fc.constantFrom(...RULES), (options, rule) => {
        const fine = someBars(options); // whole volumes: their sums are exact in any order
        for (const resolution of ["1h", "4h", "1d"] as const) {
          expect(rowsOf(climb(fine, resolution, rule))).toEqual(rowsOf(rollUpTo(fine, resolution, rule)));
        }
        expect(rowsOf(rollUp(rollUp(fine, 5), 15))).toEqual(rowsOf(rollUp(fine, 15)));
        expect(rowsOf(rollUp(fine, 1))).toEqual(rowsOf(fine));
        const [days, weeks] = [climb(fine, "1d", rule), climb(fine, "1w", rule)];
        expect(rowsOf(rollUpTo(weeks, "1w", rule))).toEqual(rowsOf(weeks));
        expect(days.volume.reduce((sum, value) => sum + value, 0)).toBe(
          weeks.volume.reduce((sum, value) => sum + value, 0),
        );
      }),
      { numRuns: RUNS },
    );
  });

  it("needs no bar outside of the finer range to make the bars of a range, and no more a bar than it says", () => {
    fc.assert(
      fc.property(
        minutes,
        fc.constantFrom(...RULES),
        fc.constantFrom(...RESOLUTIONS),
        fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
        (options, rule, resolution, [left, right]) => {
          const all = someBars(options);
          const fine = climb(all, FINER[resolution] ?? "1m", rule);
          const whole = rowsOf(rollUpTo(fine, resolution, rule));
          const last = all.time.at(-1) ?? options.startMs;
          const [a, b] = [left, right].map((part) => Math.round(options.startMs + part * (last - options.startMs)));
          const range = { fromMs: Math.min(a ?? 0, b ?? 0), toMs: Math.max(a ?? 0, b ?? 0) };
          const { fromMs, toMs } = finerRange(range, resolution, rule);
          const inside = barColumnsOf(rowsOf(fine).filter(({ time }) => time >= fromMs && time < toMs));
          const wanted = whole.filter(({ time }) => time >= range.fromMs && time < range.toMs);
          expect(rowsOf(rollUpTo(inside, resolution, rule))).toEqual(wanted);
          const traded = ["1h", "4h", "1d"].includes(resolution)
            ? inside.time.filter((time) => rule.sessionAt(time) !== null)
            : inside.time;
          expect(traded.length).toBeLessThanOrEqual(wanted.length * finerBarsMax(resolution, rule));
        },
      ),
      { numRuns: RUNS * 5 },
    );
  });
});
