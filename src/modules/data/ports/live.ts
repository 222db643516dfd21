import type { SqlPort } from "@/modules/_kernel";
import type { FeedId, FeedInstrument } from "../domain/feed/feed";
import type { Instrument } from "../domain/instrument";

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
  /** Takes instruments of a feed in, with their steps and calendar; what exists is not changed. Returns how many were new. */
  takeIn(tx: SqlPort, offered: readonly FeedInstrument[]): Promise<number>;
}
