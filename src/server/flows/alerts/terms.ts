import { z } from "zod";
import { parseExact } from "@/modules/_kernel";
import { RESOLUTIONS, ScreenConditionSchema } from "@/modules/data";

/** What an alert waits for, as it is written and stored. Pure. */

const symbol = z.string().trim().min(1, "a symbol").max(32, "at most 32 characters");
const accountId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "the id of an account");
const level = z
  .string()
  .max(40, "at most 40 characters")
  .refine((text) => parseExact(text) !== null, "a number, such as 101.5");
const side = z.enum(["above", "below"], "above or below");
/** From a quiet minute to a week. */
const minutes = z.int("whole minutes").min(1, "1 or more").max(10_080, "at most 10080, a week");

export const ORDER_ALERTS = [
  "filled",
  "busted",
  "corrected",
  "refused",
  "denied",
  "canceled",
  "expired",
  "unresolved",
  "quarantined",
] as const;

/** States of a deployed strategy that somebody may want to hear of. */
export const DEPLOYMENT_ALERTS = ["failed", "reduce_only", "paused", "stopped"] as const;
/** A bar arrives, and is decided on, a moment after it closed: before that nothing is missing. */
export const BAR_GRACE_MS = 30_000;

const deploymentWatch = z.discriminatedUnion("what", [
  z.strictObject({
    what: z.literal("state"),
    states: z.array(z.enum(DEPLOYMENT_ALERTS)).min(1, "at least one").max(DEPLOYMENT_ALERTS.length),
  }),
  /** No bar decided on while its market trades. */
  z.strictObject({
    what: z.literal("silence"),
    seconds: z.int("whole seconds").min(60, "60 or more").max(604_800, "at most 604800, a week"),
  }),
  /** Of its newest comparison with the engine. */
  z.strictObject({
    what: z.literal("parity"),
    belowPercent: z.number("a number").min(1, "1 or more").max(100, "at most 100"),
  }),
  z.strictObject({ what: z.literal("pnl"), of: z.enum(["today", "start"]), is: side, level }),
]);

export const AlertTermsSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("price"), symbol, is: z.enum(["above", "below", "crosses"]), level }),
  z.strictObject({
    kind: z.literal("condition"),
    symbol,
    resolution: z.enum(RESOLUTIONS),
    condition: ScreenConditionSchema,
  }),
  z.strictObject({
    kind: z.literal("order"),
    /** Null: every account of one's own. */
    accountId: accountId.nullable(),
    events: z.array(z.enum(ORDER_ALERTS)).min(1, "at least one").max(ORDER_ALERTS.length),
  }),
  z.strictObject({
    kind: z.literal("position"),
    accountId,
    symbol,
    measure: z.enum(["qty", "value"]),
    is: side,
    level,
  }),
  z.strictObject({ kind: z.literal("pnl"), accountId, is: side, level }),
  z.strictObject({
    kind: z.literal("deployment"),
    deploymentId: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "the id of a deployed strategy"),
    watch: deploymentWatch,
  }),
  z.strictObject({
    kind: z.literal("feed"),
    symbol,
    olderThanS: z.int("whole seconds").min(5, "5 or more").max(86_400, "at most 86400, a day"),
  }),
  z.strictObject({
    kind: z.literal("missing"),
    withinMinutes: minutes,
    expected: z.discriminatedUnion("what", [
      z.strictObject({ what: z.literal("bar"), symbol, resolution: z.enum(RESOLUTIONS) }),
      z.strictObject({ what: z.literal("fill"), accountId }),
      z.strictObject({
        what: z.literal("job"),
        name: z.string().regex(/^[a-z][a-z0-9.-]{1,63}$/, "a job such as data.backfill-bars"),
      }),
    ]),
  }),
]);

export type AlertTerms = z.output<typeof AlertTermsSchema>;

/** What was seen: whether it holds (null: that cannot be told), and the value in words. */
export interface AlertReading {
  readonly holds: boolean | null;
  readonly value: string | null;
}

/** How a number stands to a level. On the level itself it is on neither side. */
export function readLevel(value: string | null, is: "above" | "below" | "crosses", at: string): AlertReading {
  const [number, limit] = [value === null ? null : parseExact(value), parseExact(at)];
  if (value === null || number === null || limit === null) return { holds: null, value: null };
  const order = number.cmp(limit);
  if (is === "crosses") return { holds: order === 0 ? null : order > 0, value };
  return { holds: is === "above" ? order > 0 : order < 0, value };
}

/**
 * Whether it fires now, and how it stands from now on. What holds fires when it begins to, the first look included; what crosses
 * fires when it is on the other side than at the last look at which it was on one. What cannot be told changes nothing.
 */
export function judgeAlert(
  terms: AlertTerms,
  before: boolean | null,
  { holds }: AlertReading,
): { readonly fires: boolean; readonly holds: boolean | null } {
  if (holds === null) return { fires: false, holds: before };
  if (terms.kind === "price" && terms.is === "crosses") return { fires: before !== null && before !== holds, holds };
  return { fires: holds && before !== true, holds };
}
