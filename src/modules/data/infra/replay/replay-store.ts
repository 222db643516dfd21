import { z } from "zod";
import { type SqlPort, UserId } from "@/modules/_kernel";
import type { Instrument } from "../../domain/instrument";
import { isReplayResolution } from "../../domain/replay/bar-ticks";
import {
  REPLAY,
  REPLAY_STATUSES,
  type ReplayedInstrument,
  type ReplaySession,
  replaySymbol,
} from "../../domain/replay/session";
import { resolutionMinutes } from "../../domain/resolution";
import type { ReplayStore, StoredReplay } from "../../ports/replay";
import { makeInstrumentStore } from "../instrument-store";
import { EpochMsText, InstrumentIdColumn, ResolutionColumn } from "../rows";
import { clearReplaySeries } from "./clear-series";

/** Instruments of the sessions on one page. */
const PLAYED_MAX = 5_000;
/** One lock for whoever begins a session: two at once could take one instrument. */
const OPEN_LOCK = 7_264_501;

const SessionColumns = {
  id: z.string(),
  status: z.enum(REPLAY_STATUSES),
  resolution: ResolutionColumn.refine(isReplayResolution),
  from_ms: EpochMsText,
  to_ms: EpochMsText,
  position_ms: EpochMsText,
  speed: z.number().nullable(),
  leap: z.int(),
  steps_asked: z.int(),
  steps_done: z.int(),
};
const SessionRows = z.array(
  z
    .object({
      ...SessionColumns,
      cleared_leap: z.int(),
      created_by: z.custom<UserId>(UserId.is, "a user id").nullable(),
      created_ms: EpochMsText,
      updated_ms: EpochMsText,
    })
    .transform(({ cleared_leap, created_by, created_ms, updated_ms, ...row }) => ({
      session: sessionOf(row),
      clearedLeap: cleared_leap,
      createdBy: created_by,
      createdAtMs: created_ms,
      updatedAtMs: updated_ms,
    })),
);
const LockedRows = z.array(z.object(SessionColumns).transform(sessionOf));
const OpenRows = z.array(z.object({ id: z.string() }).transform(({ id }) => id));
const TakenRows = z.array(
  z
    .object({ session_id: z.string(), instrument_id: InstrumentIdColumn, ended: z.boolean() })
    .transform(({ session_id, instrument_id, ended }) => ({
      sessionId: session_id,
      instrumentId: instrument_id,
      ended,
    })),
);
const PlayedRows = z.array(
  z.object({ session_id: z.string(), source_symbol: z.string(), symbol: z.string(), as_of_ms: EpochMsText }),
);

function sessionOf(row: z.output<z.ZodObject<typeof SessionColumns>>): ReplaySession {
  return {
    sessionId: row.id,
    status: row.status,
    resolution: row.resolution,
    fromMs: row.from_ms,
    toMs: row.to_ms,
    positionMs: row.position_ms,
    speed: row.speed,
    leap: row.leap,
    stepsAsked: row.steps_asked,
    stepsDone: row.steps_done,
  };
}

/** Sessions of replays on PostgreSQL. */
export function makeReplayStore(): ReplayStore {
  return {
    insert,
    async find(sql, sessionId) {
      return (await readSessions(sql, { sessionId, limit: 1 }))[0] ?? null;
    },
    list: (sql, limit) => readSessions(sql, { sessionId: null, limit }),
    async listOpen(sql, limit) {
      const rows = await sql.$queryRaw`
        SELECT id FROM replay_session
        WHERE status IN ('playing', 'paused') ORDER BY created_at, id LIMIT ${limit}`;
      return OpenRows.parse(rows);
    },
    async lock(tx, sessionId) {
      const rows = await tx.$queryRaw`
        SELECT id, status, resolution, speed, leap, steps_asked, steps_done,
          (extract(epoch FROM from_ts) * 1000)::bigint::text AS from_ms,
          (extract(epoch FROM to_ts) * 1000)::bigint::text AS to_ms,
          (extract(epoch FROM position) * 1000)::bigint::text AS position_ms
        FROM replay_session WHERE id = ${sessionId} FOR UPDATE`;
      return LockedRows.parse(rows)[0] ?? null;
    },
    async lockOpen(tx) {
      await tx.$queryRaw`SELECT pg_advisory_xact_lock(${OPEN_LOCK})::text`;
      const rows = await tx.$queryRaw`
        SELECT p.session_id, p.instrument_id, s.status = 'finished' AS ended FROM replay_instrument p JOIN replay_session s ON s.id = p.session_id
        WHERE s.status <> 'stopped' LIMIT ${PLAYED_MAX}`;
      return TakenRows.parse(rows);
    },
    async save(tx, { sessionId, status, positionMs, speed, leap, stepsAsked, stepsDone }, nowMs) {
      await tx.$executeRaw`
        UPDATE replay_session SET status = ${status}, position = to_timestamp(${positionMs}::double precision / 1000),
          speed = ${speed}::double precision, leap = ${leap}, steps_asked = ${stepsAsked}, steps_done = ${stepsDone},
          updated_at = to_timestamp(${nowMs}::double precision / 1000)
        WHERE id = ${sessionId}`;
    },
    async mark(tx, { sessionId, leap }, { positionMs, stepsDone, ended }, nowMs) {
      const moved = await tx.$executeRaw`
        UPDATE replay_session SET position = to_timestamp(${positionMs}::double precision / 1000),
          steps_done = greatest(steps_done, least(${stepsDone}, steps_asked)),
          status = CASE WHEN ${ended} THEN 'finished' ELSE status END,
          updated_at = to_timestamp(${nowMs}::double precision / 1000)
        WHERE id = ${sessionId} AND leap = ${leap} AND status IN ('playing', 'paused')
          AND (${ended} OR position <> to_timestamp(${positionMs}::double precision / 1000) OR steps_done < ${stepsDone})`;
      return moved === 1;
    },
    async cleared(tx, { sessionId, leap }) {
      await tx.$executeRaw`
        UPDATE replay_session SET cleared_leap = ${leap} WHERE id = ${sessionId} AND leap >= ${leap}`;
    },
    ensureInstrument,
    clearSeries: clearReplaySeries,
  };
}

