import fc from "fast-check";

/** Of `npm test`: what it tries is the same today and tomorrow, so that a change is judged, and not the day. */
const USUAL_SEED = 20_261_122;

/**
 * How often a property that names no number of its own is tried: fast-check's hundred in `npm test`, and what
 * `npm run soak` says there, from a new seed that it prints.
 */
const runs = Number(process.env["SOAK_RUNS"] ?? "");
const seed = Number(process.env["DRILL_SEED"] ?? "") || USUAL_SEED;

fc.configureGlobal(runs > 0 ? { numRuns: runs, seed } : { seed });
