import type { Clock } from "@/modules/_kernel";
import type { ClosedBarVenue } from "../../domain/venue/closed-bar-venue";
import type { QuoteVenue } from "../../domain/venue/quote-venue";
import type { Venue } from "../../ports/venue";

/** A simulated venue behind the port of every venue. It always answers. */
export function makeSimulatedVenue({
  venue,
  clock,
}: {
  readonly venue: QuoteVenue | ClosedBarVenue;
  readonly clock: Clock;
}): Venue {
  const answer = (refusal: { readonly refused: string } | null) =>
    refusal === null ? ({ outcome: "taken" } as const) : ({ outcome: "refused", reason: refusal.refused } as const);
  return {
    async place(order) {
      const placed = venue.place(order, clock.nowMs());
      return "refused" in placed
        ? { outcome: "refused", reason: placed.refused }
        : { outcome: "accepted", venueOrderId: placed.venueOrderId };
    },
    cancel: async ({ orderId, requestId }) => answer(venue.cancel(orderId, requestId, clock.nowMs())),
    replace: async (request) => answer(venue.replace(request, clock.nowMs())),
    async find(orderId) {
      const venueOrderId = venue.venueOrderIdOf(orderId);
      return venueOrderId === null ? { outcome: "not_found" } : { outcome: "found", venueOrderId };
    },
    async eventsAfter(cursor, limit) {
      const events = venue.log.slice(cursor, cursor + limit);
      return { events, cursor: cursor + events.length };
    },
    positions: async () => venue.positions(),
    snapshot: async (fillsMax) => ({ ...venue.side(fillsMax), positions: venue.positions() }),
  };
}
