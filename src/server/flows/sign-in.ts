import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import { type Clock, err, ok, type Result, SessionId, type SqlPort } from "@/modules/_kernel";
import { makeBatcher } from "../infra/batcher";
import type { Prisma, Records } from "../infra/prisma";
import { appendAudit } from "../platform/audit";
import {
  findUser,
  findUserByEmail,
  type GuessThrottle,
  insertSession,
  type KnownDevices,
  listPasskeys,
  type PasskeyChallenges,
  revokeSession,
  type SessionFacts,
  type SignInThrottle,
  touchSessions,
  verifyPassword,
} from "../platform/identity";
import type { Secrets } from "../platform/secrets";
import type { UserView } from "./contract";
import { takeCode } from "./people/check-factor";
import { checkPasskey, type PasskeyPlace } from "./people/check-passkey";

/** The way in and out. Not part of `Flows`: only the sign-in route may come here. */

export interface SignInInput extends SignInOrigin {
  readonly email: string;
  readonly password: string;
  /** Of an authenticator app, or a recovery code; null: not asked for yet. */
  readonly code: string | null;
}

/** Who knocks, as far as a server can tell. */
export interface SignInOrigin {
  readonly ip: string;
  readonly userAgent: string;
  readonly requestId: string;
  /** What the browser keeps of an earlier time; null: nothing. */
  readonly deviceMark: string | null;
}

export type SignInRefusal =
  | { readonly kind: "sign_in.wrong" }
  /** The password is right, and does not open the door by itself. */
  | { readonly kind: "sign_in.code_needed"; readonly hasPasskey: boolean }
  | { readonly kind: "sign_in.code_wrong" }
  | { readonly kind: "sign_in.passkey_refused" }
  | { readonly kind: "sign_in.throttled"; readonly waitSeconds: number };

export interface LiveSession extends SessionFacts {
  readonly sessionId: SessionId;
}

export interface NewSession {
  readonly sessionId: SessionId;
  readonly user: UserView;
  /** For the browser to keep: by it a later attempt is known to come from where this person came in. */
  readonly deviceMark: string;
}

interface SignInDeps {
  readonly sql: SqlPort;
  readonly prisma: Prisma;
  readonly records: Records;
  readonly clock: Clock;
  readonly throttle: SignInThrottle;
  /** Wrong codes after the right password. */
  readonly codes: GuessThrottle;
  readonly secrets: Secrets;
  readonly place: PasskeyPlace;
  readonly challenges: PasskeyChallenges;
  readonly devices: KnownDevices;
  readonly newId: () => string;
}

export interface SignIn {
  /** Refuses in one way whether the address or the password is wrong, after the same work. */
  signIn(input: SignInInput): Promise<Result<NewSession, SignInRefusal>>;
  /** Without a password: a passkey is something one has, opened by finger, face or PIN. */
  signInByPasskey(response: AuthenticationResponseJSON, from: SignInOrigin): Promise<Result<NewSession, SignInRefusal>>;
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
  const factsOf = makeBatcher<SessionId, SessionFacts>(
    (sessionIds) => touchSessions(deps.sql, sessionIds, deps.clock.nowMs()),
    SESSIONS_PER_LOOK_MAX,
  );
  return {
    signIn: (input) => signIn(deps, input),
    signInByPasskey: (response, from) => signInByPasskey(deps, response, from),
    signOut: (sessionId, requestId) => signOut(deps, sessionId, requestId),
    async resume(sessionId) {
      const facts = await factsOf(sessionId);
      return facts === null ? null : { sessionId, ...facts };
    },
  };
}

