import { invariant, type SqlPort } from "@/modules/_kernel";
import {
  type CheckedSearch,
  checkSearchFor,
  type SearchPlan,
  type SearchSpec,
  type TrialTask,
} from "@/modules/strategy";
import { makeFindStrategy } from "../strategies/find-strategy";

/** Sizes of searches at work, and what their jobs share. */

/** Combinations that the model proposes at once: all processors are busy, and it learns often. */
export const TPE_ROUND_TRIALS = 25;

/** Bars that a chunk walks at least, all combinations together: some seconds of one processor. */
const CHUNK_BARS = 20_000_000;
/** Combinations of one chunk: results come in steps that a person sees as one flow. */
const CHUNK_TRIALS_MAX = 250;
/** Returns that are kept of all combinations of a search, 4 bytes each: what tells luck from skill afterwards. */
const RETURN_BYTES_MAX = 64_000_000;
const RETURN_BYTES = 4;
/** Fewer returns of one combination say nothing. */
const RETURNS_MIN = 120;

/** Combinations of each chunk where one combination walks so many bars. */
export function chunkTrials(barsEach: number): number {
  return Math.min(CHUNK_TRIALS_MAX, Math.max(1, Math.floor(CHUNK_BARS / Math.max(1, barsEach))));
}

/** Every how many days a return is kept, so that those of all combinations fit. */
export function returnEveryDays(days: number, trials: number): number {
  const rows = Math.max(RETURNS_MIN, Math.floor(RETURN_BYTES_MAX / RETURN_BYTES / Math.max(1, trials)));
  return Math.max(1, Math.ceil(days / rows));
}

/** A stored request, checked again: it passed once, and strategies keep their parameters. */
export async function checkedOf({ sql }: { readonly sql: SqlPort }, spec: SearchSpec): Promise<CheckedSearch> {
  const found = await makeFindStrategy({ sql })(spec.strategy);
  invariant(found.ok && found.value.trades === "one", "a stored search names a strategy on one instrument");
  const checked = checkSearchFor(found.value.definition, spec);
  invariant(checked.ok, "a stored search passes the checks that it passed when it was submitted");
  return checked.value;
}

/** What every combination of a search shares. */
export function taskOf(
  { spec, broker, definition }: CheckedSearch,
  plan: Pick<SearchPlan, "periodsPerYear" | "windows" | "returnEveryDays" | "calendar">,
): TrialTask {
  return {
    strategy: spec.strategy,
    own: definition.own,
    broker,
    periodsPerYear: plan.periodsPerYear,
    windows: plan.windows,
    returnEveryDays: plan.returnEveryDays,
    sessions: { resolution: spec.resolution, calendar: plan.calendar },
    objective: spec.objective,
    minTrades: spec.minTrades,
  };
}
