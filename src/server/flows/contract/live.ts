import type { Actor, Answer } from "./shared";

/** Whether an instrument is streamed and recorded whoever looks. */
export interface RecordingView {
  readonly symbol: string;
  readonly recorded: boolean;
  /** Feeds that have a name for it and stream; empty: recording it brings nothing until it has one. */
  readonly feeds: readonly string[];
}

/** What is streamed: an instrument that somebody shows or watches, or one that is recorded always. */
export interface LiveFlows {
  recordingOf(symbol: string): Answer<RecordingView>;
  /** Says it again without a trace where nothing changes. */
  setRecording(actor: Actor, symbol: string, recorded: boolean): Answer<RecordingView>;
}
