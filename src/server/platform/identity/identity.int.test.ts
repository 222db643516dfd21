import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EpochMs, type Result } from "@/modules/_kernel";
import type { Actor } from "../../flows/contract";
import { makeCreateUser } from "../../flows/create-user";
import {
  makeChangePassword,
  makeListSessions,
  makeRevokeSession,
  makeUpdatePreferences,
} from "../../flows/manage-account";
import { makeCheckSetUpToken, makeSetUp, makeSetUpState } from "../../flows/set-up";
import { makeSignIn } from "../../flows/sign-in";
import { openDatabase } from "../../infra/db";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import { listAudit } from "../audit";
import { readSetting } from "../settings";
import { SESSION_AGE_MAX_MS, SESSION_IDLE_MAX_MS } from "./sessions";
import { makeSignInThrottle } from "./throttle";

const PASSWORD = "correct horse battery";
const TOKEN = "one-time-token";
const START = EpochMs.of(Date.UTC(2026, 0, 5, 9));

let database: TestDatabase;
let nowMs: EpochMs = START;
const clock = { nowMs: () => nowMs };
const newId = () => crypto.randomUUID();
const system: Actor = { kind: "system", userId: null, requestId: "test" };

beforeAll(async () => {
  database = await withTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  nowMs = START;
  await database.db.sql.$executeRaw`DELETE FROM user_account`;
  await database.db.sql.$executeRaw`DELETE FROM sign_in_throttle`;
});

function taken<T>(answer: Result<T, unknown>): T {
  if (!answer.ok) throw new Error(`refused: ${JSON.stringify(answer.error)}`);
  return answer.value;
}

function house() {
  const { sql, transactions, pool } = database.db;
  const deps = { sql, transactions, clock, newId };
  let token: string | null = TOKEN;
  const setUpToken = {
    matches: async (given: string) => given === token,
    discard: async () => {
      token = null;
    },
  };
  const loadSampleData = () => Promise.reject(new Error("not asked for"));
  return {
    ...deps,
    setUp: makeSetUp({ ...deps, token: setUpToken, loadSampleData }),
    setUpState: makeSetUpState(deps),
    checkToken: makeCheckSetUpToken({ sql, token: setUpToken }),
    createUser: makeCreateUser(deps),
    account: {
      updatePreferences: makeUpdatePreferences(deps),
      changePassword: makeChangePassword(deps),
      listSessions: makeListSessions(deps),
      revokeSession: makeRevokeSession(deps),
    },
    way: makeSignIn({ ...deps, throttle: makeSignInThrottle(pool) }),
  };
}

const setUpInput = {
  token: TOKEN,
  email: "Admin@Example.com",
  name: "",
  password: PASSWORD,
  baseCurrency: "CHF",
  timeZone: "Europe/Zurich",
  sampleData: false,
};
const attempt = { email: "admin@example.com", password: PASSWORD, ip: "10.0.0.1", userAgent: "test", requestId: "r1" };

describe("set-up", () => {
  it("makes one admin of two who try at once, and is over then", async () => {
    const { setUp, setUpState, checkToken, sql } = house();
    expect(await setUpState()).toEqual({ needed: true });
    const both = await Promise.all([
      setUp(setUpInput, system),
      setUp({ ...setUpInput, email: "other@example.com" }, system),
    ]);
    expect(both.filter((answer) => answer.ok)).toHaveLength(1);
    expect(both.find((answer) => !answer.ok)).toMatchObject({ error: { kind: "setup.completed" } });
    expect(await setUpState()).toEqual({ needed: false });
    expect(await checkToken(TOKEN)).toBe(false);
    expect(await readSetting(sql, "base-currency", "USD")).toBe("CHF");
    const { rows } = await listAudit(sql, { cursor: null, limit: 10 });
    expect(rows.filter(({ action }) => action === "setup.complete")).toHaveLength(1);
  });

  it.each([
    [{ token: "guess" }, "setup.token_invalid"],
    [{ timeZone: "Mars/Olympus" }, "time_zone.unknown"],
    [{ password: "short" }, "user.password_weak"],
  ])("refuses %j and writes nothing", async (change, kind) => {
    const { setUp, setUpState } = house();
    expect(await setUp({ ...setUpInput, ...change }, system)).toMatchObject({ ok: false, error: { kind } });
    expect(await setUpState()).toEqual({ needed: true });
  });
});

