import { TOTP } from "otpauth";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EpochMs, UserId } from "@/modules/_kernel";
import { openRestHouse, type RestHouse } from "../../api/rest/testing/rest-house";
import { hashPassword, SESSION_IDLE_MAX_MS } from "../../platform/identity";
import type { Actor } from "../contract";
import { makeTestSignIn } from "../testing/test-house";
import { makeSoftwarePasskey } from "./testing/software-passkey";

const PASSWORD = "correct horse battery";
const HALF_MINUTE_MS = 30_000;
const place = { origin: "http://localhost:3000", rpId: "localhost" };
const from = { ip: "192.0.2.1", userAgent: "test", requestId: "r", deviceMark: null };

let house: RestHouse;
let ada: Actor;
beforeAll(async () => {
  house = await openRestHouse();
  const hash = await hashPassword(PASSWORD);
  await house.deps.sql.$executeRaw`UPDATE user_account SET password_hash = ${hash}`;
  ada = { kind: "user", userId: UserId.of("ada"), requestId: "r" };
});
afterAll(() => house.database.close());

/** People of their own for each test, so that none finds the other's factors. */
const names = ["alice", "bob", "rita", "vic"] as const;
let person: (typeof names)[number];
let me: Actor;
let turn = 0;
beforeEach(async () => {
  person = names[turn % names.length] ?? "alice";
  turn += 1;
  const userId = UserId.of(person);
  me = { kind: "user", userId, requestId: "r" };
  await house.flows.resetFactor(ada, userId);
  await house.deps.sql.$executeRaw`DELETE FROM sign_in_throttle`;
  house.clock.pass(2 * HALF_MINUTE_MS);
});

/** A process that has just started: only the database is shared with the one before. */
const door = () => makeTestSignIn(house.database, house.deps);
const signIn = (code: string | null = null, password = PASSWORD) =>
  door().signIn({ email: `${person}@example.com`, password, code, ...from });
const codeOf = (secret: string, laterMs = 0) =>
  new TOTP({ secret }).generate({ timestamp: house.clock.nowMs() + laterMs });

async function withApp() {
  const begun = await house.flows.beginAuthenticator(me);
  if (!begun.ok) throw new Error(begun.error.kind);
  const confirmed = await house.flows.confirmAuthenticator(me, codeOf(begun.value.secret));
  if (!confirmed.ok) throw new Error(confirmed.error.kind);
  house.clock.pass(HALF_MINUTE_MS);
  return { secret: begun.value.secret, recoveryCodes: confirmed.value.recoveryCodes ?? [] };
}

async function withPasskey() {
  const device = makeSoftwarePasskey(place);
  const begun = await house.flows.beginPasskey(me);
  if (!begun.ok) throw new Error(begun.error.kind);
  const response = device.register({ challenge: begun.value.challenge });
  const added = await house.flows.addPasskey(me, { name: "laptop", response });
  if (!added.ok) throw new Error(added.error.kind);
  return { device, response, added: added.value };
}
const refused = (kind: string) => ({ ok: false, error: { kind } });

describe("an authenticator app", () => {
  it("counts from its first right code on, and then the password alone opens nothing", async () => {
    const begun = await house.flows.beginAuthenticator(me);
    if (!begun.ok) throw new Error(begun.error.kind);
    expect(begun.value.address).toMatch(/^otpauth:\/\/totp\/Bifrost%20Trader/);
    expect(begun.value.qr).toContain("<svg");
    expect(await signIn()).toMatchObject({ ok: true });
    expect(await house.flows.confirmAuthenticator(me, "000000")).toMatchObject(refused("auth.code_wrong"));
    const code = codeOf(begun.value.secret);
    const confirmed = await house.flows.confirmAuthenticator(me, `${code.slice(0, 3)} ${code.slice(3)}`);
    expect(confirmed).toMatchObject({ ok: true });
    expect(confirmed.ok ? confirmed.value.recoveryCodes : []).toHaveLength(10);
    expect(await signIn()).toMatchObject(refused("sign_in.code_needed"));
    expect(await signIn(null, "not this one at all")).toMatchObject(refused("sign_in.wrong"));
    expect(await signIn(codeOf(begun.value.secret), "not this one at all")).toMatchObject(refused("sign_in.wrong"));
    house.clock.pass(HALF_MINUTE_MS);
    expect(await signIn(codeOf(begun.value.secret))).toMatchObject({ ok: true });
  });

  it("takes a code once, also when it comes twice at one moment, and none from before", async () => {
    const { secret } = await withApp();
    const code = codeOf(secret);
    const both = await Promise.all([signIn(code), signIn(code)]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await signIn(codeOf(secret, -HALF_MINUTE_MS))).toMatchObject(refused("sign_in.code_wrong"));
    expect(await signIn(codeOf(secret, HALF_MINUTE_MS))).toMatchObject({ ok: true });
  });

  it("is guessed at ten times an hour, across restarts and addresses, and a right code waits too", async () => {
    const { secret } = await withApp();
    for (let n = 0; n < 10; n += 1)
      await door().signIn({
        email: `${person}@example.com`,
        password: PASSWORD,
        code: "12345a",
        ...from,
        ip: `192.0.2.${n + 10}`,
      });
    expect(await signIn(codeOf(secret))).toMatchObject(refused("sign_in.throttled"));
  });

  it("keeps its secret sealed: no row, audit row or event carries it", async () => {
    const { secret, recoveryCodes } = await withApp();
    const dump = JSON.stringify(
      await house.deps.sql.$queryRaw`
        SELECT (SELECT json_agg(a)::text FROM audit_log AS a) AS audit, (SELECT json_agg(o)::text FROM outbox AS o) AS news,
               (SELECT json_agg(s)::text FROM secret AS s) AS secrets, (SELECT json_agg(r)::text FROM recovery_code AS r) AS codes,
               (SELECT json_agg(u)::text FROM user_authenticator AS u) AS apps LIMIT 1`,
    );
    expect(dump).toContain(`totp.${person}`);
    for (const hidden of [secret, ...recoveryCodes, ...recoveryCodes.map((code) => code.replaceAll("-", ""))])
      expect(dump).not.toContain(hidden);
  });
});

