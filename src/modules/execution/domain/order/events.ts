import { z } from "zod";
import { type EpochMs, SIDES } from "@/modules/_kernel";
import { anyDecimal, givenText, orderIdField, positiveDecimal, storedMoment } from "./intent";

const requestId = orderIdField.describe("Ours, new with every cancel or replace: the venue's answer names it.");
const venueOrderId = givenText;
const reason = givenText.optional().describe("In the words of whoever said so.");
const fee = z.strictObject({ amount: anyDecimal.describe("Paid; below 0 is a rebate."), currency: givenText });
/** Most fees of one fill. */
const FEES_MAX = 20;

/** What is said of a fill: that it was, that it was not, that it was another. */
const fillSchemasOf = (at: z.ZodType<EpochMs>) => {
  const trade = {
    qty: positiveDecimal,
    price: anyDecimal,
    currency: givenText.default("USD").describe("Of the price."),
    symbol: givenText.optional().describe("Where the venue says so: another one than the order's is kept apart."),
    side: z.enum(SIDES, "buy or sell").optional().describe("Where the venue says so."),
    liquidity: z.enum(["maker", "taker"], "maker or taker").optional(),
    fees: z.array(fee, "a list of fees").max(FEES_MAX, `at most ${FEES_MAX} fees`).default([]),
  };
  const execId = givenText.describe("The fill's, as it was first told.");
  return [
    z.strictObject({
      type: z.literal("filled").describe("A part of it, or all."),
      at,
      execId: givenText.describe("The venue's own, one for each fill: twice is once."),
      ...trade,
    }),
    z.strictObject({
      type: z.literal("busted").describe("A fill is taken back: it counts for nothing, whenever it was told."),
      at,
      execId,
      reason,
    }),
    z.strictObject({
      type: z.literal("corrected").describe("A fill was another: these are its facts now."),
      at,
      execId,
      revision: z
        .int("a whole number")
        .min(1, "1 or more")
        .describe("Which correction of it this is: the highest one stands."),
      filledAt: at.describe("When it was filled."),
      ...trade,
    }),
  ] as const;
};

/** @param at - When it happened by the account's clock, and how that is written. */
const schemasOf = (at: z.ZodType<EpochMs>) =>
  [
    z.strictObject({ type: z.literal("requested").describe("Somebody asked for it."), at }),
    z.strictObject({ type: z.literal("approved").describe("Risk lets it pass."), at }),
    z.strictObject({ type: z.literal("denied").describe("Risk does not."), at, reason }),
    z.strictObject({
      type: z
        .literal("sent")
        .describe("The claim that is written before anything leaves: from here on it may be there."),
      at,
    }),
    z.strictObject({
      type: z.literal("accepted").describe("The venue has it."),
      at,
      venueOrderId: venueOrderId.optional(),
    }),
    z.strictObject({ type: z.literal("refused").describe("The venue does not want it."), at, reason }),
    z.strictObject({ type: z.literal("unresolved").describe("Sent, and no answer came in time."), at }),
    ...fillSchemasOf(at),
    z.strictObject({ type: z.literal("cancel_requested").describe("We want it gone."), at, requestId, reason }),
    z.strictObject({ type: z.literal("cancel_rejected").describe("The venue keeps it."), at, requestId, reason }),
    z.strictObject({ type: z.literal("canceled").describe("It is gone, whoever wanted that."), at, reason }),
    z.strictObject({
      type: z.literal("replace_requested").describe("We want it to be another: what is not given stays."),
      at,
      requestId,
      qty: positiveDecimal.optional().describe("The whole, with what is filled already."),
      limitPrice: anyDecimal.optional(),
      stopPrice: anyDecimal.optional(),
    }),
    z.strictObject({
      type: z.literal("replaced").describe("It is that now."),
      at,
      requestId,
      venueOrderId: venueOrderId.optional().describe("Where the venue gives a new one."),
    }),
    z.strictObject({ type: z.literal("replace_rejected").describe("It stays as it was."), at, requestId, reason }),
    z.strictObject({ type: z.literal("triggered").describe("The price touched its stop."), at }),
    z.strictObject({
      type: z.literal("trailed").describe("The price took its stop along."),
      at,
      stopPrice: anyDecimal,
    }),
    z.strictObject({ type: z.literal("expired").describe("Its time is over."), at, reason }),
    z.strictObject({
      type: z.literal("quarantined").describe("Something that cannot be, kept word for word until somebody looks."),
      at,
      kind: givenText.describe("Why it cannot be."),
      event: z.record(z.string(), z.unknown()).describe("What came."),
    }),
  ] as const;

/** One event of an order. `calc order` writes times as text, the store as numbers. */
export const makeOrderEventSchema = (at: z.ZodType<EpochMs>) => z.discriminatedUnion("type", schemasOf(at));

export type OrderEvent = z.output<ReturnType<typeof makeOrderEventSchema>>;
export type OrderEventType = OrderEvent["type"];
export type OrderEventOf<Type extends OrderEventType> = Extract<OrderEvent, { readonly type: Type }>;

export const ORDER_EVENT_TYPES: readonly OrderEventType[] = schemasOf(storedMoment).map(
  (schema) => schema.shape.type.value,
);

/** As it is stored. */
export const storedEventSchema = makeOrderEventSchema(storedMoment);
