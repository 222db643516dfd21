import { assertNever, err, ok, type Result } from "@/modules/_kernel";
import type { FeedId } from "../feed/feed";
import type { Instrument } from "../instrument";
import type { ReplayResolution } from "./bar-ticks";

/** The feed that plays stored history, and the source of its instruments' names. */
export const REPLAY: FeedId = "replay";
/** What the symbol of everything that is replayed begins with: no price of a replay stands under a market's own symbol. */
export const REPLAY_PREFIX = "REPLAY-";

/** The instrument that a replay plays into: never the one whose bars are played. */
export function replaySymbol(symbol: string): string {
  return `${REPLAY_PREFIX}${symbol}`;
}

export const REPLAY_STATUSES = ["playing", "paused", "finished", "stopped"] as const;
/** `finished`: it is at its end and may be sought back. `stopped`: a person ended it for good. */
export type ReplayStatus = (typeof REPLAY_STATUSES)[number];

/** Sessions minutes per minute of ours. Slower than 0.1 looks dead; faster than 10 000 is "as fast as possible". */
export const REPLAY_SPEED_MIN = 0.1;
export const REPLAY_SPEED_MAX = 10_000;
/** Instruments of one session, and sessions that are not stopped: each session has a stream of its own. */
export const REPLAY_INSTRUMENTS_MAX = 20;
export const REPLAYS_OPEN_MAX = 5;
/** Steps that were asked for and not made yet: more is an impatient key. */
const STEPS_WAITING_MAX = 100;

/** One stretch of history that is being played, as far as people and a crash need it. */
export interface ReplaySession {
  readonly sessionId: string;
  readonly status: ReplayStatus;
  readonly resolution: ReplayResolution;
  /** Bars that start in `[fromMs, toMs)` are played. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Everything that ended by then has been played and kept; playing goes on with what starts then or later. */
  readonly positionMs: number;
  /** Null: as fast as possible. */
  readonly speed: number | null;
  /** Rises with every leap: what was played before it is cleared away. */
  readonly leap: number;
  readonly stepsAsked: number;
  readonly stepsDone: number;
}

/** An instrument whose bars are played, and the one they are played into. */
export interface ReplayedInstrument {
  readonly source: Instrument;
  readonly instrument: Instrument;
  /** Its bars are read as they were known then, so that a repair in between changes nothing. */
  readonly asOfMs: number;
}

export type ReplayCommand =
  | { readonly type: "pause" | "resume" | "step" | "stop" }
  | { readonly type: "speed"; readonly speed: number | null }
  | { readonly type: "seek"; readonly toMs: number };

export type ReplayRefusal =
  | { readonly kind: "replay.ended"; readonly status: ReplayStatus }
  | { readonly kind: "replay.not_paused" }
  | { readonly kind: "replay.steps_waiting"; readonly limit: number }
  | { readonly kind: "replay.speed_invalid"; readonly minimum: number; readonly maximum: number }
  | { readonly kind: "replay.seek_outside"; readonly fromMs: number; readonly toMs: number };

/** True for a speed that a session may have; null is "as fast as possible". */
export function isReplaySpeed(speed: number | null): boolean {
  return speed === null || (speed >= REPLAY_SPEED_MIN && speed <= REPLAY_SPEED_MAX);
}

/** The session as it stands after a command. What changes nothing gives the session back as it was. */
export function applyReplayCommand(
  session: ReplaySession,
  command: ReplayCommand,
): Result<ReplaySession, ReplayRefusal> {
  const { status } = session;
  if (status === "stopped") return command.type === "stop" ? ok(session) : err({ kind: "replay.ended", status });
  switch (command.type) {
    case "stop":
      return ok({ ...session, status: "stopped", stepsDone: session.stepsAsked });
    case "pause":
      return status === "finished" ? err({ kind: "replay.ended", status }) : ok(changed(session, { status: "paused" }));
    case "resume":
      if (status === "finished") return err({ kind: "replay.ended", status });
      // Steps that wait are played anyway.
      return ok(changed(session, { status: "playing", stepsDone: session.stepsAsked }));
    case "step":
      if (status === "finished") return err({ kind: "replay.ended", status });
      if (status === "playing") return err({ kind: "replay.not_paused" });
      if (session.stepsAsked - session.stepsDone >= STEPS_WAITING_MAX) {
        return err({ kind: "replay.steps_waiting", limit: STEPS_WAITING_MAX });
      }
      return ok({ ...session, stepsAsked: session.stepsAsked + 1 });
    case "speed":
      if (!isReplaySpeed(command.speed)) {
        return err({ kind: "replay.speed_invalid", minimum: REPLAY_SPEED_MIN, maximum: REPLAY_SPEED_MAX });
      }
      return ok(changed(session, { speed: command.speed }));
    case "seek": {
      const { fromMs, toMs } = session;
      if (!Number.isFinite(command.toMs) || command.toMs < fromMs || command.toMs >= toMs) {
        return err({ kind: "replay.seek_outside", fromMs, toMs });
      }
      return ok({
        ...session,
        status: status === "finished" ? "paused" : status,
        positionMs: command.toMs,
        leap: session.leap + 1,
        stepsDone: session.stepsAsked,
      });
    }
    default:
      return assertNever(command, "applyReplayCommand");
  }
}

function changed(session: ReplaySession, change: Partial<ReplaySession>): ReplaySession {
  const after = { ...session, ...change };
  return after.status === session.status && after.speed === session.speed ? session : after;
}
