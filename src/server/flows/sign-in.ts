import { type Clock, err, ok, type Result, SessionId, type SqlPort } from "@/modules/_kernel";
import { makeBatcher } from "../infra/batcher";
import type { Prisma, Records } from "../infra/prisma";
import { appendAudit } from "../platform/audit";
import {
  findUserByEmail,
  insertSession,
  revokeSession,
  type SignInThrottle,
  touchSessions,
  verifyPassword,
} from "../platform/identity";
import type { UserView } from "./contract";

/** The way in and out. Not part of `Flows`: only the sign-in route may come here. */

export interface SignInInput {
  readonly email: string;
  readonly password: string;
  readonly ip: string;
  readonly userAgent: string;
  readonly requestId: string;
}

export type SignInRefusal =
  | { readonly kind: "sign_in.wrong" }
  | { readonly kind: "sign_in.throttled"; readonly waitSeconds: number };

export interface LiveSession {
  readonly sessionId: SessionId;
  readonly user: UserView;
}

interface SignInDeps {
  readonly sql: SqlPort;
  readonly prisma: Prisma;
  readonly records: Records;
  readonly clock: Clock;
  readonly throttle: SignInThrottle;
  readonly newId: () => string;
}

export interface SignIn {
  /** Refuses in one way whether the address or the password is wrong, after the same work. */
  signIn(input: SignInInput): Promise<Result<LiveSession, SignInRefusal>>;
  /** Ends the session; a session that has ended already is left alone. */
  signOut(sessionId: SessionId, requestId: string): Promise<void>;
  /**
   * The session's person as they are now, or null when the session does not live any more: read after this was called.
   * Calls at one time share a statement.
   */
  resume(sessionId: SessionId): Promise<LiveSession | null>;
}

/** Sessions that one statement looks at: the connections that a busy web process has. */
const SESSIONS_PER_LOOK_MAX = 500;

export function makeSignIn(deps: SignInDeps): SignIn {
  const personOf = makeBatcher<SessionId, UserView>(
    (sessionIds) => touchSessions(deps.sql, sessionIds, deps.clock.nowMs()),
    SESSIONS_PER_LOOK_MAX,
  );
  return {
    signIn: (input) => signIn(deps, input),
    signOut: (sessionId, requestId) => signOut(deps, sessionId, requestId),
    async resume(sessionId) {
      const user = await personOf(sessionId);
      return user === null ? null : { sessionId, user };
    },
  };
}

async function signIn(deps: SignInDeps, input: SignInInput): Promise<Result<LiveSession, SignInRefusal>> {
  const { prisma, records, clock, throttle, newId } = deps;
  const { email, password, ip, userAgent, requestId } = input;
  const attempt = { email, ip };
  const waitSeconds = await throttle.waitSeconds(attempt);
  if (waitSeconds > 0) return err({ kind: "sign_in.throttled", waitSeconds });
  // Counted before the password is looked at: a hundred attempts at the same moment are a hundred, not one.
  await throttle.failed(attempt);
  const user = await findUserByEmail(prisma, email);
  const matches = await verifyPassword(user?.passwordHash ?? null, password);
  if (user === null || user.disabled || !matches) return err({ kind: "sign_in.wrong" });
  await throttle.succeeded(attempt);
  const { view } = user;
  const sessionId = SessionId.of(newId());
  await records.run(async (tx) => {
    await insertSession(tx, { sessionId, userId: view.userId, nowMs: clock.nowMs(), ip, userAgent });
    const actor = { kind: "user", userId: view.userId, requestId } as const;
    await appendAudit(tx, { actor, action: "session.create", subjectType: "session", subjectId: sessionId });
  });
  return ok({ sessionId, user: view });
}

async function signOut({ sql, records, clock }: SignInDeps, sessionId: SessionId, requestId: string): Promise<void> {
  const nowMs = clock.nowMs();
  const userId = (await touchSessions(sql, [sessionId], nowMs)).get(sessionId)?.userId;
  if (userId === undefined) return;
  await records.run(async (tx) => {
    const revoked = await revokeSession(tx, { userId, sessionId, nowMs });
    if (!revoked) return;
    const actor = { kind: "user", userId, requestId } as const;
    await appendAudit(tx, { actor, action: "session.end", subjectType: "session", subjectId: sessionId });
  });
}
