import { TickMarkType, type Time, type UTCTimestamp } from "lightweight-charts";
import { invariant } from "@/modules/_kernel";

const isWholeSeconds = (value: number): value is UTCTimestamp => Number.isSafeInteger(value);

/** The library counts in whole seconds. */
export function toChartTime(timeMs: number): UTCTimestamp {
  const seconds = Math.floor(timeMs / 1_000);
  invariant(isWholeSeconds(seconds), `the time of a bar is a number of milliseconds, was ${timeMs}`);
  return seconds;
}

export function fromChartTime(time: Time): number | null {
  return typeof time === "number" ? time * 1_000 : null;
}

const SHAPES: Readonly<Record<TickMarkType, Intl.DateTimeFormatOptions>> = {
  [TickMarkType.Year]: { year: "numeric" },
  [TickMarkType.Month]: { month: "short" },
  [TickMarkType.DayOfMonth]: { month: "short", day: "numeric" },
  [TickMarkType.Time]: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  [TickMarkType.TimeWithSeconds]: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
};

/** Writes the marks of a time axis in one zone. Session bars are dates: their zone is UTC, whatever the person's is. */
export function tickMarkFormatter(timeZone: string): (time: Time, type: TickMarkType) => string | null {
  const formats = new Map<TickMarkType, Intl.DateTimeFormat>();
  return (time, type) => {
    const timeMs = fromChartTime(time);
    if (timeMs === null) return null;
    const format = formats.get(type) ?? new Intl.DateTimeFormat("en-US", { ...SHAPES[type], timeZone });
    formats.set(type, format);
    return format.format(timeMs);
  };
}

/** A bar's time as a person reads it: a date for session bars, date and minute in the zone otherwise. */
export function barTimeFormatter(timeZone: string, isSession: boolean): (timeMs: number) => string {
  const zone = isSession ? "UTC" : timeZone;
  const date = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    weekday: "short",
    year: "numeric",
    month: "short",
    day: "numeric",
    ...(isSession ? {} : { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
  });
  return (timeMs) => date.format(timeMs);
}
