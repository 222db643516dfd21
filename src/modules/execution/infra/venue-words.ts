import { storedEventSchema } from "../domain/order/events";
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
