import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { someBars } from "../../testing/builders";
import { makeWeekdayCalendar } from "../../testing/weekday-calendar";
import { type Bar, type BarColumns, barColumnsOf, barCount, sliceBars } from "../bar-columns";
import { calendarOf } from "../calendar/calendar";
import { DAY_MS, MINUTE_MS, type Resolution } from "../resolution";
import { FINDINGS_PER_KIND_MAX, leadInMs, monthOf, SeriesCheck, type SeriesFacts, staleFinding } from "./check-series";

const WEEKDAYS = makeWeekdayCalendar([Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 15)]);
const FACTS: SeriesFacts = {
  resolution: "1d",
  calendar: WEEKDAYS,
  kind: "equity",
  tick: 0.01,
  splitDates: new Set(),
};

const check = (bars: BarColumns, facts: Partial<SeriesFacts> = {}) => {
  const series = new SeriesCheck({ ...FACTS, ...facts }, Number.NEGATIVE_INFINITY);
  series.push(bars);
  return series.finish();
};
const said = (bars: BarColumns, facts: Partial<SeriesFacts> = {}) =>
  check(bars, facts).findings.map(({ kind, fromMs, toMs, bars: count }) => [
    kind,
    new Date(fromMs).toISOString(),
    new Date(toMs).toISOString(),
    count,
  ]);

/** A daily bar for every session from 2023-10-02 on, changing by a cent or so. */
function daily(sessions: number, change: (bar: Bar, index: number) => Bar | null = (bar) => bar): BarColumns {
  const dates = WEEKDAYS.sessions(Date.UTC(2023, 9, 2), Date.UTC(2026, 0, 1)).slice(0, sessions);
  const rows = dates.map(({ dateMs }, index) => {
    const price = 100 + Math.sin(index) * 0.5;
    const next = 100 + Math.sin(index + 1) * 0.5;
    const [high, low] = [Math.max(price, next) + 0.1, Math.min(price, next) - 0.1];
    return change({ time: dateMs, open: price, high, low, close: next, volume: 1000 + index }, index);
  });
  return barColumnsOf(rows.filter((row) => row !== null));
}

/** One-minute bars of whole sessions; `keep` says which minutes trade. */
function minutes(sessions: number, keep: (session: number, minute: number) => boolean = () => true): BarColumns {
  const rows: Bar[] = [];
  for (const [place, { openMs }] of WEEKDAYS.sessions(Date.UTC(2024, 0, 2), Date.UTC(2026, 0, 1))
    .slice(0, sessions)
    .entries()) {
    for (let minute = 0; minute < 390; minute += 1) {
      if (!keep(place, minute)) continue;
      const price = 50 + Math.sin(place * 390 + minute) * 0.02;
      const time = openMs + minute * MINUTE_MS;
      rows.push({ time, open: price, high: price + 0.01, low: price - 0.01, close: price, volume: 5 + minute });
    }
  }
  return barColumnsOf(rows);
}

/** Closes of the S&P 500 as published, from 2020-02-11 to 2020-03-13: the fastest fall from a peak that there was. */
const CRASH = [
  3357.75, 3379.45, 3373.94, 3380.16, 3370.29, 3386.15, 3373.23, 3337.75, 3225.89, 3128.21, 3116.39, 2978.76, 2954.22,
  3090.23, 3003.37, 3130.12, 3023.94, 2972.37, 2746.56, 2882.23, 2741.38, 2480.64, 2711.02,
];

describe("a crash", () => {
  /** Quiet sessions, then those of the crash, the last of them on 2020-03-13. */
  const bars = (change: (bar: Bar, place: number) => Bar = (bar) => bar) => {
    const dates = WEEKDAYS.sessions(Date.UTC(2019, 2, 4), Date.UTC(2020, 2, 13)).map(({ dateMs }) => dateMs);
    const quiet = dates.length - CRASH.length;
    const closes = dates.map((_, index) => CRASH[index - quiet] ?? 3350 + Math.sin(index) * 12);
    return barColumnsOf(
      closes.map((close, index) => {
        const open = closes[index - 1] ?? close;
        const [high, low] = [Math.max(open, close) + 4, Math.min(open, close) - 4];
        return change({ time: dates[index] ?? 0, open, high, low, close, volume: 1 + index }, index - quiet);
      }),
    );
  };
  const prints = (columns: BarColumns) =>
    check(columns, { kind: "index" }).findings.filter(({ kind }) => kind === "bad_print");

  it("has days of 9 % down and 9 % up that are no bad prints", () => {
    expect(prints(bars())).toEqual([]);
  });

  it("hides no price that nothing else in its bar is near", () => {
    const low = (bar: Bar, place: number) => (place === CRASH.length - 4 ? { ...bar, low: bar.low * 0.85 } : bar);
    expect(prints(bars(low))).toMatchObject([{ fromMs: Date.UTC(2020, 2, 10) }]);
  });
});

