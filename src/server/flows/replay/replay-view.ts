import { EpochMs } from "@/modules/_kernel";
import type { ReplayRefusal, StoredReplay } from "@/modules/data";
import type { ReplayView } from "../contract/replay";
import type { AppError } from "../errors";

export function replayView({ session, played, createdBy, createdAtMs, updatedAtMs }: StoredReplay): ReplayView {
  const { sessionId, status, resolution, fromMs, toMs, positionMs, speed } = session;
  return {
    replayId: sessionId,
    status,
    resolution,
    instruments: played.map(({ source, instrument }) => ({ source: source.symbol, symbol: instrument.symbol })),
    from: EpochMs.of(fromMs),
    to: EpochMs.of(toMs),
    position: EpochMs.of(positionMs),
    speed,
    createdBy,
    createdAt: createdAtMs,
    updatedAt: updatedAtMs,
  };
}

/** A refusal of a session in the words of the transport. */
export function replayRefusal(refusal: ReplayRefusal): AppError {
  const { kind, ...facts } = refusal;
  const path = kind === "replay.speed_invalid" ? "speed" : kind === "replay.seek_outside" ? "to" : null;
  return { kind, ...(path === null ? {} : { path }), facts };
}
