import { z } from "zod";
import { EpochMs, SessionId, type SqlPort, type UserId } from "@/modules/_kernel";
import type { SessionView, UserView } from "../../flows/contract";
import { momentOf } from "../../infra/moment";
import type { RecordTx } from "../../infra/prisma";
import { PersonRow, personView } from "./users";

/** A working day with a long lunch: whoever was away for longer signs in again. */
export const SESSION_IDLE_MAX_MS = 12 * 3_600_000;
/** However busy: after a week a stolen cookie is worth nothing. */
export const SESSION_AGE_MAX_MS = 7 * 24 * 3_600_000;
/** `last_seen_at` is written at most this often: a page of twenty queries is one sight. */
const SIGHT_INTERVAL_MS = 60_000;
/** Kept in one piece for the person who looks at the list; browsers send up to kilobytes of it. */
const USER_AGENT_LENGTH_MAX = 256;
const SESSIONS_LISTED_MAX = 100;

export interface NewSession {
  readonly sessionId: SessionId;
  readonly userId: UserId;
  readonly nowMs: EpochMs;
  readonly ip: string;
  readonly userAgent: string;
}

/** The part of a client or transaction that reads and writes sessions. */
type SessionRows = Pick<RecordTx, "session">;

export async function insertSession({ session }: SessionRows, given: NewSession): Promise<void> {
  const { sessionId, userId, nowMs, ip, userAgent } = given;
  await session.create({
    data: {
      id: sessionId,
      userId,
      createdAt: new Date(nowMs),
      lastSeenAt: new Date(nowMs),
      expiresAt: new Date(nowMs + SESSION_AGE_MAX_MS),
      provedAt: new Date(nowMs),
      ip: ip.slice(0, 64),
      userAgent: userAgent.slice(0, USER_AGENT_LENGTH_MAX),
    },
  });
}

/** A live session's person, and what the session may not do yet. */
export interface SessionFacts {
  readonly user: UserView;
  /** When a password, a code or a passkey was last given in it. */
  readonly provedAt: EpochMs;
  /** Whether the person's role needs a second factor that they have not set up: nothing else is open to them. */
  readonly factorDue: boolean;
}

const SessionRow = z.object({
  session_id: z.custom<SessionId>(SessionId.is, "a session id"),
  last_seen_at: z.date(),
  proved_at: z.date(),
  factor_due: z.boolean(),
});
const LiveRows = z.array(
  SessionRow.and(PersonRow).transform(
    ({ session_id: sessionId, last_seen_at: lastSeenAt, proved_at: provedAt, factor_due: factorDue, ...person }) => ({
      sessionId,
      lastSeenAt,
      facts: { user: personView(person), provedAt: EpochMs.of(provedAt.getTime()), factorDue },
    }),
  ),
);

/**
 * The people of those sessions that live: not revoked, not idle too long, not past their end, and the person not disabled.
 * Marks them as seen, at most once a minute. One read by primary key, in SQL: every request waits for it.
 */
export async function touchSessions(
  sql: SqlPort,
  sessionIds: readonly SessionId[],
  nowMs: EpochMs,
): Promise<ReadonlyMap<SessionId, SessionFacts>> {
  const live = LiveRows.parse(
    await sql.$queryRaw`
      SELECT s.id AS session_id, s.last_seen_at, s.proved_at,
             u.factor_at IS NULL AND EXISTS (SELECT 1 FROM factor_rule AS f WHERE f.role = u.role) AS factor_due,
             u.id, u.email, u.name, u.role, u.time_zone, u.preferences
      FROM user_session AS s JOIN user_account AS u ON u.id = s.user_id
      WHERE s.id = ANY (${sessionIds}::text[]) AND s.revoked_at IS NULL AND u.disabled_at IS NULL
        AND s.expires_at > ${new Date(nowMs)} AND s.last_seen_at > ${new Date(nowMs - SESSION_IDLE_MAX_MS)}
      LIMIT ${sessionIds.length}`,
  );
  const unseen = live.filter(({ lastSeenAt }) => nowMs - lastSeenAt.getTime() > SIGHT_INTERVAL_MS);
  if (unseen.length > 0) {
    await sql.$executeRaw`
      UPDATE user_session SET last_seen_at = ${new Date(nowMs)}
      WHERE id = ANY (${unseen.map(({ sessionId }) => sessionId)}::text[]) AND revoked_at IS NULL
        AND last_seen_at < ${new Date(nowMs)}`;
  }
  return new Map(live.map(({ sessionId, facts }) => [sessionId, facts]));
}

