import { z } from "zod";
import { EpochMs, OrderId } from "@/modules/_kernel";
import { storedEventSchema } from "../domain/order/events";
import { makeIntentSchema, storedMoment } from "../domain/order/intent";
import type { VenueWord } from "../domain/venue/venue-word";

/** What only a venue says. */
const OURS: ReadonlySet<string> = new Set([
  "requested",
  "approved",
  "denied",
  "sent",
  "unresolved",
  "cancel_requested",
  "replace_requested",
  "quarantined",
]);
/** A word of a venue as it is stored. */
export const venueWord = storedEventSchema.refine(
  (event): event is VenueWord => !OURS.has(event.type),
  "a word of a venue",
);

/** An order of the simulated venue as it is stored. */
export const orderStateSchema = z.object({
  intent: makeIntentSchema(storedMoment),
  venueOrderId: z.string(),
  turn: z.number(),
  qty: z.string(),
  filled: z.string(),
  limit: z.string().nullable(),
  stop: z.string().nullable(),
  triggered: z.boolean(),
  ended: z.boolean(),
  rested: z.boolean(),
  liveAt: z.custom<EpochMs>(EpochMs.is, "a moment"),
  barMs: z.number().nullable().default(null),
  answered: z.array(z.custom<OrderId>(OrderId.is, "an order id")),
});
