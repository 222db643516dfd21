import { type Exact, err, exact, ok, parseExact, type Result } from "@/modules/_kernel";
import { ALGO_DURATION_S_MAX, ALGO_DURATION_S_MIN } from "./schedule";

export const ALGO_SEED_MAX = 4_294_967_295;
/** Sessions that a volume profile is made of: at most so many, and as many where nobody said. */
export const PROFILE_SESSIONS_MAX = 60;
export const PROFILE_SESSIONS_UNSAID = 10;

/** What is asked for beside what every order has. */
export interface AlgoWish {
  readonly durationS: number;
  /** Decimal text, a part of the market's volume: above 0, at most 1. Null: no bound. */
  readonly participation: string | null;
  readonly seed: number | null;
  readonly sessions: number | null;
}

export interface AlgoTerms {
  readonly durationMs: number;
  readonly participation: Exact | null;
  readonly seed: number | null;
  readonly sessions: number;
}

/** What is wrong with one field, and what would pass. */
export type AlgoProblem =
  | {
      readonly kind: "algo.duration" | "algo.seed" | "algo.sessions";
      readonly path: "durationS" | "seed" | "sessions";
      readonly min: number;
      readonly max: number;
    }
  | { readonly kind: "algo.participation"; readonly path: "participation" };

const isWhole = (value: number, min: number, max: number) => Number.isInteger(value) && value >= min && value <= max;

/** The terms of a parent order, or the first thing that is wrong with them. */
export function checkAlgo({ durationS, participation, seed, sessions }: AlgoWish): Result<AlgoTerms, AlgoProblem> {
  if (!isWhole(durationS, ALGO_DURATION_S_MIN, ALGO_DURATION_S_MAX))
    return err({ kind: "algo.duration", path: "durationS", min: ALGO_DURATION_S_MIN, max: ALGO_DURATION_S_MAX });
  if (seed !== null && !isWhole(seed, 0, ALGO_SEED_MAX))
    return err({ kind: "algo.seed", path: "seed", min: 0, max: ALGO_SEED_MAX });
  if (sessions !== null && !isWhole(sessions, 1, PROFILE_SESSIONS_MAX))
    return err({ kind: "algo.sessions", path: "sessions", min: 1, max: PROFILE_SESSIONS_MAX });
  const part = participation === null ? null : parseExact(participation.trim());
  if (participation !== null && (part === null || !part.isPositive() || part.gt(exact(1))))
    return err({ kind: "algo.participation", path: "participation" });
  return ok({
    durationMs: durationS * 1_000,
    participation: part,
    seed,
    sessions: sessions ?? PROFILE_SESSIONS_UNSAID,
  });
}
