import type { EpochMs, InstrumentId } from "@/modules/_kernel";
import type { Actor, Answer } from "./shared";

/** Whether an instrument is streamed and recorded whoever looks. */
export interface RecordingView {
  readonly symbol: string;
  readonly recorded: boolean;
  /** Feeds that have a name for it and stream; empty: recording it brings nothing until it has one. */
  readonly feeds: readonly string[];
}

/** The newest that a feed said of an instrument. Prices in its quote currency; null is unknown. */
export interface QuoteView {
  readonly instrumentId: InstrumentId;
  readonly symbol: string;
  readonly currency: string;
  readonly feed: string;
  readonly bid: number | null;
  readonly ask: number | null;
  readonly bidSize: number | null;
  readonly askSize: number | null;
  readonly last: number | null;
  readonly lastSize: number | null;
  /** The close before this session. */
  readonly reference: number | null;
  /** When it was true, by the source's clock. */
  readonly at: EpochMs;
  readonly receivedAt: EpochMs;
  /** Only a live one prices an order. */
  readonly state: "live" | "stale" | "closed";
}

/** What is streamed: an instrument that somebody shows or watches, or one that is recorded always. */
export interface LiveFlows {
  /** The newest quotes of those symbols, in their order; what nobody quotes, or is no instrument, is left out. */
  readQuotes(symbols: readonly string[]): Promise<readonly QuoteView[]>;
  recordingOf(symbol: string): Answer<RecordingView>;
  /** Says it again without a trace where nothing changes. */
  setRecording(actor: Actor, symbol: string, recorded: boolean): Answer<RecordingView>;
}
