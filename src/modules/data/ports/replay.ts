import type { EpochMs, InstrumentId, SqlPort, UserId } from "@/modules/_kernel";
import type { BarColumns } from "../domain/bar-columns";
import type { Instrument } from "../domain/instrument";
import type { ReplayedInstrument, ReplaySession } from "../domain/replay/session";
import type { BarTransaction, SeriesKey } from "./index";

/** Stored bars of what is being replayed, by the alias under which they are played. */
export interface ReplayTape {
  /** Bars whose time lies in `[fromMs, toMs)`, oldest first, the same at every call; empty for an alias that is not played. */
  read(alias: string, fromMs: number, toMs: number): Promise<BarColumns>;
}

/** A session with what it plays and who began it. */
export interface StoredReplay {
  readonly session: ReplaySession;
  /** In the order in which they were given; one at least. */
  readonly played: readonly ReplayedInstrument[];
  /** The leap whose old bars have been cleared away; less than the session's: that is still to be done. */
  readonly clearedLeap: number;
  readonly createdBy: UserId | null;
  readonly createdAtMs: EpochMs;
  readonly updatedAtMs: EpochMs;
}

/** What of a session its player writes: never over a leap that came meanwhile. */
export interface ReplayMark {
  readonly positionMs: number;
  readonly stepsDone: number;
  /** It has played everything. */
  readonly ended: boolean;
}

export interface HeldInstrument {
  readonly sessionId: string;
  readonly instrumentId: InstrumentId;
  readonly ended: boolean;
}

/** Sessions of replays. */
export interface ReplayStore {
  insert(
    tx: SqlPort,
    session: ReplaySession,
    played: readonly ReplayedInstrument[],
    by: { readonly userId: UserId | null; readonly atMs: EpochMs },
  ): Promise<void>;
  find(sql: SqlPort, sessionId: string): Promise<StoredReplay | null>;
  /** Those that are not stopped, then the newest stopped ones; `limit` in all. */
  list(sql: SqlPort, limit: number): Promise<readonly StoredReplay[]>;
  /** Ids of those that need a player: playing and paused ones, the oldest first. */
  listOpen(sql: SqlPort, limit: number): Promise<readonly string[]>;
  /** The session, its row locked until the transaction ends; null: there is none. */
  lock(tx: SqlPort, sessionId: string): Promise<ReplaySession | null>;
  /**
   * Whoever begins a session waits here for others who do, until the transaction ends. The instruments of sessions that are
   * not stopped; `ended`: it has played everything.
   */
  lockOpen(tx: SqlPort): Promise<readonly HeldInstrument[]>;
  save(tx: SqlPort, session: ReplaySession, nowMs: EpochMs): Promise<void>;
  /** Moves the session on, unless it leapt or was stopped since. True: it stood otherwise, and still plays this leap. */
  mark(
    tx: SqlPort,
    session: Pick<ReplaySession, "sessionId" | "leap">,
    mark: ReplayMark,
    nowMs: EpochMs,
  ): Promise<boolean>;
  cleared(tx: SqlPort, session: Pick<ReplaySession, "sessionId" | "leap">): Promise<void>;
  /**
   * The instrument that a source is played into, made with its facts where it is new. Null: its symbol is taken by something
   * that is no replay.
   */
  ensureInstrument(tx: SqlPort, source: Instrument): Promise<Instrument | null>;
  /**
   * Takes every bar of a series away: they move to the revisions, and the imports that brought them count as undone. For
   * series of replays only.
   */
  clearSeries(tx: BarTransaction, series: SeriesKey, nowMs: EpochMs): Promise<void>;
}