describe("recovery codes", () => {
  it("open the door once each, however they are written, and go when they are renewed", async () => {
    const { recoveryCodes } = await withApp();
    const [first = "", second = ""] = recoveryCodes;
    expect(await signIn(first.toLowerCase().replaceAll("-", " "))).toMatchObject({ ok: true });
    expect(await signIn(first)).toMatchObject(refused("sign_in.code_wrong"));
    expect(await house.flows.readSecurity(me)).toMatchObject({ value: { recoveryCodesLeft: 9 } });
    const renewed = await house.flows.renewRecoveryCodes(me);
    expect(await signIn(second)).toMatchObject(refused("sign_in.code_wrong"));
    expect(await signIn(renewed.ok ? (renewed.value.recoveryCodes[0] ?? "") : "")).toMatchObject({ ok: true });
  });

  it("are nobody else's", async () => {
    const { recoveryCodes } = await withApp();
    person = names[turn % names.length] ?? "alice";
    me = { ...me, userId: UserId.of(person) };
    await house.flows.resetFactor(ada, UserId.of(person));
    await withApp();
    expect(await signIn(recoveryCodes[0] ?? "")).toMatchObject(refused("sign_in.code_wrong"));
  });
});

describe("a passkey", () => {
  it("signs in without a password, and asks for it after one", async () => {
    const { device, added } = await withPasskey();
    expect(added.recoveryCodes).toHaveLength(10);
    expect(await signIn()).toMatchObject({ error: { kind: "sign_in.code_needed", hasPasskey: true } });
    const { challenge } = await house.flows.beginPasskeySignIn();
    const answer = device.answer({ challenge });
    expect(await door().signInByPasskey(answer, from)).toMatchObject({ value: { user: { userId: me.userId } } });
    // The very same answer, heard by somebody on the way.
    expect(await door().signInByPasskey(answer, from)).toMatchObject(refused("sign_in.passkey_refused"));
  });

  it.each<[string, Partial<Parameters<ReturnType<typeof makeSoftwarePasskey>["answer"]>[0]>]>([
    ["another address", { origin: "http://evil.example" }],
    ["another name", { rpId: "evil.example" }],
    ["a device that did not look at its person", { verified: false }],
    ["a challenge of somebody else", { challenge: Buffer.alloc(56, 7).toString("base64url") }],
    ["no challenge", { challenge: "" }],
  ])("is refused from %s", async (_, lie) => {
    const { device } = await withPasskey();
    const { challenge } = await house.flows.beginPasskeySignIn();
    const answer = device.answer({ challenge, ...lie });
    expect(await door().signInByPasskey(answer, from)).toMatchObject(refused("sign_in.passkey_refused"));
  });

  it("is refused late, for another purpose, unknown, and of somebody who is deactivated", async () => {
    const { device } = await withPasskey();
    const proof = await house.flows.beginPasskeyProof(me);
    const stray = device.answer({ challenge: proof.ok ? proof.value.challenge : "" });
    expect(await door().signInByPasskey(stray, from)).toMatchObject(refused("sign_in.passkey_refused"));
    const { challenge } = await house.flows.beginPasskeySignIn();
    const unknown = makeSoftwarePasskey(place).answer({ challenge });
    expect(await door().signInByPasskey(unknown, from)).toMatchObject(refused("sign_in.passkey_refused"));
    house.clock.pass(6 * 60_000);
    expect(await door().signInByPasskey(device.answer({ challenge }), from)).toMatchObject(
      refused("sign_in.passkey_refused"),
    );
    await house.deps.sql.$executeRaw`UPDATE user_account SET disabled_at = now() WHERE id = ${person}`;
    const fresh = await house.flows.beginPasskeySignIn();
    const late = await door().signInByPasskey(device.answer({ challenge: fresh.challenge }), from);
    await house.deps.sql.$executeRaw`UPDATE user_account SET disabled_at = NULL WHERE id = ${person}`;
    expect(late).toMatchObject(refused("sign_in.passkey_refused"));
  });

  it("is named, renamed and removed by its owner alone", async () => {
    const { device, response } = await withPasskey();
    expect(await house.flows.addPasskey(me, { name: "again", response })).toMatchObject(
      refused("factor.passkey_known"),
    );
    const passkeyId = device.id;
    expect(await house.flows.renamePasskey(ada, { passkeyId, name: "mine" })).toMatchObject(
      refused("factor.not_found"),
    );
    expect(await house.flows.removePasskey(ada, passkeyId)).toMatchObject(refused("factor.not_found"));
    expect(await house.flows.renamePasskey(me, { passkeyId, name: "desk" })).toMatchObject({ ok: true });
    expect(await house.flows.readSecurity(me)).toMatchObject({ value: { passkeys: [{ name: "desk" }] } });
    expect(await house.flows.removePasskey(me, passkeyId)).toMatchObject({ ok: true });
    expect(await house.flows.readSecurity(me)).toMatchObject({ value: { passkeys: [], recoveryCodesLeft: 0 } });
    expect(await signIn()).toMatchObject({ ok: true });
  });
});

