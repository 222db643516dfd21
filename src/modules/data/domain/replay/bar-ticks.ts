import type { Bar } from "../bar-columns";
import { barOfTrades } from "../live/tick-bars";
import { DAY_MS, isSessionResolution, MINUTE_MS, type Resolution, resolutionMs } from "../resolution";
import type { SessionRule } from "../session-rule";

/** When a bar begins and ends on the clock, `[startMs, endMs)`. */
export interface BarSpan {
  readonly startMs: number;
  readonly endMs: number;
}

/** One trade that stands for a part of a bar. */
export interface BarTick {
  readonly eventMs: number;
  readonly price: number;
  readonly size: number;
}

/** Resolutions that are played: a week or a month as four trades tells nothing of what it was like. */
export const REPLAY_RESOLUTIONS = ["1m", "5m", "15m", "1h", "4h", "1d"] as const satisfies readonly Resolution[];
export type ReplayResolution = (typeof REPLAY_RESOLUTIONS)[number];

/** True for text that names a resolution that is played. */
export function isReplayResolution(value: unknown): value is ReplayResolution {
  return REPLAY_RESOLUTIONS.some((resolution) => resolution === value);
}

/**
 * When a stored bar traded. A day is its session, from open to close; an hour at the end of a session ends with it. A date
 * on which the calendar knows no session is that date in UTC: its bar is still played, and is in no longer bar.
 */
export function spanOfBar(timeMs: number, resolution: ReplayResolution, rule: SessionRule): BarSpan {
  if (isSessionResolution(resolution)) {
    const session = rule.sessionAt(rule.startOfDate(timeMs));
    if (session === null || session.dateMs !== timeMs) return { startMs: timeMs, endMs: timeMs + DAY_MS };
    return { startMs: session.openMs, endMs: session.closeMs };
  }
  const endMs = timeMs + resolutionMs(resolution);
  const closeMs = rule.sessionAt(timeMs)?.closeMs ?? endMs;
  return { startMs: timeMs, endMs: Math.min(endMs, closeMs) };
}

/**
 * Four trades that add up to the bar, the same each time: its open, then the extreme nearer to it by the usual reading (the
 * low first in a bar that rose, the high first in one that fell), the other one, and its close at its last moment.
 *
 * Minutes made of them, and any longer bar made of those up to the bar's own length, have the bar's open, high, low, close
 * and volume bit for bit.
 */
export function ticksOfBar(bar: Bar, { startMs, endMs }: BarSpan): readonly BarTick[] {
  const { open, high, low, close, volume } = bar;
  const [first, second] = close >= open ? [low, high] : [high, low];
  const lengthMs = endMs - startMs;
  const sizes = sizesOf(volume);
  const at = (part: number) => startMs + Math.floor((lengthMs * part) / 3);
  return [
    { eventMs: startMs, price: open, size: sizes[0] },
    { eventMs: at(1), price: first, size: sizes[1] },
    { eventMs: at(2), price: second, size: sizes[2] },
    { eventMs: endMs - 1, price: close, size: sizes[3] },
  ];
}

/**
 * Four sizes whose sum is the volume, whichever neighbours are added first: whole numbers stay whole, and a fraction is
 * halved, which loses no bit.
 */
function sizesOf(volume: number): readonly [number, number, number, number] {
  if (Number.isSafeInteger(volume)) {
    const quarter = Math.floor(volume / 4);
    return [quarter, quarter, quarter, volume - 3 * quarter];
  }
  const half = volume / 2;
  return half + half === volume ? [half, 0, 0, half] : [0, 0, 0, volume];
}

/** The minute bars that the trades of a bar make: what a live listener would have kept of it. */
export function minutesOfBar(bar: Bar, span: BarSpan): readonly Bar[] {
  const byMinute = new Map<number, BarTick[]>();
  for (const tick of ticksOfBar(bar, span)) {
    const time = Math.floor(tick.eventMs / MINUTE_MS) * MINUTE_MS;
    const minute = byMinute.get(time);
    if (minute === undefined) byMinute.set(time, [tick]);
    else minute.push(tick);
  }
  return [...byMinute].flatMap(([time, ticks]) => barOfTrades(time, ticks) ?? []);
}
