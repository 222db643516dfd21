import { z } from "zod";
import { EpochMs, SessionId, type SqlPort, UserId } from "@/modules/_kernel";
import type { SessionView } from "../../flows/contract";

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

export async function insertSession(tx: SqlPort, session: NewSession): Promise<void> {
  const { sessionId, userId, nowMs, ip, userAgent } = session;
  await tx.$executeRaw`
    INSERT INTO user_session (id, user_id, created_at, last_seen_at, expires_at, ip, user_agent)
    VALUES (${sessionId}, ${userId}, ${new Date(nowMs)}, ${new Date(nowMs)}, ${new Date(nowMs + SESSION_AGE_MAX_MS)},
            ${ip.slice(0, 64)}, ${userAgent.slice(0, USER_AGENT_LENGTH_MAX)})`;
}

/**
 * Whose session it is, when it lives: not revoked, not idle too long, not past its end, and the person not disabled. Null
 * otherwise. Marks it as seen, at most once a minute. One read by primary key a request.
 */
export async function touchSession(sql: SqlPort, sessionId: SessionId, nowMs: EpochMs): Promise<UserId | null> {
  const rows = z.array(z.object({ userId: z.custom<UserId>(UserId.is, "a user id"), lastSeenAt: z.date() })).parse(
    await sql.$queryRaw`
        SELECT s.user_id AS "userId", s.last_seen_at AS "lastSeenAt"
        FROM user_session AS s JOIN user_account AS u ON u.id = s.user_id
        WHERE s.id = ${sessionId} AND s.revoked_at IS NULL AND u.disabled_at IS NULL
          AND s.expires_at > ${new Date(nowMs)} AND s.last_seen_at > ${new Date(nowMs - SESSION_IDLE_MAX_MS)}
        LIMIT 1`,
  );
  const [row] = rows;
  if (row === undefined) return null;
  if (nowMs - row.lastSeenAt.getTime() > SIGHT_INTERVAL_MS) {
    await sql.$executeRaw`
      UPDATE user_session SET last_seen_at = ${new Date(nowMs)}
      WHERE id = ${sessionId} AND revoked_at IS NULL AND last_seen_at < ${new Date(nowMs)}`;
  }
  return row.userId;
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

const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const sessionRows = z.array(
  z.object({
    sessionId: z.custom<SessionId>(SessionId.is, "a session id"),
    createdAt: when,
    lastSeenAt: when,
    expiresAt: when,
    ip: z.string(),
    userAgent: z.string(),
  }),
);

/** Live sessions of a person, the one seen last first. */
export async function listSessions(
  sql: SqlPort,
  { userId, current, nowMs }: { readonly userId: UserId; readonly current: SessionId; readonly nowMs: EpochMs },
): Promise<readonly SessionView[]> {
  const rows = sessionRows.parse(
    await sql.$queryRaw`
      SELECT id AS "sessionId", created_at AS "createdAt", last_seen_at AS "lastSeenAt", ip, user_agent AS "userAgent",
             least(expires_at, last_seen_at + make_interval(secs => ${SESSION_IDLE_MAX_MS / 1000})) AS "expiresAt"
      FROM user_session
      WHERE user_id = ${userId} AND revoked_at IS NULL AND expires_at > ${new Date(nowMs)}
        AND last_seen_at > ${new Date(nowMs - SESSION_IDLE_MAX_MS)}
      ORDER BY last_seen_at DESC LIMIT ${SESSIONS_LISTED_MAX}`,
  );
  return rows.map((row) => ({ ...row, current: row.sessionId === current }));
}

/** Ends one session of this person. False: there is no such live session of theirs. May be called twice. */
export async function revokeSession(
  tx: SqlPort,
  { userId, sessionId, nowMs }: { readonly userId: UserId; readonly sessionId: SessionId; readonly nowMs: EpochMs },
): Promise<boolean> {
  const revoked = await tx.$executeRaw`
    UPDATE user_session SET revoked_at = ${new Date(nowMs)}
    WHERE id = ${sessionId} AND user_id = ${userId} AND revoked_at IS NULL`;
  return revoked > 0;
}

/** Ends every session of a person but `except`; returns how many. */
export function revokeOtherSessions(
  tx: SqlPort,
  { userId, except, nowMs }: { readonly userId: UserId; readonly except: SessionId | null; readonly nowMs: EpochMs },
): Promise<number> {
  return tx.$executeRaw`
    UPDATE user_session SET revoked_at = ${new Date(nowMs)}
    WHERE user_id = ${userId} AND revoked_at IS NULL AND id <> ${except ?? ""}`;
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
