import { z } from "zod";
import { INSTRUMENT_KINDS } from "../instrument";
import { RESOLUTIONS } from "../resolution";
import { ScreenConditionSchema } from "./condition";

/** Symbols of a universe that is written out. */
const SYMBOLS_MAX = 2_000;
/** A screen reads the whole universe: more often than this it would still be reading when its next turn comes. */
const EVERY_MINUTES_MIN = 5;
const EVERY_MINUTES_MAX = 10_080;

/** Which instruments are asked. Those that are delisted, or have no bars, are never asked. */
export const ScreenUniverseSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("all") }),
  z.strictObject({ kind: z.literal("kinds"), kinds: z.array(z.enum(INSTRUMENT_KINDS)).min(1, "at least one kind") }),
  z.strictObject({
    kind: z.literal("symbols"),
    symbols: z.array(z.string().min(1).max(32)).min(1, "at least one symbol").max(SYMBOLS_MAX),
  }),
  z.strictObject({ kind: z.literal("watchlist"), watchlistId: z.string().min(1).max(64) }),
]);

export const ScreenScheduleSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("manual") }),
  z.strictObject({
    kind: z.literal("every"),
    minutes: z
      .int("a whole number of minutes")
      .min(EVERY_MINUTES_MIN, `${EVERY_MINUTES_MIN} or more`)
      .max(EVERY_MINUTES_MAX, `at most ${EVERY_MINUTES_MAX}`),
  }),
  z.strictObject({ kind: z.literal("session"), calendar: z.string().min(1).max(32) }),
]);

/** All that a person says of a screen. */
export const ScreenDefinitionSchema = z.strictObject({
  name: z.string().trim().min(1, "a name").max(80, "at most 80 characters"),
  shared: z.boolean(),
  condition: ScreenConditionSchema,
  universe: ScreenUniverseSchema,
  resolution: z.enum(RESOLUTIONS),
  schedule: ScreenScheduleSchema,
  /** Symbol that outcomes are compared with; null for none. */
  benchmark: z.string().min(1).max(32).nullable(),
});

export type ScreenDefinition = z.output<typeof ScreenDefinitionSchema>;
export type ScreenUniverse = z.output<typeof ScreenUniverseSchema>;