async function signIn(deps: SignInDeps, input: SignInInput): Promise<Result<NewSession, SignInRefusal>> {
  const { prisma, throttle } = deps;
  const { email, password, code, ip, deviceMark } = input;
  const device = deviceMark === null ? null : await deps.devices.deviceOf(deviceMark, email, deps.clock.nowMs());
  const attempt = { email, ip, device };
  const waitSeconds = await throttle.waitSeconds(attempt);
  if (waitSeconds > 0) return err({ kind: "sign_in.throttled", waitSeconds });
  // Counted before the password is looked at: a hundred attempts at the same moment are a hundred, not one.
  await throttle.failed(attempt);
  const user = await findUserByEmail(prisma, email);
  const matches = await verifyPassword(user?.passwordHash ?? null, password);
  if (user === null || user.disabled || !matches) return err({ kind: "sign_in.wrong" });
  if (user.hasFactor) {
    if (code === null) {
      await throttle.takenBack(attempt);
      const hasPasskey = (await listPasskeys(deps.sql, user.view.userId)).length > 0;
      return err({ kind: "sign_in.code_needed", hasPasskey });
    }
    const refused = await refuseCode(deps, user.view, { code, requestId: input.requestId });
    if (refused !== null) return err(refused);
  }
  await throttle.succeeded(attempt);
  return ok(
    await beginSession(deps, user.view, { from: input, by: user.hasFactor ? "password_and_code" : "password" }),
  );
}

/** Null: the code is right, and used up. */
async function refuseCode(
  deps: SignInDeps,
  { userId }: UserView,
  { code, requestId }: { readonly code: string; readonly requestId: string },
): Promise<SignInRefusal | null> {
  const { codes, records } = deps;
  const waitSeconds = await codes.guess(userId);
  if (waitSeconds > 0) return { kind: "sign_in.throttled", waitSeconds };
  const actor = { kind: "user", userId, requestId } as const;
  if (await takeCode(deps, userId, code, actor)) {
    await codes.right(userId);
    return null;
  }
  // Whoever came this far knows the password: that is worth a line.
  await records.run((tx) =>
    appendAudit(tx, { actor, action: "session.refuse_code", subjectType: "user", subjectId: userId }),
  );
  return { kind: "sign_in.code_wrong" };
}

async function signInByPasskey(
  deps: SignInDeps,
  response: AuthenticationResponseJSON,
  from: SignInOrigin,
): Promise<Result<NewSession, SignInRefusal>> {
  const refused = err({ kind: "sign_in.passkey_refused" } as const);
  const attempt = { email: null, ip: from.ip, device: null };
  const waitSeconds = await deps.throttle.waitSeconds(attempt);
  if (waitSeconds > 0) return err({ kind: "sign_in.throttled", waitSeconds });
  await deps.throttle.failed(attempt);
  const answer = await checkPasskey(deps, response, { kind: "sign_in" });
  const user = answer === null ? null : await findUser(deps.prisma, answer.passkey.userId);
  if (answer === null || user === null || user.disabled) return refused;
  const taken = await deps.records.run((tx) => answer.take(tx));
  if (!taken) return refused;
  await deps.throttle.succeeded(attempt);
  return ok(await beginSession(deps, user.view, { from, by: "passkey" }));
}

async function beginSession(
  { records, clock, newId, devices }: SignInDeps,
  user: UserView,
  { from, by }: { readonly from: SignInOrigin; readonly by: "password" | "password_and_code" | "passkey" },
): Promise<NewSession> {
  const { userId } = user;
  const { ip, userAgent, requestId } = from;
  const sessionId = SessionId.of(newId());
  await records.run(async (tx) => {
    await insertSession(tx, { sessionId, userId, nowMs: clock.nowMs(), ip, userAgent });
    const actor = { kind: "user", userId, requestId } as const;
    const details = { by };
    await appendAudit(tx, { actor, action: "session.create", subjectType: "session", subjectId: sessionId, details });
  });
  return { sessionId, user, deviceMark: await devices.mark(user.email, clock.nowMs()) };
}

async function signOut({ sql, records, clock }: SignInDeps, sessionId: SessionId, requestId: string): Promise<void> {
  const nowMs = clock.nowMs();
  const userId = (await touchSessions(sql, [sessionId], nowMs)).get(sessionId)?.user.userId;
  if (userId === undefined) return;
  await records.run(async (tx) => {
    const revoked = await revokeSession(tx, { userId, sessionId, nowMs });
    if (!revoked) return;
    const actor = { kind: "user", userId, requestId } as const;
    await appendAudit(tx, { actor, action: "session.end", subjectType: "session", subjectId: sessionId });
  });
}