describe("a daily series", () => {
  it("with a bar for every session has nothing to say, holidays and weekends included", () => {
    expect(said(daily(300))).toEqual([]);
  });

  it("names the sessions it lacks in one stretch, and counts them by day", () => {
    const bars = daily(100, (bar, index) => (index >= 60 && index < 65 ? null : bar));
    // Tuesday 2023-12-26 to Monday 2024-01-01's holiday: the sixty-first to sixty-fifth session.
    expect(said(bars)).toEqual([["missing_sessions", "2023-12-25T00:00:00.000Z", "2024-01-02T00:00:00.000Z", 5]]);
    const december = check(bars).months.find(({ monthMs }) => monthMs === Date.UTC(2023, 11, 1));
    expect(december?.missing).toBe(5);
    expect([...(december?.dayMissing ?? [])].flatMap((missing, day) => (missing > 0 ? [day + 1] : []))).toEqual([
      25, 26, 27, 28, 29,
    ]);
  });

  it("says a bar on a date without a session", () => {
    const bars = daily(100);
    const holiday = { time: Date.UTC(2024, 0, 1), open: 100, high: 101, low: 99, close: 100, volume: 7 };
    const at = bars.time.findIndex((time) => time > holiday.time);
    const rows = Array.from({ length: barCount(bars) }, (_, index) => ({
      time: bars.time[index] ?? 0,
      open: bars.open[index] ?? 0,
      high: bars.high[index] ?? 0,
      low: bars.low[index] ?? 0,
      close: bars.close[index] ?? 0,
      volume: bars.volume[index] ?? 0,
    }));
    expect(said(barColumnsOf([...rows.slice(0, at), holiday, ...rows.slice(at)]))).toEqual([
      ["outside_session", "2024-01-01T00:00:00.000Z", "2024-01-02T00:00:00.000Z", 1],
    ]);
  });

  it("says nothing of gaps without a calendar, and still counts its days", () => {
    const bars = daily(100, (bar, index) => (index === 60 ? null : bar));
    expect(said(bars, { calendar: null })).toEqual([]);
    expect(check(bars, { calendar: null }).months.reduce((sum, month) => sum + month.bars, 0)).toBe(99);
  });

  it("takes a 2:1 jump for a split that is not known, and not for one that is", () => {
    const halved = daily(100, (bar, index) =>
      index < 70 ? bar : { ...bar, open: bar.open / 2, high: bar.high / 2, low: bar.low / 2, close: bar.close / 2 },
    );
    const [finding] = check(halved).findings;
    expect(finding).toMatchObject({ kind: "split_jump", severity: "error", facts: { ratio: "2:1" } });
    expect(said(halved)).toHaveLength(1);
    expect(said(halved, { splitDates: new Set([finding?.fromMs ?? 0]) })).toEqual([]);
  });

  it("tells a print that came and went from a move that held", () => {
    const print = daily(150, (bar, index) => (index === 120 ? { ...bar, low: 40 } : bar));
    expect(check(print).findings).toMatchObject([{ kind: "bad_print", facts: { price: 40 } }]);
    const fall = daily(150, (bar, index) =>
      index < 120
        ? bar
        : {
            ...bar,
            open: bar.open * (index === 120 ? 1 : 0.8),
            high: bar.high * (index === 120 ? 1 : 0.8),
            low: bar.low * 0.8,
            close: bar.close * 0.8,
          },
    );
    expect(check(fall).findings).toMatchObject([{ kind: "outlier", severity: "info" }]);
  });

  it("says stretches that repeat themselves or have no volume", () => {
    const frozen = daily(100, (bar, index) =>
      index >= 80 && index < 86 ? { ...bar, open: 100, high: 100.5, low: 99.5, close: 100, volume: 500 } : bar,
    );
    expect(said(frozen).map(([kind, , , count]) => [kind, count])).toEqual([["frozen", 6]]);
    const silent = daily(100, (bar, index) => (index >= 80 && index < 85 ? { ...bar, volume: 0 } : bar));
    expect(said(silent).map(([kind, , , count]) => [kind, count])).toEqual([["zero_volume", 5]]);
    expect(said(silent, { kind: "index" })).toEqual([]);
    expect(said(daily(100, (bar) => ({ ...bar, volume: 0 })))).toEqual([]);
  });

  it("says a time that is no date", () => {
    const bars = daily(10);
    bars.time[4] = (bars.time[4] ?? 0) + 5 * 3_600_000;
    expect(said(bars).map(([kind]) => kind)).toContain("off_grid");
  });

  it("keeps a bounded number of findings and counts the rest", () => {
    const bars = daily(560, (bar, index) => (index % 2 === 1 ? null : bar));
    const verdict = check(bars);
    const gaps = verdict.findings.filter(({ kind }) => kind === "missing_sessions");
    expect(gaps).toHaveLength(FINDINGS_PER_KIND_MAX);
    expect(verdict.dropped).toMatchObject([{ kind: "missing_sessions", count: 279 - FINDINGS_PER_KIND_MAX }]);
  });
});

