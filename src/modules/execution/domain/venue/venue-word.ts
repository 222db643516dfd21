import type { OrderId } from "@/modules/_kernel";
import type { OrderEventOf } from "../order/events";

/** What only the venue can say of an order. */
export type VenueWord = OrderEventOf<
  | "accepted"
  | "refused"
  | "filled"
  | "busted"
  | "corrected"
  | "canceled"
  | "cancel_rejected"
  | "replaced"
  | "replace_rejected"
  | "triggered"
  | "trailed"
  | "expired"
>;

/** A word about one order. */
export interface VenueEvent {
  readonly orderId: OrderId;
  readonly event: VenueWord;
}
