import { z } from "zod";
import { err, ok, type Result } from "@/modules/_kernel";
import type { TermsProblem } from "../limits/limit-terms";

/** What is done about a position that stops do not cover whole, each more than the one before it. */
export const PROTECTION_MODES = ["none", "alert", "rearm"] as const;
export type ProtectionMode = (typeof PROTECTION_MODES)[number];
/** What is done about stops that would close more than there is, or that are left over. */
export const SURPLUS_MODES = ["keep", "mend"] as const;

const SECONDS_MIN = 5;
const SECONDS_MAX = 3_600;
const DISTANCE_MIN = 0.001;
const DISTANCE_MAX = 0.5;
const SECONDS_SAID = `whole seconds from ${SECONDS_MIN} to ${SECONDS_MAX}`;
const DISTANCE_SAID = `a part of the price from ${DISTANCE_MIN} to ${DISTANCE_MAX}: 0.05 is 5 %`;

export const protectionTerms = z.strictObject({
  mode: z.enum(PROTECTION_MODES, `one of ${PROTECTION_MODES.join(", ")}`),
  /** How long something may stand uncovered, or too many stops, before anything is done. */
  afterSeconds: z.int(SECONDS_SAID).min(SECONDS_MIN, SECONDS_SAID).max(SECONDS_MAX, SECONDS_SAID),
  /** Of a stop that is placed from the market's price, where there was no last one or it is on the wrong side of the market. */
  distance: z.number(DISTANCE_SAID).min(DISTANCE_MIN, DISTANCE_SAID).max(DISTANCE_MAX, DISTANCE_SAID),
  surplus: z.enum(SURPLUS_MODES, `one of ${SURPLUS_MODES.join(", ")}`),
});
export type ProtectionTerms = z.output<typeof protectionTerms>;

/** Of accounts that say nothing of it: the panel tells, and nothing else is done. */
export const PROTECTION_DEFAULT: ProtectionTerms = {
  mode: "none",
  afterSeconds: 60,
  distance: 0.05,
  surplus: "keep",
};

/** Reads terms from outside. All faults at once, each with its place. */
export function parseProtection(given: unknown): Result<ProtectionTerms, readonly TermsProblem[]> {
  const read = protectionTerms.safeParse(given);
  if (read.success) return ok(read.data);
  return err(read.error.issues.map(({ path, message }) => ({ path: path.map(String).join("."), message })));
}

/** Whether anything is done about such a fault, if it is only to tell. */
export const minds = ({ mode, surplus }: ProtectionTerms, fault: "uncovered" | "surplus"): boolean =>
  mode !== "none" || (fault === "surplus" && surplus === "mend");

/** Whether anything is ever done for it: then somebody has to look. */
export const isWatched = (terms: ProtectionTerms): boolean => minds(terms, "surplus");

/**
 * Whether a position may stand uncovered for longer, or be covered further away, than before: less is done, later, or at a greater
 * distance. What is done about too many stops never uncovers anything, so it loosens nothing.
 */
export function isProtectionLooser(before: ProtectionTerms, after: ProtectionTerms): boolean {
  const rank = ({ mode }: ProtectionTerms) => PROTECTION_MODES.indexOf(mode);
  if (rank(after) < rank(before)) return true;
  if (before.mode !== "none" && after.afterSeconds > before.afterSeconds) return true;
  return before.mode === "rearm" && after.distance > before.distance;
}