describe("weeks and months", () => {
  it("lack the periods between two bars", () => {
    const weekly = [0, 7, 14, 35].map((day, index) => ({
      time: Date.UTC(2024, 0, 1) + day * DAY_MS,
      open: 1,
      high: 1,
      low: 1,
      close: 1,
      volume: index + 1,
    }));
    expect(said(barColumnsOf(weekly), { resolution: "1w" })).toEqual([
      ["missing_sessions", "2024-01-22T00:00:00.000Z", "2024-02-05T00:00:00.000Z", 2],
    ]);
    const monthly = [0, 1, 3].map((month) => ({
      time: Date.UTC(2023, 11 + month, 1),
      open: 1,
      high: 1,
      low: 1,
      close: 1,
      volume: 1,
    }));
    expect(said(barColumnsOf(monthly), { resolution: "1mo" })).toEqual([
      ["missing_sessions", "2024-02-01T00:00:00.000Z", "2024-03-01T00:00:00.000Z", 1],
    ]);
  });
});

describe("minutes", () => {
  const intraday: Partial<SeriesFacts> = { resolution: "1m" };

  it("of a liquid instrument: whole sessions are fine, a hole is a gap, and so is the head or tail of a session", () => {
    expect(said(minutes(30), intraday)).toEqual([]);
    const holed = minutes(
      30,
      (session, minute) =>
        !(session === 25 && minute >= 100 && minute < 110) &&
        !(session === 26 && minute < 5) &&
        !(session === 27 && minute >= 380),
    );
    expect(said(holed, intraday).map(([kind, from, , count]) => [kind, from, count])).toEqual([
      ["missing_bars", "2024-02-07T16:10:00.000Z", 10],
      ["missing_bars", "2024-02-08T14:30:00.000Z", 5],
      ["missing_bars", "2024-02-09T20:50:00.000Z", 10],
    ]);
  });

  it("of a thin instrument are not missed where it usually does not trade", () => {
    const trades = (session: number, minute: number) => ((session * 7919 + minute * 104_729) % 100) / 100 < 0.3;
    expect(said(minutes(30, trades), intraday)).toEqual([]);
    const dead = minutes(30, (session, minute) => !(session === 25 && minute >= 150) && trades(session, minute));
    expect(said(dead, intraday).map(([kind]) => kind)).toEqual(["missing_bars"]);
  });

  it("lack whole sessions as one stretch", () => {
    const bars = minutes(30, (session) => session !== 12 && session !== 13);
    expect(said(bars, intraday)).toEqual([
      ["missing_sessions", "2024-01-19T14:30:00.000Z", "2024-01-23T14:30:00.000Z", 780],
    ]);
  });

  it("before and after a session are extended hours; in the night and at the weekend they are none", () => {
    const rows: Bar[] = [];
    const bars = minutes(5);
    for (let i = 0; i < barCount(bars); i += 1) {
      const time = bars.time[i] ?? 0;
      rows.push({ time, open: 50, high: 50.01, low: 49.99, close: 50, volume: 3 + (i % 7) });
    }
    const at = (time: number): Bar => ({ time, open: 50, high: 50.01, low: 49.99, close: 50, volume: 2 });
    const extended = [Date.UTC(2024, 0, 3, 13), Date.UTC(2024, 0, 3, 22)].map(at);
    const weekend = [Date.UTC(2024, 0, 6, 15), Date.UTC(2024, 0, 6, 15, 1)].map(at);
    const sorted = [...rows, ...extended, ...weekend].toSorted((left, right) => left.time - right.time);
    expect(said(barColumnsOf(sorted), intraday)).toEqual([
      ["outside_session", "2024-01-06T15:00:00.000Z", "2024-01-06T15:02:00.000Z", 2],
    ]);
  });

  it("give the same verdict in pieces of any size", () => {
    const bars = minutes(
      40,
      (session, minute) => (session * 31 + minute * 17) % 23 !== 0 && !(session === 30 && minute > 50 && minute < 90),
    );
    const whole = check(bars, intraday);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 12 }), (sizes) => {
        const series = new SeriesCheck({ ...FACTS, ...intraday }, Number.NEGATIVE_INFINITY);
        let from = 0;
        for (const size of [...sizes, barCount(bars)]) {
          series.push(sliceBars(bars, from, Math.min(from + size, barCount(bars))));
          from = Math.min(from + size, barCount(bars));
        }
        expect(series.finish()).toEqual(whole);
      }),
      { numRuns: Number(process.env["SOAK_RUNS"] ?? 20) },
    );
  });

  it("give the same verdict of a stretch when the reading begins its lead-in before it", () => {
    const bars = minutes(
      160,
      (session, minute) =>
        (session * 31 + minute * 17) % 23 !== 0 && !(session % 37 === 30 && minute > 50 && minute < 90),
    );
    const whole = check(bars, intraday);
    for (const fromMs of [Date.UTC(2024, 3, 1), Date.UTC(2024, 5, 1), Date.UTC(2024, 7, 1)]) {
      const beginMs = fromMs - (leadInMs("1m") ?? 0);
      const start = bars.time.findIndex((time) => time >= beginMs);
      const series = new SeriesCheck({ ...FACTS, ...intraday }, fromMs);
      series.push(sliceBars(bars, start, barCount(bars)));
      const verdict = series.finish();
      expect(verdict.findings).toEqual(whole.findings.filter(({ toMs }) => toMs > fromMs));
      expect(verdict.months).toEqual(whole.months.filter(({ monthMs }) => monthMs >= fromMs));
    }
  });

  it("around the clock have every minute expected", () => {
    const always = calendarOf("24/7");
    const whole = someBars({ count: 3 * 1440, startMs: Date.UTC(2024, 0, 1) });
    const bars = barColumnsOf(
      Array.from({ length: barCount(whole) }, (_, i) => i)
        .filter((i) => i < 2000 || i >= 2060)
        .map((i) => ({ time: whole.time[i] ?? 0, open: 100, high: 100, low: 100, close: 100, volume: i })),
    );
    expect(said(bars, { ...intraday, calendar: always, kind: "crypto" })).toEqual([
      ["missing_bars", "2024-01-02T09:20:00.000Z", "2024-01-02T10:20:00.000Z", 60],
    ]);
  });
});

