/**
 * How much time one bar covers. Up to 15m a bar is a slice of the clock in UTC; from 1h on it follows exchange sessions.
 */
export const RESOLUTIONS = ["1m", "5m", "15m", "1h", "4h", "1d", "1w", "1mo"] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/**
 * The code under which a resolution is stored: minutes of a full calendar span. 1440 is a session, 10080 a week and 43200
 * a month of sessions, not that many minutes of trading. 43200 is above a smallint, which is why the column is an integer.
 */
const MINUTES: Readonly<Record<Resolution, number>> = {
  "1m": 1,
  "5m": 5,
  "15m": 15,
  "1h": 60,
  "4h": 240,
  "1d": 1440,
  "1w": 10_080,
  "1mo": 43_200,
};

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** True for text that names a resolution. */
export function isResolution(value: unknown): value is Resolution {
  return RESOLUTIONS.some((resolution) => resolution === value);
}

/** The storage code of a resolution, in minutes. */
export function resolutionMinutes(resolution: Resolution): number {
  return MINUTES[resolution];
}

/** The resolution stored under a code, or null when no resolution has it. */
export function resolutionOfMinutes(minutes: number): Resolution | null {
  return RESOLUTIONS.find((resolution) => MINUTES[resolution] === minutes) ?? null;
}

/** Nominal length of a bar in milliseconds: for spacing and guesses, not for session arithmetic. */
export function resolutionMs(resolution: Resolution): number {
  return MINUTES[resolution] * MINUTE_MS;
}

/** True when a bar is a session or more: its time is a date at 00:00 UTC, not a moment of trading. */
export function isSessionResolution(resolution: Resolution): boolean {
  return MINUTES[resolution] >= MINUTES["1d"];
}
