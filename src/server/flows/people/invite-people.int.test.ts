import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EpochMs, UserId } from "@/modules/_kernel";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import { insertUser } from "../../platform/identity";
import type { Actor } from "../contract";
import type { FlowDeps } from "../deps";
import { makeTestDeps, makeTestSignIn } from "../testing/test-house";
import { makeInvitationFlows } from "./invite-people";

const PASSWORD = "plumber dragon teapot";
const DAY_MS = 86_400_000;
const admin: Actor = { kind: "user", userId: UserId.of("ada"), requestId: "r" };
const nobody: Actor = { kind: "user", userId: null, requestId: "r" };

let database: TestDatabase;
let deps: FlowDeps;
let nowMs = Date.now();
let flows: ReturnType<typeof makeInvitationFlows>;
beforeAll(async () => {
  database = await withTestDatabase();
  deps = makeTestDeps(database, { clock: { nowMs: () => EpochMs.of(nowMs) } });
  flows = makeInvitationFlows(deps);
  const person = { email: "ada@example.com", name: "Ada", role: "admin", passwordHash: "", timeZone: "UTC" } as const;
  await deps.records.run((tx) => insertUser(tx, { userId: UserId.of("ada"), ...person }));
});
afterAll(() => database.close());

let guests = 0;
async function invited() {
  guests += 1;
  const email = `guest-${guests}@example.com`;
  const made = await flows.invite(admin, { email: email.toUpperCase(), role: "trader", accounts: [] });
  if (!made.ok) throw new Error(made.error.kind);
  return { email, ...made.value };
}
const come = (token: string) => flows.acceptInvitation(nobody, { token, name: "Guest", password: PASSWORD });
const over = { ok: false, error: { kind: "invitation.over" } };

describe("an invitation", () => {
  it("makes an account of its address and role, whose person signs in", async () => {
    const { email, token } = await invited();
    expect(await flows.readInvitation(token)).toEqual({ ok: true, value: { email, role: "trader" } });
    expect(await come(token)).toMatchObject({ value: { email } });
    const door = makeTestSignIn(database, deps);
    const answer = await door.signIn({
      email,
      password: PASSWORD,
      code: null,
      ip: "192.0.2.1",
      userAgent: "",
      deviceMark: null,
      requestId: "r",
    });
    expect(answer).toMatchObject({ value: { user: { email, name: "Guest", role: "trader" } } });
  });

  it("is good for one time, also when two come at one moment", async () => {
    const { token } = await invited();
    const both = await Promise.all([come(token), come(token)]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await come(token)).toMatchObject(over);
  });

  it("is refused in one way when it is wrong, over, taken back or renewed", async () => {
    const [wrong, back, renewed, late] = ["none", await invited(), await invited(), await invited()] as const;
    expect(await flows.revokeInvitation(admin, back.invitation.invitationId)).toMatchObject({ ok: true });
    const again = await flows.renewInvitation(admin, renewed.invitation.invitationId);
    nowMs += 2 * DAY_MS;
    expect(await flows.readInvitation(late.token)).toMatchObject({ ok: true });
    nowMs += DAY_MS;
    for (const token of [wrong, back.token, renewed.token, late.token, ""]) {
      expect(await flows.readInvitation(token)).toMatchObject(over);
      expect(await come(token)).toMatchObject(over);
    }
    expect(
      again.ok && (await flows.listInvitations()).some(({ email, expired }) => email === renewed.email && expired),
    ).toBe(true);
    const fresh = await flows.renewInvitation(admin, late.invitation.invitationId);
    expect(fresh.ok && (await come(fresh.value.token)).ok).toBe(true);
  });

  it("is one for an address, and none for somebody who is here", async () => {
    const { email, invitation } = await invited();
    expect(await flows.invite(admin, { email, role: "admin", accounts: [] })).toMatchObject({
      error: { kind: "invitation.open_already" },
    });
    expect(await flows.invite(admin, { email: "ada@example.com", role: "viewer", accounts: [] })).toMatchObject({
      error: { kind: "user.email_taken" },
    });
    expect(await flows.invite(admin, { email: "no address", role: "viewer", accounts: [] })).toMatchObject({
      error: { kind: "user.email_malformed" },
    });
    await flows.revokeInvitation(admin, invitation.invitationId);
    expect(await flows.revokeInvitation(admin, invitation.invitationId)).toMatchObject({
      error: { kind: "invitation.not_found" },
    });
    expect(await flows.invite(admin, { email, role: "viewer", accounts: [] })).toMatchObject({ ok: true });
  });

  it("keeps a weak password out and stays open", async () => {
    const { token, email } = await invited();
    const weak = await flows.acceptInvitation(nobody, { token, name: "", password: "password1234" });
    expect(weak).toMatchObject({ error: { kind: "user.password_weak", facts: { reason: "common" } } });
    expect(await flows.readInvitation(token)).toMatchObject({ value: { email } });
  });

  it("leaves a trace, and its link nowhere", async () => {
    const { token, invitation } = await invited();
    await come(token);
    const log = JSON.stringify(
      await deps.sql.$queryRaw`
        SELECT (SELECT json_agg(a)::text FROM audit_log AS a WHERE subject_id = ${invitation.invitationId}) AS audit,
               (SELECT json_agg(i)::text FROM invitation AS i) AS rows LIMIT 1`,
    );
    expect(log).toContain("invitation.create");
    expect(log).toContain("invitation.accept");
    expect(log).not.toContain(token);
  });
});
