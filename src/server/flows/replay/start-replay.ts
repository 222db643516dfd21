import { type EpochMs, err, invariant, ok, type Result, type SqlPort } from "@/modules/_kernel";
import {
  type Instrument,
  isoTime,
  isReplaySpeed,
  isSymbol,
  makeSeriesReader,
  REPLAY,
  REPLAY_INSTRUMENTS_MAX,
  REPLAY_SPEED_MAX,
  REPLAY_SPEED_MIN,
  REPLAYS_OPEN_MAX,
  type ReplayedInstrument,
  type ReplaySession,
  replaySymbol,
  resolutionMs,
  type SeriesSource,
} from "@/modules/data";
import { makeBarStore, makeInstrumentStore, makeReplayStore } from "@/modules/data/server";
import { appendAudit } from "../../platform/audit";
import type { ReplayFlows, StartReplayInput } from "../contract/replay";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { feedRefusal } from "../feeds/refusals";
import { publishInstruments } from "../instruments/manage-instruments";
import { parseMoment } from "./moment";
import { replayView } from "./replay-view";

export type ReplayDeps = Pick<FlowDeps, "sql" | "transactions" | "clock" | "work" | "signals" | "newId" | "feeds">;

/** A series that is to be played. */
interface Candidate {
  readonly source: Instrument;
  readonly series: SeriesSource;
}

/** Bars that start in `[fromMs, toMs)`. */
interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Begins a session: checks that there is something to play, makes the instruments that it is played into, and takes them. */
export const makeStartReplay =
  (deps: ReplayDeps): ReplayFlows["startReplay"] =>
  async (actor, input) => {
    const feed = await deps.feeds.get(REPLAY);
    if (feed?.ok === false) return err(feedRefusal(feed.error));
    if (!isReplaySpeed(input.speed)) {
      const facts = { minimum: REPLAY_SPEED_MIN, maximum: REPLAY_SPEED_MAX };
      return err({ kind: "replay.speed_invalid", path: "speed", facts });
    }
    const candidates = await findCandidates(deps, input);
    if (!candidates.ok) return candidates;
    const stretch = stretchOf(input, candidates.value);
    if (!stretch.ok) return stretch;
    const sessionId = deps.newId();
    const session: ReplaySession = {
      sessionId,
      status: input.paused ? "paused" : "playing",
      resolution: input.resolution,
      ...stretch.value,
      positionMs: stretch.value.fromMs,
      speed: input.speed,
      leap: 1,
      stepsAsked: 0,
      stepsDone: 0,
    };
    const begun = await deps.transactions.run(async (tx): Promise<Result<null, AppError>> => {
      const played = await takeInstruments(tx, candidates.value, deps.clock.nowMs());
      if (!played.ok) return played;
      await makeReplayStore().insert(tx, session, played.value, { userId: actor.userId, atMs: deps.clock.nowMs() });
      const details = { ...input, ...stretch.value };
      await appendAudit(tx, { actor, action: "replay.start", subjectType: "replay", subjectId: sessionId, details });
      await publishInstruments(deps.work, tx, null);
      await deps.work.publish(tx, { topic: "replay.changed", audience: null, payload: { replayId: sessionId } });
      return ok(null);
    });
    if (!begun.ok) return begun;
    deps.signals.send("replay", sessionId);
    const stored = await makeReplayStore().find(deps.sql, sessionId);
    invariant(stored !== null, "a session is there once it was begun");
    return ok(replayView(stored));
  };