const insert: ReplayStore["insert"] = async (tx, session, played, { userId, atMs }) => {
  const { sessionId, status, resolution, fromMs, toMs, positionMs, speed, leap } = session;
  await tx.$executeRaw`
    INSERT INTO replay_session (id, status, resolution, from_ts, to_ts, position, speed, leap, created_by, created_at, updated_at)
    VALUES (${sessionId}, ${status}, ${resolutionMinutes(resolution)}, to_timestamp(${fromMs}::double precision / 1000),
      to_timestamp(${toMs}::double precision / 1000), to_timestamp(${positionMs}::double precision / 1000),
      ${speed}::double precision, ${leap}, ${userId}, to_timestamp(${atMs}::double precision / 1000),
      to_timestamp(${atMs}::double precision / 1000))`;
  for (const [place, { source, instrument, asOfMs }] of played.entries()) {
    await tx.$executeRaw`
      INSERT INTO replay_instrument (session_id, place, source_id, instrument_id, as_of)
      VALUES (${sessionId}, ${place}, ${source.instrumentId}, ${instrument.instrumentId},
        to_timestamp(${asOfMs}::double precision / 1000))`;
  }
};

/** That session, or those that are not stopped and then the newest others. */
async function readSessions(
  sql: SqlPort,
  { sessionId, limit }: { readonly sessionId: string | null; readonly limit: number },
): Promise<readonly StoredReplay[]> {
  const rows = await sql.$queryRaw`
    SELECT id, status, resolution, speed, leap, cleared_leap, steps_asked, steps_done, created_by,
      (extract(epoch FROM from_ts) * 1000)::bigint::text AS from_ms,
      (extract(epoch FROM to_ts) * 1000)::bigint::text AS to_ms,
      (extract(epoch FROM position) * 1000)::bigint::text AS position_ms,
      (extract(epoch FROM created_at) * 1000)::bigint::text AS created_ms,
      (extract(epoch FROM updated_at) * 1000)::bigint::text AS updated_ms
    FROM replay_session WHERE ${sessionId}::text IS NULL OR id = ${sessionId}
    ORDER BY status = 'stopped', replay_session.created_at DESC, id DESC LIMIT ${limit}`;
  return withPlayed(sql, SessionRows.parse(rows));
}

async function withPlayed(
  sql: SqlPort,
  found: readonly Omit<StoredReplay, "played">[],
): Promise<readonly StoredReplay[]> {
  const rows = await sql.$queryRaw`
    SELECT p.session_id, s.symbol AS source_symbol, i.symbol,
      (extract(epoch FROM p.as_of) * 1000)::bigint::text AS as_of_ms
    FROM replay_instrument p JOIN instrument s ON s.id = p.source_id JOIN instrument i ON i.id = p.instrument_id
    WHERE p.session_id = ANY (${found.map(({ session }) => session.sessionId)}::text[])
    ORDER BY p.session_id, p.place LIMIT ${PLAYED_MAX}`;
  const instruments = makeInstrumentStore(sql);
  const known = new Map<string, Instrument | null>();
  const instrumentOf = async (symbol: string) => {
    const instrument = known.get(symbol) ?? (await instruments.find(symbol));
    known.set(symbol, instrument);
    return instrument;
  };
  const bySession = new Map<string, ReplayedInstrument[]>();
  for (const { session_id, source_symbol, symbol, as_of_ms } of PlayedRows.parse(rows)) {
    const [source, instrument] = [await instrumentOf(source_symbol), await instrumentOf(symbol)];
    if (source === null || instrument === null) continue; // deleted since the rows were read
    const played = bySession.get(session_id) ?? [];
    played.push({ source, instrument, asOfMs: as_of_ms });
    bySession.set(session_id, played);
  }
  return found.map((one) => ({ ...one, played: bySession.get(one.session.sessionId) ?? [] }));
}

const ensureInstrument: ReplayStore["ensureInstrument"] = async (tx, source) => {
  const symbol = replaySymbol(source.symbol);
  const { name, kind, currency, tick, lot, timeZone, multiplier, calendar, sector } = source;
  await tx.$executeRaw`
    WITH made AS (
      INSERT INTO instrument (symbol, name, kind, currency, tick, lot, time_zone, multiplier, calendar, sector)
      VALUES (${symbol}, ${`${name.slice(0, NAME_KEPT)} (replay)`}, ${kind}, ${currency}, ${tick}::numeric, ${lot}::numeric,
        ${timeZone}, ${multiplier}::numeric, ${calendar}, ${sector})
      ON CONFLICT (symbol) DO NOTHING RETURNING id
    )
    INSERT INTO instrument_alias (source, alias, instrument_id, venue)
    SELECT ${REPLAY}, ${symbol}, id, '' FROM made ON CONFLICT (source, alias) DO NOTHING`;
  const instrument = await makeInstrumentStore(tx).findByAlias(REPLAY, symbol);
  return instrument?.symbol === symbol ? instrument : null;
};

/** Characters of the source's name: a name is one line of a list. */
const NAME_KEPT = 190;