/** A password, a code or a passkey was given in this session just now. */
export async function noteProof(tx: SqlPort, sessionId: SessionId, nowMs: EpochMs): Promise<void> {
  await tx.$executeRaw`
    UPDATE user_session SET proved_at = ${new Date(nowMs)} WHERE id = ${sessionId} AND revoked_at IS NULL`;
}

/** Whether the session lives, without marking it as seen: an open event stream is no activity of a person. */
export async function isSessionLive(sql: SqlPort, sessionId: SessionId, nowMs: EpochMs): Promise<boolean> {
  const rows = z.array(z.unknown()).parse(
    await sql.$queryRaw`
      SELECT 1 FROM user_session AS s JOIN user_account AS u ON u.id = s.user_id
      WHERE s.id = ${sessionId} AND s.revoked_at IS NULL AND u.disabled_at IS NULL
        AND s.expires_at > ${new Date(nowMs)} AND s.last_seen_at > ${new Date(nowMs - SESSION_IDLE_MAX_MS)}
      LIMIT 1`,
  );
  return rows.length > 0;
}

/** Rows that live: not revoked, not past their end, not idle too long. */
const liveAt = (nowMs: EpochMs) => ({
  revokedAt: null,
  expiresAt: { gt: new Date(nowMs) },
  lastSeenAt: { gt: new Date(nowMs - SESSION_IDLE_MAX_MS) },
});

/** Live sessions of a person, the one seen last first. */
export async function listSessions(
  { session }: SessionRows,
  { userId, current, nowMs }: { readonly userId: UserId; readonly current: SessionId; readonly nowMs: EpochMs },
): Promise<readonly SessionView[]> {
  const rows = await session.findMany({
    where: { userId, ...liveAt(nowMs) },
    orderBy: { lastSeenAt: "desc" },
    take: SESSIONS_LISTED_MAX,
  });
  return rows.map(({ id, createdAt, lastSeenAt, expiresAt, ip, userAgent }) => ({
    sessionId: SessionId.of(id),
    createdAt: EpochMs.of(createdAt.getTime()),
    lastSeenAt: EpochMs.of(lastSeenAt.getTime()),
    expiresAt: EpochMs.of(Math.min(expiresAt.getTime(), lastSeenAt.getTime() + SESSION_IDLE_MAX_MS)),
    ip,
    userAgent,
    current: id === current,
  }));
}

/** Ends one session of this person. False: there is no such live session of theirs. May be called twice. */
export async function revokeSession(
  { session }: SessionRows,
  { userId, sessionId, nowMs }: { readonly userId: UserId; readonly sessionId: SessionId; readonly nowMs: EpochMs },
): Promise<boolean> {
  const where = { id: sessionId, userId, revokedAt: null };
  return (await session.updateMany({ where, data: { revokedAt: new Date(nowMs) } })).count > 0;
}

/** Ends every session of a person but `except`; returns how many. */
export async function revokeOtherSessions(
  { session }: SessionRows,
  { userId, except, nowMs }: { readonly userId: UserId; readonly except: SessionId | null; readonly nowMs: EpochMs },
): Promise<number> {
  const where = { userId, revokedAt: null, ...(except === null ? {} : { id: { not: except } }) };
  return (await session.updateMany({ where, data: { revokedAt: new Date(nowMs) } })).count;
}

/** Removes sessions that ended longer than `ageMs` ago. Returns how many. */
export function pruneSessions(sql: SqlPort, ageMs: number, limit: number): Promise<number> {
  return sql.$executeRaw`
    DELETE FROM user_session WHERE id IN (
      SELECT id FROM user_session
      WHERE coalesce(revoked_at, expires_at) < now() - make_interval(secs => ${ageMs / 1000})
      LIMIT ${limit}
    )`;
}

/** When there first was a session that is over, by its end that is still kept; null: there is none. */
export function oldestEndedSession(sql: SqlPort): Promise<EpochMs | null> {
  return momentOf(
    sql.$queryRaw`SELECT min(coalesce(revoked_at, expires_at)) AS at FROM user_session WHERE coalesce(revoked_at, expires_at) < now() LIMIT 1`,
  );
}
