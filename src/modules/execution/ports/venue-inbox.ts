import type { AccountId, EpochMs } from "@/modules/_kernel";
import type { VenueEvent } from "../domain/venue/venue-word";

/** How far an account has heard its venue, and what it heard that belongs to no order of ours. */
export interface VenueInbox {
  /** 0 before anything was heard. */
  cursor(accountId: AccountId): Promise<number>;
  moveCursor(accountId: AccountId, cursor: number): Promise<void>;
  /** Keeps a word about an order that nobody here knows: a person decides. The same word again is kept once. */
  keepStray(accountId: AccountId, said: VenueEvent): Promise<void>;
}

/** A word about an order that nobody here knows, with when it came. */
export interface StrayWord extends VenueEvent {
  readonly keptAt: EpochMs;
}
