import type { Brand } from "./brand";
import { invariant } from "./invariant";

/** Milliseconds since 1970-01-01T00:00:00Z, an integer. The only form of time inside the modules. */
export type EpochMs = Brand<number, "EpochMs">;

/** The range of JavaScript's own dates, ±100 million days: every formatter downstream can print what passes. */
const EPOCH_MS_MAX = 8.64e15;

export const EpochMs = {
  is: (value: unknown): value is EpochMs =>
    typeof value === "number" && Number.isSafeInteger(value) && Math.abs(value) <= EPOCH_MS_MAX,
  /** For values we computed ourselves. Numbers from outside go through `is`. */
  of(value: number): EpochMs {
    invariant(EpochMs.is(value), `EpochMs is a whole number of milliseconds, was ${value}`);
    return value;
  },
} as const;

/** A half-open range of time: `fromMs` is inside, `toMs` is not. */
export interface TimeRange {
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
}

/** Where the time comes from. Wall time in production, session time in a replay, a fixed one in tests. */
export interface Clock {
  nowMs(): EpochMs;
}
