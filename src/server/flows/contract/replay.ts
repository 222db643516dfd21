import type { EpochMs, UserId } from "@/modules/_kernel";
import type { Actor, Answer } from "./shared";

/** Bars that are played: a week or a month is too coarse. */
export type ReplayResolutionName = "1m" | "5m" | "15m" | "1h" | "4h" | "1d";

export interface ReplayView {
  readonly replayId: string;
  /** `finished`: at its end, and may be sought back. `stopped`: ended for good. */
  readonly status: "playing" | "paused" | "finished" | "stopped";
  readonly resolution: ReplayResolutionName;
  /** Whose bars are played, and the instrument they are played into. */
  readonly instruments: readonly { readonly source: string; readonly symbol: string }[];
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** The session's clock as far as it is kept. */
  readonly position: EpochMs;
  /** Minutes of the session in a minute of ours; null: as fast as possible. */
  readonly speed: number | null;
  readonly createdBy: UserId | null;
  readonly createdAt: EpochMs;
  readonly updatedAt: EpochMs;
}

export interface StartReplayInput {
  readonly symbols: readonly string[];
  readonly resolution: ReplayResolutionName;
  /** A date (`to` inside) or a moment, ISO 8601 in UTC; null: the first, the last bar there is. */
  readonly from: string | null;
  readonly to: string | null;
  readonly speed: number | null;
  /** Waits for a person instead of playing at once. */
  readonly paused: boolean;
}

export type ReplayControl =
  | { readonly action: "pause" | "resume" | "step" | "stop" }
  | { readonly action: "speed"; readonly speed: number | null }
  /** To a date or a moment, ISO 8601 in UTC. */
  | { readonly action: "seek"; readonly to: string };

/** Stored history that is played as if it were live, into instruments of its own. */
export interface ReplayFlows {
  /** Begins a session; a worker of the role `stream` plays it. */
  startReplay(actor: Actor, input: StartReplayInput): Answer<ReplayView>;
  /** Asking for what is so already changes nothing. A seek begins anew there: what was played is cleared away. */
  controlReplay(actor: Actor, replayId: string, control: ReplayControl): Answer<ReplayView>;
  /** Sessions that are not stopped, then the newest stopped ones; at most a hundred. */
  listReplays(): Promise<readonly ReplayView[]>;
}