describe("staleness", () => {
  const stale = (resolution: Resolution, lastMs: number, nowMs: number) =>
    staleFinding({ resolution, calendar: WEEKDAYS }, lastMs, nowMs)?.facts["sessions"] ?? null;
  const friday = Date.UTC(2024, 1, 2);

  it("counts sessions that closed since the last bar, and lets a weekend pass", () => {
    expect(stale("1d", friday, Date.UTC(2024, 1, 5, 12))).toBeNull();
    expect(stale("1d", friday, Date.UTC(2024, 1, 7, 22))).toBeNull();
    expect(stale("1d", friday, Date.UTC(2024, 1, 8, 22))).toBe(4);
    expect(stale("1m", friday + 20.9 * 3_600_000, Date.UTC(2024, 1, 8, 22))).toBe(4);
  });

  it("gives weeks and months the time to end", () => {
    expect(stale("1w", Date.UTC(2024, 0, 29), Date.UTC(2024, 1, 8, 12))).toBeNull();
    expect(stale("1mo", Date.UTC(2024, 0, 1), Date.UTC(2024, 1, 2, 12))).toBeNull();
    expect(stale("1mo", Date.UTC(2024, 0, 1), Date.UTC(2024, 2, 2, 12))).toBeGreaterThan(3);
  });

  it("says nothing without a calendar", () => {
    expect(staleFinding({ resolution: "1d", calendar: null }, 0, friday)).toBeNull();
  });
});

it("finds the month of a moment", () => {
  expect(monthOf(Date.UTC(2024, 1, 29, 23))).toBe(Date.UTC(2024, 1, 1));
});
