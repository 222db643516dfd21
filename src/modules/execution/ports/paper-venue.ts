import type { AccountId, OrderId } from "@/modules/_kernel";
import type { Side } from "../domain/reconcile/difference";
import type { ToldTrade } from "../domain/venue/venue-orders";
import type { VenueChanges, VenueOrderState, VenueState } from "../domain/venue/venue-state";
import type { EventPage } from "./venue";

/** Opens of the sessions in which symbols trade, as the venue last saw them; null is closed, no entry is never seen. */
export type SeenSessions = Readonly<Record<string, number | null>>;

export interface KeptVenue extends VenueState {
  /** Number of its newest event. */
  readonly said: number;
  readonly sessions: SeenSessions;
}

/** Where simulated venues are kept: each change whole, or not at all. */
export interface PaperVenueStore {
  /** With the orders that have not ended. What is new has nothing. */
  load(accountId: AccountId): Promise<KeptVenue>;
  findOrder(accountId: AccountId, orderId: OrderId): Promise<VenueOrderState | null>;
  /** The order of a fill that was told, and the newest word about it; null: there is none, or it was taken back. */
  findTrade(
    accountId: AccountId,
    execId: string,
  ): Promise<{ readonly orderId: OrderId; readonly fill: ToldTrade } | null>;
  /**
   * Keeps changes that follow event number `before.said`. Throws when somebody else kept some meanwhile. Of `untold` fills it is kept
   * what became of them, and nobody hears it.
   */
  keep(
    accountId: AccountId,
    before: Pick<KeptVenue, "said">,
    changes: VenueChanges,
    sessions: SeenSessions,
    untold?: string | null,
  ): Promise<void>;
  eventsAfter(accountId: AccountId, cursor: number, limit: number): Promise<EventPage>;
  /** The venue's side of the account; the newest `fillsMax` fills. */
  snapshot(accountId: AccountId, fillsMax: number): Promise<Side>;
  positions(accountId: AccountId): Promise<Readonly<Record<string, string>>>;
}