describe("who must have a factor", () => {
  it("has nothing open until they set one up, and does not remove the last", async () => {
    const roles = await house.flows.readFactorRoles();
    expect(roles).toEqual([]);
    await house.flows.setFactorRoles(ada, ["viewer", "trader", "risk", "admin"]);
    const answer = await signIn();
    if (!answer.ok) throw new Error(answer.error.kind);
    expect(await door().resume(answer.value.sessionId)).toMatchObject({ factorDue: true });
    const { secret } = await withApp();
    expect(await door().resume(answer.value.sessionId)).toMatchObject({ factorDue: false });
    expect(await house.flows.removeAuthenticator(me)).toMatchObject(refused("factor.last_needed"));
    await house.flows.setFactorRoles(ada, []);
    expect(await house.flows.removeAuthenticator(me)).toMatchObject({ ok: true });
    expect(await signIn(codeOf(secret))).toMatchObject({ ok: true });
  });

  it("is told when an administrator takes it away, and signs in anew", async () => {
    await withPasskey();
    const { secret } = await withApp();
    const answer = await signIn(codeOf(secret));
    if (!answer.ok) throw new Error(answer.error.kind);
    expect(await house.flows.resetFactor(ada, UserId.of(person))).toEqual({ ok: true, value: null });
    expect(await door().resume(answer.value.sessionId)).toBeNull();
    expect(await signIn()).toMatchObject({ ok: true });
    const [news] = await house.flows.listNotifications(UserId.of(person), 1);
    expect(news).toMatchObject({ messageKey: "factor.reset", severity: "warning" });
    expect(await house.flows.resetFactor(ada, UserId.of(person))).toMatchObject(refused("factor.not_found"));
  });
});

describe("a proof in a session", () => {
  it("is a password, a code or a passkey, and is noted with its moment", async () => {
    const { device } = await withPasskey();
    const { secret } = await withApp();
    const answer = await signIn(codeOf(secret));
    if (!answer.ok) throw new Error(answer.error.kind);
    const { sessionId } = answer.value;
    const there = { ...me, sessionId };
    const provedAt = async () => (await door().resume(sessionId))?.provedAt;
    house.clock.pass(SESSION_IDLE_MAX_MS / 2);
    const before = await provedAt();
    expect(await house.flows.prove(there, { kind: "password", password: "wrong one entirely" })).toMatchObject(
      refused("user.password_wrong"),
    );
    expect(await provedAt()).toBe(before);
    expect(await house.flows.prove(there, { kind: "password", password: PASSWORD })).toMatchObject({ ok: true });
    expect(await provedAt()).toBe(house.clock.nowMs());
    house.clock.pass(HALF_MINUTE_MS);
    expect(await house.flows.prove(there, { kind: "code", code: codeOf(secret) })).toMatchObject({ ok: true });
    house.clock.pass(HALF_MINUTE_MS);
    const asked = await house.flows.beginPasskeyProof(there);
    const response = device.answer({ challenge: asked.ok ? asked.value.challenge : "" });
    expect(await house.flows.prove(there, { kind: "passkey", response })).toMatchObject({ ok: true });
    expect(await house.flows.prove(there, { kind: "passkey", response })).toMatchObject(
      refused("factor.passkey_refused"),
    );
    expect(await provedAt()).toBe(EpochMs.of(house.clock.nowMs()));
  });

  it("is guessed at ten times an hour", async () => {
    const answer = await signIn();
    if (!answer.ok) throw new Error(answer.error.kind);
    const there = { ...me, sessionId: answer.value.sessionId };
    for (let n = 0; n < 10; n += 1) await house.flows.prove(there, { kind: "password", password: `guess number ${n}` });
    expect(await house.flows.prove(there, { kind: "password", password: PASSWORD })).toMatchObject(
      refused("auth.too_many"),
    );
    // The thief of a session does not lock the door.
    expect(await signIn()).toMatchObject({ ok: true });
  });
});
