import type { EpochMs, InstrumentId, SqlPort, UserId } from "@/modules/_kernel";
import type { Instrument } from "../domain/instrument";
import type { WatchlistColumn } from "../domain/watchlists/watchlist";

export interface WatchlistFacts {
  readonly watchlistId: string;
  readonly name: string;
  readonly ownerId: string;
  readonly shared: boolean;
  readonly columns: readonly WatchlistColumn[];
}

export interface WatchlistSummary extends WatchlistFacts {
  readonly items: number;
  readonly updatedAtMs: EpochMs;
}

/** Lists of instruments. Whoever changes one locks it first; its items change only under that lock. */
export interface WatchlistStore {
  /** The person's own lists by name, then those that others share. */
  list(userId: UserId | null): Promise<readonly WatchlistSummary[]>;
  find(sql: SqlPort, watchlistId: string): Promise<WatchlistSummary | null>;
  /** The list, its row held until the transaction ends. */
  lock(tx: SqlPort, watchlistId: string): Promise<WatchlistSummary | null>;
  /** False when the owner has a list of that name, in any case, already. */
  insert(tx: SqlPort, list: WatchlistFacts, nowMs: EpochMs): Promise<boolean>;
  /** False when the owner has another list of that name already. */
  update(tx: SqlPort, list: WatchlistFacts, nowMs: EpochMs): Promise<boolean>;
  remove(tx: SqlPort, watchlistId: string): Promise<void>;
  /** Instruments of the list in its order. */
  instruments(sql: SqlPort, watchlistId: string): Promise<readonly Instrument[]>;
  /** Puts instruments at the end; those that are there stay where they are. */
  add(
    tx: SqlPort,
    watchlistId: string,
    instrumentIds: readonly InstrumentId[],
    by: { readonly userId: UserId | null; readonly nowMs: EpochMs },
  ): Promise<void>;
  take(tx: SqlPort, watchlistId: string, instrumentIds: readonly InstrumentId[], nowMs: EpochMs): Promise<void>;
  /** Writes the places of all items. `order` holds each of them once. */
  arrange(tx: SqlPort, watchlistId: string, order: readonly InstrumentId[], nowMs: EpochMs): Promise<void>;
}
