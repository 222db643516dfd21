import type { OrderId, OrderIntent } from "@/modules/_kernel";
import type { Side } from "../domain/reconcile/difference";
import type { VenueEvent } from "../domain/venue/venue-word";

/** `unknown`: no answer came, so nobody knows whether it was done. Never an exception, never a refusal. */
export type PlaceAnswer =
  | { readonly outcome: "accepted"; readonly venueOrderId: string }
  | { readonly outcome: "refused"; readonly reason: string }
  | { readonly outcome: "unknown" };

/** `taken`: the venue has the request; how it ends comes as an event. */
export type RequestAnswer =
  | { readonly outcome: "taken" }
  | { readonly outcome: "refused"; readonly reason: string }
  | { readonly outcome: "unknown" };

export type FindAnswer =
  | { readonly outcome: "found"; readonly venueOrderId: string }
  | { readonly outcome: "not_found" }
  | { readonly outcome: "unknown" };

export interface EventPage {
  readonly events: readonly VenueEvent[];
  /** Ask with it for what comes next. */
  readonly cursor: number;
}

export interface VenueReplace {
  readonly orderId: OrderId;
  readonly requestId: OrderId;
  readonly qty: string;
  readonly limitPrice: string | null;
  readonly stopPrice: string | null;
}

/** One broker or exchange, for one account. An outcome that is not known is an answer, `unknown`, not an exception. */
export interface Venue {
  /** Idempotent on the order's id: sending twice places one order. */
  place(order: OrderIntent): Promise<PlaceAnswer>;
  /** Idempotent: asking again for what is under way or done changes nothing. */
  cancel(request: { readonly orderId: OrderId; readonly requestId: OrderId }): Promise<RequestAnswer>;
  /** Idempotent on the request's id. */
  replace(request: VenueReplace): Promise<RequestAnswer>;
  /** By our id. */
  find(orderId: OrderId): Promise<FindAnswer>;
  /** What happened after `cursor` (0: everything), at most `limit`. At least once and in any order; null: no answer. */
  eventsAfter(cursor: number, limit: number): Promise<EventPage | null>;
  /** Signed units by symbol, as the venue has them; null: no answer. */
  positions(): Promise<Readonly<Record<string, string>> | null>;
  /** Everything that an account can be held against, with the newest `fillsMax` fills; null: no answer. */
  snapshot(fillsMax: number): Promise<Side | null>;
}