describe("sign-in", () => {
  beforeEach(async () => {
    taken(await house().setUp(setUpInput, system));
  });

  it("opens a session that lives until it is revoked", async () => {
    const { way, account } = house();
    const { sessionId, user } = taken(await way.signIn(attempt));
    expect((await way.resume(sessionId))?.user.email).toBe("admin@example.com");
    const actor: Actor = { kind: "user", userId: user.userId, sessionId, requestId: "r2" };
    taken(await account.revokeSession(actor, sessionId));
    expect(await way.resume(sessionId)).toBeNull();
    expect(await account.revokeSession(actor, sessionId)).toMatchObject({ error: { kind: "session.not_found" } });
  });

  it("ends an idle session, an old one, and one that was signed out", async () => {
    const { way } = house();
    const idle = taken(await way.signIn(attempt)).sessionId;
    nowMs = EpochMs.of(START + SESSION_IDLE_MAX_MS + 1);
    expect(await way.resume(idle)).toBeNull();

    const busy = taken(await way.signIn(attempt)).sessionId;
    const end = nowMs + SESSION_AGE_MAX_MS;
    while (nowMs < end) {
      expect(await way.resume(busy)).not.toBeNull();
      nowMs = EpochMs.of(nowMs + SESSION_IDLE_MAX_MS / 2);
    }
    expect(await way.resume(busy)).toBeNull();

    const left = taken(await way.signIn(attempt)).sessionId;
    await way.signOut(left, "r3");
    expect(await way.resume(left)).toBeNull();
  });

  it("answers a wrong address and a wrong password alike", async () => {
    const { way } = house();
    const wrong = { ok: false, error: { kind: "sign_in.wrong" } };
    expect(await way.signIn({ ...attempt, password: "not the password" })).toEqual(wrong);
    expect(await way.signIn({ ...attempt, email: "nobody@example.com" })).toEqual(wrong);
  });

  it("waits after five wrong passwords, also after a restart, and for that pair alone", async () => {
    const { way } = house();
    for (let tries = 0; tries < 5; tries += 1) await way.signIn({ ...attempt, password: "not the password" });
    expect(await way.signIn(attempt)).toMatchObject({ error: { kind: "sign_in.throttled" } });

    const restarted = openDatabase({
      url: database.url,
      applicationName: "restarted",
      poolSize: 2,
      statementTimeoutMs: 10_000,
      onIdleError: () => undefined,
    });
    const throttle = makeSignInThrottle(restarted.pool);
    expect(await throttle.waitSeconds(attempt)).toBeGreaterThan(0);
    expect(await throttle.waitSeconds({ ...attempt, ip: "10.0.0.2" })).toBe(0);
    await restarted.close();
  });

  it("counts attempts that arrive at the same moment", async () => {
    const { way } = house();
    const burst = Array.from({ length: 20 }, () => way.signIn({ ...attempt, password: "not the password" }));
    await Promise.all(burst);
    expect(await way.signIn(attempt)).toMatchObject({ error: { kind: "sign_in.throttled" } });
  });

  it("forgives failures once the right password came", async () => {
    const { way } = house();
    for (let round = 0; round < 3; round += 1) {
      for (let tries = 0; tries < 4; tries += 1) await way.signIn({ ...attempt, password: "not the password" });
      expect((await way.signIn(attempt)).ok).toBe(true);
    }
  });
});

describe("accounts", () => {
  it("ends every other session when the password changes", async () => {
    const { setUp, way, account } = house();
    taken(await setUp(setUpInput, system));
    const here = taken(await way.signIn(attempt));
    const elsewhere = taken(await way.signIn({ ...attempt, ip: "10.0.0.9" }));
    const actor: Actor = { kind: "user", userId: here.user.userId, sessionId: here.sessionId, requestId: "r" };
    expect(await account.changePassword(actor, "not the password", "another long phrase")).toMatchObject({
      error: { kind: "user.password_wrong", path: "current" },
    });
    taken(await account.changePassword(actor, PASSWORD, "another long phrase"));
    expect(await way.resume(here.sessionId)).not.toBeNull();
    expect(await way.resume(elsewhere.sessionId)).toBeNull();
    expect(await account.listSessions(here.user.userId, here.sessionId)).toMatchObject([{ current: true }]);
  });

  it("keeps preferences and leaves the others as they were", async () => {
    const { setUp, way, account } = house();
    taken(await setUp(setUpInput, system));
    const { user, sessionId } = taken(await way.signIn(attempt));
    const actor: Actor = { kind: "user", userId: user.userId, sessionId, requestId: "r" };
    taken(await account.updatePreferences(actor, { theme: "light" }));
    taken(await account.updatePreferences(actor, { density: "normal", timeZone: "Asia/Tokyo" }));
    const seen = await way.resume(sessionId);
    expect(seen?.user.preferences).toEqual({ theme: "light", pnlColors: "safe", density: "normal" });
    expect(seen?.user.timeZone).toBe("Asia/Tokyo");
    await Promise.all([
      account.updatePreferences(actor, { theme: "dark" }),
      account.updatePreferences(actor, { pnlColors: "redgreen" }),
    ]);
    expect((await way.resume(sessionId))?.user.preferences).toEqual({
      theme: "dark",
      pnlColors: "redgreen",
      density: "normal",
    });
    expect(await account.updatePreferences(actor, { timeZone: "Nowhere" })).toMatchObject({
      error: { kind: "time_zone.unknown" },
    });
  });

  it("takes an address once, in any case of letters", async () => {
    const { createUser } = house();
    const person = { email: "jo@example.com", name: "", role: "trader", password: PASSWORD } as const;
    expect((await createUser(person, system)).ok).toBe(true);
    expect(await createUser({ ...person, email: "JO@example.com" }, system)).toMatchObject({
      error: { kind: "user.email_taken" },
    });
    expect(await createUser({ ...person, email: "no-address" }, system)).toMatchObject({
      error: { kind: "user.email_malformed" },
    });
  });
});
