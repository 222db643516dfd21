import fc from "fast-check";

/** Of `npm test`: what it tries is the same today and tomorrow, so that a change is judged, and not the day. */
const USUAL_SEED = 20_261_122;

/** From one seed the second half of fast-check's hundred finds little that the first did not. */
const USUAL_RUNS = 50;

/**
 * How often a property that names no number of its own is tried in `npm test`; `npm run soak` says how often there, from a
 * new seed that it prints.
 */
const runs = Number(process.env["SOAK_RUNS"] ?? "") || USUAL_RUNS;
const seed = Number(process.env["DRILL_SEED"] ?? "") || USUAL_SEED;

fc.configureGlobal({ numRuns: runs, seed });
