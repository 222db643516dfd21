import { z } from "zod";
import { EpochMs, SIDES } from "@/modules/_kernel";
import { usageText } from "../limits/limit-usage";
import { HARD_STEPS } from "../monitor/monitored-kinds";
import type { LimitReplay } from "./replay-limit";

/** Days and orders that are listed: more than a person reads. */
const LISTED_MAX = 400;
/** Points of the curve: as many as a screen is wide. */
const CURVE_MAX = 600;

const moment = z.number().transform((ms) => EpochMs.of(ms));

/** What a limit would have done, had it been in force, as it is kept. Money is an estimate, so plain numbers in `currency`. */
export const replaySummary = z.object({
  currency: z.string(),
  days: z.number(),
  /** Days whose worth is not known: they are left out. */
  unknownDays: z.number(),
  /** Orders that were held against it. */
  orders: z.number(),
  /** False: one value a day and no fill, so nothing of a day itself can be told. */
  isIntraday: z.boolean(),
  firedDays: z.number(),
  /** The newest of them, oldest first. */
  fired: z.array(
    z.object({
      dayMs: z.number(),
      /** First moment at which the account was past it; null: only orders ran into it. */
      passedAtMs: z.number().nullable(),
      refused: z.number(),
      /** Decimal text; null: a limit on orders alone. */
      used: z.string().nullable(),
      step: z.enum(HARD_STEPS).nullable(),
      /** Against what was, until it fired again: above 0 saved, below cost. */
      gained: z.number(),
    }),
  ),
  refusedOrders: z.number(),
  /** The newest of them, oldest first. `actual` null: not known, or barred by a step. */
  refused: z.array(
    z.object({
      atMs: z.number(),
      symbol: z.string(),
      side: z.enum(SIDES),
      qty: z.string(),
      actual: z.string().nullable(),
      limit: z.string(),
    }),
  ),
  /** At the end: above 0 it would have saved, below it would have cost. */
  gained: z.number(),
  curve: z.array(z.object({ atMs: z.number(), was: z.number(), would: z.number() })),
  asOf: moment,
});
export type ReplaySummary = Readonly<z.output<typeof replaySummary>>;

export interface ReplayedPast {
  readonly currency: string;
  readonly unknownDays: number;
  readonly isIntraday: boolean;
  readonly asOf: EpochMs;
}

/** What of a replay is shown and kept: its sums whole, of its days and orders the newest, its curve as fine as a screen. */
export function summarizeReplay(done: LimitReplay, past: ReplayedPast): ReplaySummary {
  const every = Math.ceil(done.curve.length / CURVE_MAX);
  return {
    ...past,
    days: done.days,
    orders: done.orders,
    firedDays: done.fired.length,
    fired: done.fired.slice(-LISTED_MAX).map(({ used, gained, ...day }) => ({
      ...day,
      used: used === null ? null : usageText(used),
      gained: gained.toNumber(),
    })),
    refusedOrders: done.refused.length,
    refused: done.refused.slice(-LISTED_MAX).map(({ order: { atMs, symbol, side, qty }, actual, limit }) => ({
      atMs,
      symbol,
      side,
      qty: qty.toFixed(),
      actual: actual === null ? null : usageText(actual),
      limit: limit.toFixed(),
    })),
    gained: done.gained.toNumber(),
    curve: done.curve
      .filter((_, at) => at % every === 0 || at === done.curve.length - 1)
      .map(({ atMs, was, would }) => ({ atMs, was: was.toNumber(), would: would.toNumber() })),
  };
}
