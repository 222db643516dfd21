import { z } from "zod";
import {
  EpochMs,
  type Exact,
  exact,
  ORD_TYPES,
  OrderId,
  type OrderIntent,
  parseExact,
  SIDES,
  TIMES_IN_FORCE,
  type TimeInForce,
} from "@/modules/_kernel";
import { hasLimit, hasStop, isTrailing, needsStop } from "./order-types";

const ID_WORDS = "1 to 64 of A-Z a-z 0-9 . _ -";
export const orderIdField = z.custom<OrderId>(OrderId.is, ID_WORDS).meta({ type: "string", description: ID_WORDS });
const DECIMAL_WORDS = 'decimal text like "12.34", at most 30 digits on each side of the point';

function decimalText(words: string, passes: (value: Exact) => boolean) {
  return z
    .string(words)
    .refine((text) => {
      const value = parseExact(text);
      return value !== null && passes(value);
    }, words)
    .meta({ description: words });
}
/** Decimal text that stays text: an event is stored as it came. */
export const anyDecimal = decimalText(DECIMAL_WORDS, () => true);
export const positiveDecimal = decimalText(`${DECIMAL_WORDS}, above 0`, (value) => value.isPositive());
const fraction = decimalText(
  `${DECIMAL_WORDS}, above 0 and below 1`,
  (value) => value.isPositive() && value.lt(exact(1)),
);

const TEXT_LENGTH_MAX = 200;
const TEXT_WORDS = `text of 1 to ${TEXT_LENGTH_MAX} characters`;
/** A name that somebody else chose: a symbol, a currency, an id of the venue. */
export const givenText = z.string(TEXT_WORDS).min(1, TEXT_WORDS).max(TEXT_LENGTH_MAX, TEXT_WORDS);

const TIME_WORDS = "whole milliseconds since 1970";
/** A moment as it is stored. */
export const storedMoment: z.ZodType<EpochMs> = z
  .custom<EpochMs>(EpochMs.is, TIME_WORDS)
  .meta({ type: "integer", description: TIME_WORDS });

/**
 * The shape of an intent; {@link checkIntent} says whether its parts fit each other.
 *
 * @param moment - How times are written there.
 */
export function makeIntentSchema(moment: z.ZodType<EpochMs>): z.ZodType<OrderIntent> {
  return z.strictObject({
    orderId: orderIdField.default(OrderId.of("order")),
    symbol: givenText,
    side: z.enum(SIDES, "buy or sell"),
    qty: positiveDecimal,
    currency: givenText.default("USD").describe("Quote currency of the instrument: the one its fills are in."),
    ordType: z.enum(ORD_TYPES, `one of ${ORD_TYPES.join(", ")}`),
    limitPrice: anyDecimal.nullable().default(null).describe("Of limit, stop_limit and trailing_stop_limit."),
    stopPrice: anyDecimal
      .nullable()
      .default(null)
      .describe("Of stop, stop_limit and trailing_stop_limit; may start a trailing_stop."),
    trailAmount: positiveDecimal.nullable().default(null).describe("Distance of a trailing stop in quote currency."),
    trailPercent: fraction.nullable().default(null).describe("Distance of a trailing stop as a fraction of the price."),
    timeInForce: z.enum(TIMES_IN_FORCE, `one of ${TIMES_IN_FORCE.join(", ")}`).default("day"),
    expireAt: moment.nullable().default(null).describe("Of gtd: the first moment at which it is not live any more."),
    reduceOnly: z.boolean("true or false").default(false).describe("May shrink a position, never open or turn it."),
    postOnly: z.boolean("true or false").default(false).describe("May rest in the book, never take from it."),
    parentId: orderIdField.nullable().default(null).describe("Not sent before that order is filled."),
    ocoGroupId: orderIdField
      .nullable()
      .default(null)
      .describe("What all orders share of which one cancels the others."),
  });
}

export interface IntentError {
  readonly kind: "order.field_missing" | "order.field_unfit" | "order.own_parent";
  /** The field at fault. */
  readonly path: keyof OrderIntent;
  /** What would pass, in words. */
  readonly expected: string;
}

/** Over at once, or at an auction: there is no time to rest or to be touched in. */
const MOMENTARY: ReadonlySet<TimeInForce> = new Set(["ioc", "fok", "at_the_open", "at_the_close"]);

/** What is wrong with an intent in itself, the first thing; null when nothing is. Whether it may be sent is for risk to say. */
export function checkIntent(intent: OrderIntent): IntentError | null {
  const { ordType, timeInForce } = intent;
  const missing = (path: keyof OrderIntent, expected: string): IntentError => ({
    kind: "order.field_missing",
    path,
    expected,
  });
  const unfit = (path: keyof OrderIntent, expected: string): IntentError => ({
    kind: "order.field_unfit",
    path,
    expected,
  });

  if (hasLimit(ordType) !== (intent.limitPrice !== null))
    return hasLimit(ordType)
      ? missing("limitPrice", `a limit price: ${ordType} has one`)
      : unfit("limitPrice", `no limit price: ${ordType} has none`);
  if (needsStop(ordType) && intent.stopPrice === null) return missing("stopPrice", `a stop price: ${ordType} has one`);
  if (!hasStop(ordType) && intent.stopPrice !== null) return unfit("stopPrice", `no stop price: ${ordType} has none`);
  const trails = [intent.trailAmount, intent.trailPercent].filter((each) => each !== null).length;
  if (isTrailing(ordType) && trails !== 1)
    return trails === 0
      ? missing("trailAmount", `trailAmount or trailPercent: ${ordType} has one of them`)
      : unfit("trailPercent", `trailAmount or trailPercent: ${ordType} has one of them`);
  if (!isTrailing(ordType) && trails > 0)
    return unfit(
      intent.trailAmount === null ? "trailPercent" : "trailAmount",
      `no distance: ${ordType} does not trail`,
    );
  if (timeInForce === "gtd" && intent.expireAt === null) return missing("expireAt", "when it expires: gtd says so");
  if (timeInForce !== "gtd" && intent.expireAt !== null)
    return unfit("expireAt", `no time: only gtd has one, ${timeInForce} has not`);
  if (MOMENTARY.has(timeInForce) && hasStop(ordType))
    return unfit("timeInForce", `day, gtc or gtd: ${ordType} waits to be touched`);
  if (intent.postOnly && (ordType !== "limit" || MOMENTARY.has(timeInForce)))
    return unfit("postOnly", "false, or a limit order that may rest: day, gtc or gtd");
  if (intent.parentId === intent.orderId)
    return { kind: "order.own_parent", path: "parentId", expected: "the id of another order" };
  return null;
}
