import fc from "fast-check";

/**
 * How often a property that names no number of its own is tried: fast-check's hundred in `npm test`, and what
 * `npm run soak` says there, from a seed that it prints.
 */
const runs = Number(process.env["SOAK_RUNS"] ?? "");
const seed = Number(process.env["DRILL_SEED"] ?? "");

if (runs > 0) fc.configureGlobal({ numRuns: runs, ...(seed > 0 ? { seed } : {}) });