/** The series that were asked for, each with something to play; nothing of a replay is replayed again. */
async function findCandidates(
  { sql }: Pick<ReplayDeps, "sql">,
  { symbols, resolution }: StartReplayInput,
): Promise<Result<readonly Candidate[], AppError>> {
  const wanted = [...new Set(symbols.map((symbol) => symbol.trim().toUpperCase()))];
  if (wanted.length === 0 || wanted.length > REPLAY_INSTRUMENTS_MAX) {
    return err({ kind: "replay.symbols_count", path: "symbols", facts: { limit: REPLAY_INSTRUMENTS_MAX } });
  }
  const instruments = makeInstrumentStore(sql);
  const reader = makeSeriesReader(makeBarStore(sql), "stored");
  const candidates: Candidate[] = [];
  for (const symbol of wanted) {
    const source = await instruments.find(symbol);
    if (source === null) return err({ kind: "instrument.not_found", path: "symbols", facts: { symbol } });
    const aliases = await instruments.aliasesOf(source.instrumentId);
    if (aliases.some((alias) => alias.source === REPLAY)) {
      return err({ kind: "replay.of_replay", path: "symbols", facts: { symbol } });
    }
    if (!isSymbol(replaySymbol(source.symbol))) {
      return err({ kind: "replay.symbol_long", path: "symbols", facts: { symbol } });
    }
    const series = await reader.sourceOf(source, resolution);
    if (series === null) return err({ kind: "replay.no_bars", path: "symbols", facts: { symbol, resolution } });
    candidates.push({ source, series });
  }
  return ok(candidates);
}

/** What is played: what was asked for, as far as there are bars. Every series has some of it. */
function stretchOf(
  { resolution, from, to }: StartReplayInput,
  candidates: readonly Candidate[],
): Result<Stretch, AppError> {
  const start = from === null ? ok(Number.NEGATIVE_INFINITY) : parseMoment(from, "from");
  if (!start.ok) return start;
  const end = to === null ? ok(Number.POSITIVE_INFINITY) : parseMoment(to, "to", true);
  if (!end.ok) return end;
  if (start.value >= end.value) return err({ kind: "replay.range_invalid", path: "to", facts: { from, to } });
  const lengthMs = resolutionMs(resolution);
  for (const { source, series } of candidates) {
    if (series.lastMs >= start.value && series.firstMs < end.value) continue;
    const { firstMs, lastMs } = series;
    const facts = { symbol: source.symbol, first: isoTime(firstMs), last: isoTime(lastMs) };
    return err({ kind: "replay.range_empty", path: "from", facts });
  }
  const firstMs = Math.min(...candidates.map(({ series }) => series.firstMs));
  const lastMs = Math.max(...candidates.map(({ series }) => series.lastMs));
  return ok({ fromMs: Math.max(start.value, firstMs), toMs: Math.min(end.value, lastMs + lengthMs) });
}

/** The instruments to play into. One that another session plays is refused; one that has been played to its end is given up. */
async function takeInstruments(
  tx: SqlPort,
  candidates: readonly Candidate[],
  nowMs: EpochMs,
): Promise<Result<readonly ReplayedInstrument[], AppError>> {
  const store = makeReplayStore();
  const held = await store.lockOpen(tx);
  const playing = new Set(held.filter(({ ended }) => !ended).map(({ sessionId }) => sessionId));
  if (playing.size >= REPLAYS_OPEN_MAX) return err({ kind: "replay.too_many", facts: { limit: REPLAYS_OPEN_MAX } });
  const played: ReplayedInstrument[] = [];
  for (const { source, series } of candidates) {
    const instrument = await store.ensureInstrument(tx, source);
    const symbol = replaySymbol(source.symbol);
    if (instrument === null) return err({ kind: "replay.symbol_taken", path: "symbols", facts: { symbol } });
    const holders = held.filter(({ instrumentId }) => instrumentId === instrument.instrumentId);
    if (holders.some(({ ended }) => !ended)) {
      return err({ kind: "replay.instrument_busy", path: "symbols", facts: { symbol: source.symbol } });
    }
    for (const { sessionId } of holders) {
      const session = await store.lock(tx, sessionId);
      if (session !== null) await store.save(tx, { ...session, status: "stopped" }, nowMs);
    }
    played.push({ source, instrument, asOfMs: series.changedAtMs });
  }
  return ok(played);
}
