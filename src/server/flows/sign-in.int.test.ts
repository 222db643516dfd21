import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EpochMs, type SessionId } from "@/modules/_kernel";
import { type TestDatabase, withTestDatabase } from "../infra/testing/database";
import {
  isSessionLive,
  makeSignInThrottle,
  pruneSessions,
  SESSION_AGE_MAX_MS,
  SESSION_IDLE_MAX_MS,
} from "../platform/identity";
import type { Actor, UserView } from "./contract";
import { makeCreateUser } from "./create-user";
import type { FlowDeps } from "./deps";
import { makeChangePassword, makeListSessions, makeRevokeSession, makeSetPassword } from "./manage-account";
import type { SignInInput } from "./sign-in";
import { makeTestDeps, makeTestSignIn } from "./testing/test-house";

const PASSWORD = "correct horse battery";
/** Sign-in tries of the drill: ten thousand in its full number. */
const TRIES = process.env["SOAK_RUNS"] === undefined ? 200 : 10_000;
const cli: Actor = { kind: "cli", userId: null, requestId: "request-1" };
const attempt: SignInInput = {
  email: "ann@example.com",
  password: PASSWORD,
  code: null,
  ip: "192.0.2.1",
  userAgent: "test",
  requestId: "r",
  deviceMark: null,
};

let database: TestDatabase;
let owner: pg.Client;
let deps: FlowDeps;
let nowMs: number;
let ann: UserView;
beforeAll(async () => {
  database = await withTestDatabase();
  // Nobody but the owner of the tables takes rows out of all of these.
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
});
beforeEach(async () => {
  // Whoever was there in the test before is gone, with what they mistyped.
  await owner.query("DELETE FROM user_session; DELETE FROM sign_in_throttle; DELETE FROM user_account");
  nowMs = Date.now();
  deps = makeTestDeps(database, { clock: { nowMs: () => EpochMs.of(nowMs) } });
  const made = await makeCreateUser(deps)(
    { email: "Ann@Example.com", name: "Ann", role: "trader", password: PASSWORD },
    cli,
  );
  if (!made.ok) throw new Error(made.error.kind);
  ann = made.value;
});
afterAll(async () => {
  await owner.end();
  await database.close();
});

/** A web process, as it is after a restart: nothing but the database is shared with the one before. */
const restarted = () => makeTestSignIn(database, deps);

async function signedIn(): Promise<SessionId> {
  const answer = await restarted().signIn(attempt);
  if (!answer.ok) throw new Error(answer.error.kind);
  return answer.value.sessionId;
}
const by = (sessionId?: SessionId): Actor => ({
  kind: "user",
  userId: ann.userId,
  ...(sessionId === undefined ? {} : { sessionId }),
  requestId: "r",
});

