// How long a step usually takes here: one slow run must not make every later promise slow.

/** Runs that count; older ones are forgotten. */
const RUNS_KEPT = 5;

/** Runs as they were written; anything else, such as the single number of an older version, begins anew. */
const runsOf = (kept) => (Array.isArray(kept) ? kept.filter((seconds) => Number.isFinite(seconds)) : []);

/**
 * The middle of the last runs.
 *
 * @param {unknown} kept seconds of the last runs, newest last
 * @returns {number | null} null before the first
 */
export function usualSeconds(kept) {
  const runs = runsOf(kept).toSorted((a, b) => a - b);
  return runs[Math.floor((runs.length - 1) / 2)] ?? null;
}

/**
 * The runs with one more.
 *
 * @param {unknown} kept
 * @param {number} seconds
 */
export function withTime(kept, seconds) {
  return [...runsOf(kept), seconds].slice(-RUNS_KEPT);
}
