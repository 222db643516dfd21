import { z } from "zod";
import type { Exact } from "@/modules/_kernel";
import { exact } from "@/modules/_kernel";
import type { LimitUsage } from "../limits/limit-usage";
import { HARD_STEPS } from "./monitored-kinds";

const WARN_SAID = "a part of the limit from 0.01 to 1: 0.8 warns at 80 % of it";
export const stepsSchema = z.strictObject({
  /** Part of the limit from which on it is told. */
  warnAt: z.number(WARN_SAID).min(0.01, WARN_SAID).max(1, WARN_SAID),
  hard: z.enum(HARD_STEPS),
});
export type LimitSteps = z.output<typeof stepsSchema>;

/** Whether the steps let something go on that was stopped before, or tell later. */
export function areStepsLooser(before: LimitSteps, after: LimitSteps): boolean {
  return HARD_STEPS.indexOf(after.hard) < HARD_STEPS.indexOf(before.hard) || after.warnAt > before.warnAt;
}

export const WATCH_LEVELS = ["calm", "warned", "unknown", "breached"] as const;
/** How far an account is into a limit. */
export type WatchLevel = (typeof WATCH_LEVELS)[number];

/** A level is left only once the use is this part of the limit under where it begins: prices tremble. */
const CALM_UNDER = 0.05;

/**
 * The level of a limit by how much of it is used, and where it stood before. Unknown is a level of its own: nobody may say that
 * all is well.
 */
export function watchLevel(usage: LimitUsage, { warnAt }: LimitSteps, before: WatchLevel): WatchLevel {
  const { used, limit, isOver } = usage;
  if (used === null) return "unknown";
  const isPast = (part: number) => used.isPositive() && used.gte(partOf(limit, part));
  if (isOver) return "breached";
  if (before === "breached" && isPast(1 - CALM_UNDER)) return "breached";
  if (isPast(warnAt)) return "warned";
  return before === "warned" && isPast(Math.max(0, warnAt - CALM_UNDER)) ? "warned" : "calm";
}

const partOf = (limit: Exact, part: number): Exact => limit.times(exact(part));
