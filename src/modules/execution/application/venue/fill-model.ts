import type { EpochMs, OrderId, OrderIntent } from "@/modules/_kernel";
import type { Terms } from "../../domain/venue/resting-order";
import type { Amended, Refusal, ToldTrade } from "../../domain/venue/venue-orders";
import type { VenueChanges, VenueOrderState } from "../../domain/venue/venue-state";
import type { KeptVenue, SeenSessions } from "../../ports/paper-venue";

/** A simulated exchange, whatever fills its orders. */
export interface Exchange {
  place(intent: OrderIntent, at: EpochMs): { readonly venueOrderId: string } | Refusal;
  cancel(orderId: OrderId, requestId: OrderId, at: EpochMs): Refusal | null;
  replace(terms: Terms, at: EpochMs): Refusal | null;
  amend(orderId: OrderId, fill: ToldTrade, now: Amended | null, at: EpochMs): boolean;
  know(state: VenueOrderState): void;
  knows(orderId: OrderId): boolean;
  venueOrderIdOf(orderId: OrderId): string | null;
  /** Symbols of orders that may still fill. */
  liveSymbols(): readonly string[];
  takeChanges(): VenueChanges;
}

/** An exchange in memory, with what it was told. */
export interface Opened<V extends Exchange = Exchange> {
  readonly venue: V;
  said: number;
  sessions: SeenSessions;
  /** The newest prices that it was told, as text: the same again is no news. */
  readonly prices: Map<string, string>;
}

/** What fills the orders of a paper account: an exchange, and how it hears of its markets. */
export interface FillModel<V extends Exchange> {
  /** Makes it again from what was kept. */
  open(kept: KeptVenue): V;
  /** Asks how the markets of symbols stand; what comes back tells it to the exchange, and changes nothing before. */
  listen(at: Opened<V>, symbols: readonly string[]): Promise<(at: Opened<V>, nowMs: EpochMs) => void>;
}
