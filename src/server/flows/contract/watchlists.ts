import type { EpochMs, InstrumentId } from "@/modules/_kernel";
import type { Actor, Answer, InstrumentView } from "./shared";

export type WatchlistColumn = "name" | "last" | "change" | "changePercent" | "bid" | "ask" | "age" | "spark";

export interface WatchlistView {
  readonly watchlistId: string;
  readonly name: string;
  /** Of the asking person. */
  readonly mine: boolean;
  readonly shared: boolean;
  /** Whether the asking person may change it: its owner, and admins where it is shared. */
  readonly editable: boolean;
  readonly columns: readonly WatchlistColumn[];
  readonly items: number;
  readonly updatedAt: EpochMs;
}

export interface WatchlistDetail extends WatchlistView {
  /** In the list's order. */
  readonly instruments: readonly InstrumentView[];
}

export interface WatchlistChange {
  readonly name?: string | undefined;
  readonly shared?: boolean | undefined;
  readonly columns?: readonly WatchlistColumn[] | undefined;
}

/** The last close that is stored, and the way there: what a list shows where nothing live is known. */
export interface StoredPrice {
  readonly instrumentId: InstrumentId;
  readonly last: number;
  /** Date of its session, 00:00 UTC. */
  readonly sessionMs: EpochMs;
  /** Close of the session before; null where none is stored. */
  readonly previousClose: number | null;
  /** Closes, oldest first: within the last session where finer bars are stored, else of the last sessions. */
  readonly spark: { readonly of: "session" | "sessions"; readonly closes: readonly number[] };
}

export interface WatchlistFlows {
  /** The person's own lists, then those that others share. */
  listWatchlists(actor: Actor): Promise<readonly WatchlistView[]>;
  getWatchlist(actor: Actor, watchlistId: string): Answer<WatchlistDetail>;
  createWatchlist(
    actor: Actor,
    input: { readonly name: string; readonly shared: boolean; readonly symbols: readonly string[] },
  ): Answer<WatchlistDetail>;
  editWatchlist(actor: Actor, watchlistId: string, change: WatchlistChange): Answer<WatchlistDetail>;
  deleteWatchlist(actor: Actor, watchlistId: string): Answer<null>;
  /**
   * Takes a removal of the last fifteen minutes back, for whoever removed it: the same list under the same id. Refuses
   * `watchlist.name_taken` where another has its name by now.
   */
  restoreWatchlist(actor: Actor, watchlistId: string): Answer<WatchlistDetail>;
  /** Those that are in it already stay where they are. */
  addToWatchlist(actor: Actor, watchlistId: string, symbols: readonly string[]): Answer<WatchlistDetail>;
  /** Those that are not in it are gone already. */
  takeFromWatchlist(actor: Actor, watchlistId: string, symbols: readonly string[]): Answer<WatchlistDetail>;
  /** Puts one before another, or at the end. */
  moveInWatchlist(
    actor: Actor,
    watchlistId: string,
    move: { readonly symbol: string; readonly before: string | null },
  ): Answer<WatchlistDetail>;
  /** What a screen over the list looks at; null when it is gone. Asks nobody's leave: whoever asks answers for it. */
  watchlistSymbols(watchlistId: string): Promise<readonly string[] | null>;
  /** Of at most 100 symbols; one without bars, or unknown, has no entry. Without `spark` its line is empty, and much quicker. */
  readStoredPrices(symbols: readonly string[], want: { readonly spark: boolean }): Promise<readonly StoredPrice[]>;
}