describe("signing in", () => {
  it("answers in one way for a wrong password and for somebody who does not exist", async () => {
    const wrong = { ok: false, error: { kind: "sign_in.wrong" } };
    expect(await restarted().signIn({ ...attempt, password: "not this one at all" })).toEqual(wrong);
    expect(await restarted().signIn({ ...attempt, email: "nobody@example.com" })).toEqual(wrong);
  });

  it("refuses a disabled person, and ends the sessions they had", async () => {
    const sessionId = await signedIn();
    await deps.sql.$executeRaw`UPDATE user_account SET disabled_at = now()`;
    expect(await restarted().resume(sessionId)).toBeNull();
    expect(await restarted().signIn(attempt)).toMatchObject({ error: { kind: "sign_in.wrong" } });
  });

  it("makes a person wait after five failures, across a restart, from that address only", async () => {
    for (let n = 0; n < 5; n += 1) {
      expect(await restarted().signIn({ ...attempt, password: `wrong password ${n}` })).toMatchObject({
        error: { kind: "sign_in.wrong" },
      });
    }
    const answer = await restarted().signIn(attempt);
    expect(answer).toMatchObject({ ok: false, error: { kind: "sign_in.throttled" } });
    if (answer.ok || answer.error.kind !== "sign_in.throttled") throw new Error("not throttled");
    expect(answer.error.waitSeconds).toBeGreaterThan(0);
    expect((await restarted().signIn({ ...attempt, ip: "192.0.2.2" })).ok).toBe(true);
  });

  it("looks at no more than five of many guesses at the same moment", async () => {
    const one = restarted();
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) => one.signIn({ ...attempt, password: `parallel guess ${n}` })),
    );
    await expect(restarted().signIn(attempt)).resolves.toMatchObject({ error: { kind: "sign_in.throttled" } });
    expect(answers.every((answer) => !answer.ok)).toBe(true);
  });

  it("looks at few of ten thousand tries, keeps few counts, and lets everybody else in", async () => {
    const one = restarted();
    let looked = 0;
    const others: unknown[] = [];
    const knock = async (change: Partial<SignInInput>) => {
      const answer = await one.signIn({ ...attempt, password: "a guess of many", ...change });
      if (!answer.ok && answer.error.kind === "sign_in.wrong") looked += 1;
      else others.push(answer.ok ? "let in" : answer.error.kind);
    };
    // One address with a list of accounts, then many addresses that share one account.
    for (let n = 0; n < TRIES / 2; n += 1) await knock({ email: `person-${n}@example.com`, ip: "192.0.2.9" });
    expect(looked).toBe(30);
    for (let n = 0; n < TRIES / 2; n += 1) await knock({ email: "bob@example.com", ip: `2001:db8::${n.toString(16)}` });
    expect(looked).toBe(30 + 50);
    expect(new Set(others)).toEqual(new Set(["sign_in.throttled"]));
    const [kept] = await deps.sql.$queryRaw<[{ n: number }]>`SELECT count(*)::int AS n FROM sign_in_throttle`;
    expect(kept.n).toBe(30 + 1 + 30 + (50 + 50 + 1));
    expect((await one.signIn(attempt)).ok).toBe(true);
  });

  describe("in a browser that somebody came in with before", () => {
    const guess = (change: Partial<SignInInput>) =>
      restarted().signIn({ ...attempt, password: "a stranger's guess", ...change });
    async function markOf(change: Partial<SignInInput> = {}): Promise<string> {
      const answer = await restarted().signIn({ ...attempt, ...change });
      if (!answer.ok) throw new Error(answer.error.kind);
      return answer.value.deviceMark;
    }
    /** More wrong passwords than an account takes, each from somewhere else. */
    async function guessFromEverywhere() {
      for (let n = 0; n < 55; n += 1) await guess({ ip: `2001:db8::${n.toString(16)}` });
    }

    it("lets its person in whatever strangers guessed, and nobody else", async () => {
      const deviceMark = await markOf({ email: "ANN@example.com" });
      await guessFromEverywhere();
      const elsewhere = { ...attempt, ip: "192.0.2.77" };
      await expect(restarted().signIn(elsewhere)).resolves.toMatchObject({ error: { kind: "sign_in.throttled" } });
      await expect(restarted().signIn({ ...elsewhere, deviceMark })).resolves.toMatchObject({ ok: true });
    });

    it("counts wrong passwords for itself, and no more of them than anywhere", async () => {
      const deviceMark = await markOf();
      for (let n = 0; n < 5; n += 1) await guess({ deviceMark, ip: `192.0.2.${100 + n}` });
      await expect(restarted().signIn({ ...attempt, deviceMark })).resolves.toMatchObject({
        error: { kind: "sign_in.throttled" },
      });
      await expect(restarted().signIn(attempt)).resolves.toMatchObject({ ok: true });
    });

    it("is nothing to another person, when it is forged, or after half a year", async () => {
      const bob = { email: "bob@example.com", name: "Bob", role: "trader", password: PASSWORD } as const;
      await makeCreateUser(deps)(bob, cli);
      const [ofBob, ofAnn] = [await markOf({ email: bob.email }), await markOf()];
      await guessFromEverywhere();
      const throttled = { error: { kind: "sign_in.throttled" } };
      const forged = `${ofAnn.slice(0, -4)}AAAA`;
      for (const deviceMark of [ofBob, forged, "", "x", "A".repeat(10_000)])
        await expect(restarted().signIn({ ...attempt, deviceMark })).resolves.toMatchObject(throttled);
      nowMs += 181 * 86_400_000;
      await expect(restarted().signIn({ ...attempt, deviceMark: ofAnn })).resolves.toMatchObject(throttled);
    });
  });

  it("does not close the door to passkeys for whoever sends rubbish from many addresses", async () => {
    const throttle = makeSignInThrottle(database.db.pool);
    for (let n = 0; n < 60; n += 1) await throttle.failed({ email: null, ip: `2001:db8::${n}`, device: null });
    expect(await throttle.waitSeconds({ email: null, ip: "192.0.2.5", device: null })).toBe(0);
    for (let n = 0; n < 5; n += 1) await throttle.failed({ email: null, ip: "192.0.2.6", device: null });
    expect(await throttle.waitSeconds({ email: null, ip: "192.0.2.6", device: null })).toBeGreaterThan(0);
  });

  it("forgives what a person mistyped once they got it right", async () => {
    for (let n = 0; n < 4; n += 1) await restarted().signIn({ ...attempt, password: `mistyped ${n} words` });
    await signedIn();
    for (let n = 0; n < 4; n += 1) await restarted().signIn({ ...attempt, password: `mistyped ${n} again` });
    expect((await restarted().signIn(attempt)).ok).toBe(true);
  });
});

