/** Sessions after a hit at which its outcome is looked at. */
export const OUTCOME_SESSIONS = [1, 5, 20] as const;

/** Times and closes of a series, oldest first, of one length. */
export interface Closes {
  readonly time: Float64Array;
  readonly close: Float64Array;
}

/**
 * How an instrument and a benchmark did after a hit, as fractions: 0.01 is 1 %. Null while that bar is not there yet, and
 * for the benchmark also where it has no bar at or before one of the two moments.
 */
export interface Outcome {
  readonly sessions: number;
  readonly return: number | null;
  readonly benchmark: number | null;
}

/**
 * Outcomes of a hit at the bar that starts at `hitMs`, by closes: close n bars later / close of the hit - 1. The benchmark
 * is taken between the same two moments, each by its last close at or before it.
 */
export function outcomesOf(hitMs: number, instrument: Closes, benchmark: Closes | null): readonly Outcome[] {
  const at = lastAtOrBefore(instrument.time, hitMs);
  const from = at >= 0 && instrument.time[at] === hitMs ? at : -1;
  return OUTCOME_SESSIONS.map((sessions) => {
    const laterMs = from < 0 ? undefined : instrument.time[from + sessions];
    if (laterMs === undefined) return { sessions, return: null, benchmark: null };
    return {
      sessions,
      return: growth(instrument.close[from], instrument.close[from + sessions]),
      benchmark: benchmark === null ? null : growth(closeAt(benchmark, hitMs), closeAt(benchmark, laterMs)),
    };
  });
}

function closeAt({ time, close }: Closes, atMs: number): number | undefined {
  return close[lastAtOrBefore(time, atMs)];
}

function growth(from: number | undefined, to: number | undefined): number | null {
  if (from === undefined || to === undefined || from === 0) return null;
  return to / from - 1;
}

/** Index of the last time at or before `atMs`, -1 when there is none. Binary search. */
function lastAtOrBefore(time: Float64Array, atMs: number): number {
  let [low, high] = [0, time.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((time[middle] ?? Number.POSITIVE_INFINITY) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
