import type { EpochMs, InstrumentId, SqlPort } from "@/modules/_kernel";
import type { FeedId, FeedInstrument, FeedRefusal } from "../domain/feed/feed";
import type { Instrument } from "../domain/instrument";
import type { WantedWhy } from "../domain/live/wanted";

/** An instrument with the name under which a feed streams it. */
export interface StreamedInstrument {
  readonly instrument: Instrument;
  readonly alias: string;
}

/** Which feed streams which instrument. */
export interface StreamDirectory {
  /**
   * Of the instruments given (null: of all), those that the feed streams: it has a name for them, and none of the feeds
   * that go before it has. Active ones only, in the order given where ids are given; at most `limit`.
   */
  listStreamed(query: {
    readonly feed: FeedId;
    readonly before: readonly FeedId[];
    readonly instrumentIds: readonly number[] | null;
    readonly limit: number;
  }): Promise<readonly StreamedInstrument[]>;
  /** Feeds and other sources that have a name for some instrument; at most `limit`. */
  listSources(limit: number): Promise<readonly FeedId[]>;
  /** Instruments that stand in any watchlist, those of most lists first; at most `limit`. */
  listWatched(limit: number): Promise<readonly InstrumentId[]>;
  /** Instruments that are recorded always, the longest recorded first; at most `limit`. */
  listRecorded(limit: number): Promise<readonly InstrumentId[]>;
  /** Instruments of those symbols, in no order; none for symbols that are none. */
  listNamed(symbols: readonly string[]): Promise<readonly InstrumentId[]>;
  isRecorded(instrumentId: InstrumentId): Promise<boolean>;
  /** Says whether an instrument is recorded always. False: it was so already. */
  record(
    tx: SqlPort,
    instrumentId: InstrumentId,
    choice: { readonly recorded: boolean; readonly by: string | null; readonly nowMs: EpochMs },
  ): Promise<boolean>;
  /** Takes instruments of a feed in, with their steps and calendar; what exists is not changed. Returns how many were new. */
  takeIn(tx: SqlPort, offered: readonly FeedInstrument[]): Promise<number>;
}

/** How a line is, and `idle` while nothing is wanted of its feed. */
export type StreamState = "connecting" | "live" | "mute" | "down" | "idle";

/** How a feed's stream stands. Counts are those since the stream was taken up. */
export interface StreamStanding {
  readonly feed: FeedId;
  readonly state: StreamState;
  /** Since when it is in that state. */
  readonly sinceMs: number;
  readonly why: FeedRefusal | null;
  readonly instruments: number;
  readonly instrumentsMax: number;
  /** Wanted and over the limit: the first of them, and how many there are. */
  readonly leftOut: readonly { readonly symbol: string; readonly why: WantedWhy }[];
  readonly leftOutCount: number;
  readonly messages: number;
  readonly refused: number;
  readonly lastMessageMs: number | null;
  /** Mute ones: the first, with when they last spoke, and how many there are. */
  readonly muted: readonly { readonly symbol: string; readonly lastMs: number | null }[];
  readonly mutedCount: number;
}

/** Standings of streams: lossy, said anew every few seconds. */
export interface StreamStandings {
  /** Keeps it, unless a later holder of the stream has spoken already. */
  report(sql: SqlPort, standing: StreamStanding, at: { readonly fence: bigint; readonly nowMs: number }): Promise<void>;
  /** Of all feeds, with when each was said. */
  list(sql: SqlPort): Promise<readonly (StreamStanding & { readonly saidMs: EpochMs })[]>;
}