describe("a session", () => {
  it("is over at the very next request after it was revoked", async () => {
    const [mine, stolen] = [await signedIn(), await signedIn()];
    expect((await restarted().resume(stolen))?.user.email).toBe("ann@example.com");
    expect(await makeRevokeSession(deps)(by(mine), stolen)).toEqual({ ok: true, value: null });
    expect(await restarted().resume(stolen)).toBeNull();
    expect(await isSessionLive(deps.sql, stolen, EpochMs.of(nowMs))).toBe(false);
    expect((await restarted().resume(mine))?.sessionId).toBe(mine);
  });

  it("is over when its person signs out", async () => {
    const sessionId = await signedIn();
    await restarted().signOut(sessionId, "r");
    expect(await restarted().resume(sessionId)).toBeNull();
  });

  it("cannot be revoked by somebody else", async () => {
    const sessionId = await signedIn();
    const made = await makeCreateUser(deps)(
      { email: "bob@example.com", name: "Bob", role: "admin", password: PASSWORD },
      cli,
    );
    if (!made.ok) throw new Error(made.error.kind);
    const bob: Actor = { kind: "user", userId: made.value.userId, requestId: "r" };
    expect(await makeRevokeSession(deps)(bob, sessionId)).toMatchObject({ error: { kind: "session.not_found" } });
    expect(await restarted().resume(sessionId)).not.toBeNull();
  });

  it("ends when nobody used it for twelve hours, and lives on when somebody did", async () => {
    const [idle, used] = [await signedIn(), await signedIn()];
    nowMs += SESSION_IDLE_MAX_MS - 60_000;
    expect(await restarted().resume(used)).not.toBeNull();
    nowMs += 120_000;
    expect(await restarted().resume(idle)).toBeNull();
    expect(await restarted().resume(used)).not.toBeNull();
  });

  it("ends after seven days however busy it was", async () => {
    const sessionId = await signedIn();
    const endMs = nowMs + SESSION_AGE_MAX_MS;
    while (nowMs + SESSION_IDLE_MAX_MS / 2 < endMs) {
      nowMs += SESSION_IDLE_MAX_MS / 2;
      expect(await restarted().resume(sessionId)).not.toBeNull();
    }
    nowMs = endMs;
    expect(await restarted().resume(sessionId)).toBeNull();
  });

  it("is not kept alive by an event stream", async () => {
    const sessionId = await signedIn();
    nowMs += SESSION_IDLE_MAX_MS - 60_000;
    expect(await isSessionLive(deps.sql, sessionId, EpochMs.of(nowMs))).toBe(true);
    nowMs += 120_000;
    expect(await restarted().resume(sessionId)).toBeNull();
  });

  it("is listed to its person until it ends, and removed by retention long after", async () => {
    const [mine, other] = [await signedIn(), await signedIn()];
    const listed = await makeListSessions(deps)(ann.userId, mine);
    const currentBy = Object.fromEntries(listed.map(({ sessionId, current }) => [sessionId, current]));
    expect(currentBy).toEqual({ [mine]: true, [other]: false });
    await makeRevokeSession(deps)(by(mine), other);
    expect(await makeListSessions(deps)(ann.userId, mine)).toHaveLength(1);
    await deps.sql.$executeRaw`UPDATE user_session SET revoked_at = now() - interval '31 days' WHERE id = ${other}`;
    expect(await pruneSessions(deps.sql, 30 * 86_400_000, 100)).toBe(1);
  });
});

describe("a new password", () => {
  const NEXT = "another good phrase";

  it("ends every other session, keeps the one that asked, and is the one that works", async () => {
    const [mine, other] = [await signedIn(), await signedIn()];
    expect(await makeChangePassword(deps)(by(mine), PASSWORD, NEXT)).toEqual({ ok: true, value: null });
    expect(await restarted().resume(other)).toBeNull();
    expect(await restarted().resume(mine)).not.toBeNull();
    expect(await restarted().signIn(attempt)).toMatchObject({ error: { kind: "sign_in.wrong" } });
    expect((await restarted().signIn({ ...attempt, password: NEXT })).ok).toBe(true);
  });

  it("is refused without the current one, or when it is weak", async () => {
    const change = makeChangePassword(deps);
    expect(await change(by(), "not the password", NEXT)).toMatchObject({ error: { kind: "user.password_wrong" } });
    expect(await change(by(), PASSWORD, "short")).toMatchObject({
      error: { kind: "user.password_weak", path: "next" },
    });
  });

  it("set from the command line ends every session", async () => {
    const sessionId = await signedIn();
    expect((await makeSetPassword(deps)(cli, "ann@example.com", NEXT)).ok).toBe(true);
    expect(await restarted().resume(sessionId)).toBeNull();
    expect(await makeSetPassword(deps)(cli, "nobody@example.com", NEXT)).toMatchObject({
      error: { kind: "user.not_found" },
    });
  });

  it("leaves a trace without the password in it", async () => {
    await makeChangePassword(deps)(by(), PASSWORD, NEXT);
    const log = JSON.stringify(await deps.sql.$queryRaw`SELECT * FROM audit_log`);
    expect(log).toContain("user.change_password");
    expect(log).not.toContain(NEXT);
    expect(log).not.toContain(PASSWORD);
  });
});
