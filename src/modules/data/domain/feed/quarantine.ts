import type { Result } from "@/modules/_kernel";
import type { BarColumns } from "../bar-columns";

/**
 * Why something that a feed said is kept out of bars and quotes. Stable: stored with what was kept out, and the key of its
 * text on screen.
 */
export const QUARANTINE_REASONS = [
  /** The answer is not what the source promises: HTML, cut-off JSON, nonsense. */
  "malformed",
  "symbol_differs",
  "currency_unknown",
  "currency_differs",
  /** The source's clock is wrong by so much that no time it says can be believed. */
  "clock_off",
  "time_malformed",
  "time_off_grid",
  "time_outside_request",
  "time_future",
  "bar_unfinished",
  /** One time with two different bars: nobody can tell which is right. */
  "time_repeats",
  "value_missing",
  "price_not_positive",
  /** Larger or smaller than anything costs: a slip of the source, whatever its neighbours are. */
  "price_out_of_range",
  "volume_negative",
  "volume_out_of_range",
  /** The high is below the low, or open or close are outside of both. */
  "prices_inconsistent",
  /** So far from its neighbours that it is a wrong unit, a wrong symbol or a slip sooner than a price. */
  "price_jump",
  /** The bid is above the ask. */
  "quote_crossed",
] as const;
export type QuarantineReason = (typeof QUARANTINE_REASONS)[number];

/** Facts of one case, for its text on screen: what came and what would have passed. */
export type QuarantineFacts = Readonly<Record<string, string | number | null>>;

/** Bars of one page that were kept out for one reason, as they came. */
export interface RejectedBars {
  readonly reason: QuarantineReason;
  readonly facts: QuarantineFacts;
  readonly bars: BarColumns;
}

/** A reason and its facts: what a single message is refused for. */
export interface QuarantineVerdict {
  readonly reason: QuarantineReason;
  readonly facts: QuarantineFacts;
}

export type Checked<T> = Result<T, QuarantineVerdict>;

/**
 * A price this many times its neighbour, or this part of it, is no price. Real one-day moves end far below (the largest of
 * a listed share without a corporate action is about tenfold); a wrong unit is a hundredfold, and a hundredfold that comes
 * with a fall by half is still above.
 */
export const PRICE_FACTOR_MAX = 20;

/** True when one price is too far from the other to be of the same thing in the same unit. */
export function isPriceJump(price: number, neighbour: number): boolean {
  return price > neighbour * PRICE_FACTOR_MAX || price * PRICE_FACTOR_MAX < neighbour;
}

/** How far ahead of ours a source's clock may be before what it says is of the future. */
export const CLOCK_TOLERANCE_MS = 30_000;
/** A source whose clock is off by this much or more is not believed: zones are half hours apart at the least. */
export const CLOCK_OFF_MIN_MS = 20 * 60_000;

/**
 * Reasons that a person may overrule: the bars are well-formed, and the doubt is about what they are of. What is malformed in
 * itself can be discarded, never released.
 */
const RELEASABLE: readonly QuarantineReason[] = [
  "price_jump",
  "symbol_differs",
  "currency_differs",
  "currency_unknown",
  "clock_off",
  "time_outside_request",
];

/** Whether bars kept out for this reason may become bars when a person says that they are right. */
export function isReleasable(reason: QuarantineReason): boolean {
  return RELEASABLE.includes(reason);
}

/**
 * Whether live ticks and quotes kept out for this reason may be believed when a person says so: from then on prices near
 * theirs are taken, and what was missed is asked of the source's history. The other reasons are wrong by the message itself.
 */
export function isLevelReleasable(reason: QuarantineReason): boolean {
  return reason === "price_jump";
}

/** Text that names a reason. */
export function isQuarantineReason(value: unknown): value is QuarantineReason {
  return QUARANTINE_REASONS.some((reason) => reason === value);
}
