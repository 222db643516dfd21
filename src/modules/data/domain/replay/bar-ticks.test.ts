import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Bar, barAt, barColumnsOf, barCount } from "../bar-columns";
import { TickBars } from "../live/tick-bars";
import { MINUTE_MS, resolutionMs } from "../resolution";
import { rollUpTo } from "../roll-up";
import { sessionRuleOf } from "../session-rule";
import { minutesOfBar, REPLAY_RESOLUTIONS, type ReplayResolution, spanOfBar, ticksOfBar } from "./bar-ticks";

const NEW_YORK = sessionRuleOf({ calendar: "XNYS", timeZone: "America/New_York" });
const ALWAYS = sessionRuleOf({ calendar: "24/7", timeZone: "UTC" });
/** A Tuesday in winter: New York trades from 14:30 to 21:00 UTC. */
const DATE = Date.UTC(2024, 0, 9);
const OPEN = DATE + 14.5 * 3_600_000;
const CLOSE = DATE + 21 * 3_600_000;

const anyPrice = fc.double({ min: 1e-8, max: 1e12, noNaN: true });
const anyVolume = fc.oneof(
  fc.constant(0),
  fc.maxSafeNat(),
  fc.double({ min: 0, max: 1e18, noNaN: true }),
  fc.constant(Number.MIN_VALUE),
);
const anyBar = fc
  .tuple(anyPrice, anyPrice, anyPrice, anyPrice, anyVolume)
  .map(([a, b, c, d, volume]): Omit<Bar, "time"> => {
    const [low = a, open = a, close = a, high = a] = [a, b, c, d].toSorted((left, right) => left - right);
    return volume % 2 === 0 ? { open, high, low, close, volume } : { open: close, high, low, close: open, volume };
  });

/** Minutes as the live path makes them of the trades of these bars. */
function heard(bars: readonly Bar[], resolution: ReplayResolution, rule = ALWAYS): readonly Bar[] {
  const book = new TickBars(0);
  let id = 0;
  const minutes: Bar[] = [];
  for (const bar of bars) {
    for (const tick of ticksOfBar(bar, spanOfBar(bar.time, resolution, rule))) {
      id += 1;
      book.add({ ...tick, id: String(id) });
      for (const closed of book.takeClosed(tick.eventMs)) if (closed.bar !== null) minutes.push(closed.bar);
    }
  }
  for (const closed of book.takeClosed(Number.MAX_SAFE_INTEGER)) if (closed.bar !== null) minutes.push(closed.bar);
  return minutes;
}

const rowsOf = (columns: ReturnType<typeof barColumnsOf>) =>
  Array.from({ length: barCount(columns) }, (_, at) => barAt(columns, at));

describe("a bar as trades", () => {
  it("goes to the low first when it rose, to the high first when it fell", () => {
    const span = { startMs: 0, endMs: MINUTE_MS };
    const prices = (bar: Bar) => ticksOfBar(bar, span).map(({ price }) => price);
    expect(prices({ time: 0, open: 2, high: 4, low: 1, close: 3, volume: 9 })).toEqual([2, 1, 4, 3]);
    expect(prices({ time: 0, open: 3, high: 4, low: 1, close: 2, volume: 9 })).toEqual([3, 4, 1, 2]);
  });

  it("trades from its first moment to its last, whole units in whole parts", () => {
    const ticks = ticksOfBar(
      { time: 0, open: 2, high: 4, low: 1, close: 3, volume: 10 },
      { startMs: 0, endMs: 60_000 },
    );
    expect(ticks.map(({ eventMs, size }) => [eventMs, size])).toEqual([
      [0, 2],
      [20_000, 2],
      [40_000, 2],
      [59_999, 4],
    ]);
  });

  it.each(REPLAY_RESOLUTIONS)("adds up to the same bars of %s, bit for bit", (resolution) => {
    fc.assert(
      fc.property(fc.array(anyBar, { minLength: 1, maxLength: 12 }), (values) => {
        const bars = values.map((bar, at) => ({ time: DATE + at * resolutionMs(resolution), ...bar }));
        const minutes = heard(bars, resolution);
        expect(minutes).toEqual(bars.flatMap((bar) => minutesOfBar(bar, spanOfBar(bar.time, resolution, ALWAYS))));
        expect(rowsOf(upTo(minutes, resolution))).toEqual(bars);
      }),
    );
  });

  it("adds up to a session and to its hours, the short last one included", () => {
    const hours = Array.from({ length: 7 }, (_, at) => ({
      time: OPEN + at * 3_600_000,
      open: 10,
      high: 12 + at,
      low: 9,
      close: 11,
      volume: 0.1 + at,
    }));
    expect(rowsOf(upTo(heard(hours, "1h", NEW_YORK), "1h", NEW_YORK))).toEqual(hours);
    const day = { time: DATE, open: 10, high: 12, low: 9, close: 11, volume: 1_234_567 };
    expect(rowsOf(upTo(heard([day], "1d", NEW_YORK), "1d", NEW_YORK))).toEqual([day]);
  });
});

/** Up the ladder of stored series: every bar through each finer one. */
function upTo(minutes: readonly Bar[], resolution: ReplayResolution, rule = ALWAYS) {
  const ladder: Record<ReplayResolution, readonly ReplayResolution[]> = {
    "1m": [],
    "5m": ["5m"],
    "15m": ["5m", "15m"],
    "1h": ["5m", "15m", "1h"],
    "4h": ["5m", "15m", "1h", "4h"],
    "1d": ["5m", "15m", "1h", "1d"],
  };
  return ladder[resolution].reduce((bars, rung) => rollUpTo(bars, rung, rule), barColumnsOf([...minutes]));
}

describe("when a bar traded", () => {
  it("is its session for a day, and the end of the session for the last hour", () => {
    expect(spanOfBar(DATE, "1d", NEW_YORK)).toEqual({ startMs: OPEN, endMs: CLOSE });
    expect(spanOfBar(OPEN + 6 * 3_600_000, "1h", NEW_YORK)).toEqual({ startMs: CLOSE - 1_800_000, endMs: CLOSE });
    expect(spanOfBar(CLOSE + 600_000, "5m", NEW_YORK)).toEqual({ startMs: CLOSE + 600_000, endMs: CLOSE + 900_000 });
  });

  it("is the date itself where the calendar knows no session", () => {
    const sunday = Date.UTC(2024, 0, 7);
    expect(spanOfBar(sunday, "1d", NEW_YORK)).toEqual({ startMs: sunday, endMs: sunday + 86_400_000 });
  });
});
