import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SessionId, UserId } from "@/modules/_kernel";
import { openRestHouse, type RestHouse } from "../../api/rest/testing/rest-house";
import { areTrusted, insertSession, isSessionLive } from "../../platform/identity";
import type { Actor } from "../contract";
import { someRequest } from "../trading/testing/trading-house";

let house: RestHouse;
const ada: Actor = { kind: "user", userId: UserId.of("ada"), requestId: "test" };
const bob = UserId.of("bob");

beforeAll(async () => {
  house = await openRestHouse();
});
afterAll(() => house.database.close());

const signIn = async (userId: UserId) => {
  const sessionId = SessionId.of(`session-${crypto.randomUUID()}`);
  const nowMs = house.clock.nowMs();
  await insertSession(house.deps.prisma, { sessionId, userId, nowMs, ip: "192.0.2.1", userAgent: "test" });
  return sessionId;
};
const isLive = (sessionId: SessionId) => isSessionLive(house.deps.sql, sessionId, house.clock.nowMs());

describe("people", () => {
  it("lists who may sign in, with their sessions and keys", async () => {
    await signIn(bob);
    await house.tokenOf("bob");
    const listed = await house.flows.listPeople();
    expect(listed.find(({ userId }) => userId === bob)).toMatchObject({ role: "trader", sessions: 1, keys: 1 });
  });

  it("changes a role, and writes down from what to what", async () => {
    expect(await house.flows.changeRole(ada, { userId: UserId.of("vic"), role: "trader" })).toMatchObject({
      value: { role: "trader" },
    });
    const log = await house.deps.sql.$queryRaw`
      SELECT details FROM audit_log WHERE action = 'user.change_role' AND subject_id = 'vic' LIMIT 5`;
    expect(log).toEqual([{ details: { from: "viewer", to: "trader" } }]);
  });

  it("trusts somebody to write strategies, and no longer, and writes both down", async () => {
    const userId = UserId.of("bob");
    expect(await areTrusted(house.deps.sql, [userId])).toBe(false);
    const trust = (isTrusted: boolean) => house.flows.setAuthorTrust(ada, { userId, isTrusted });
    expect(await trust(true)).toMatchObject({ value: { trustedAt: expect.any(Number) } });
    await trust(true);
    expect(await areTrusted(house.deps.sql, [userId])).toBe(true);
    expect(await areTrusted(house.deps.sql, [userId, UserId.of("vic")])).toBe(false);
    expect(await areTrusted(house.deps.sql, [])).toBe(false);
    expect(await trust(false)).toMatchObject({ value: { trustedAt: null } });
    expect(await areTrusted(house.deps.sql, [userId])).toBe(false);
    const log = await house.deps.sql.$queryRaw`
      SELECT action FROM audit_log WHERE subject_id = 'bob' AND action LIKE '%trust_author' ORDER BY id LIMIT 5`;
    expect(log).toEqual([{ action: "user.trust_author" }, { action: "user.distrust_author" }]);
    const nobody = { userId: UserId.of("nobody"), isTrusted: true };
    expect(await house.flows.setAuthorTrust(ada, nobody)).toMatchObject({ error: { kind: "user.not_found" } });
  });

  it("never lets the last administrator go, by role or by door", async () => {
    const lastAdmin = { error: { kind: "person.last_admin" } };
    expect(await house.flows.changeRole(ada, { userId: UserId.of("ada"), role: "risk" })).toMatchObject(lastAdmin);
    const leaving = { userId: UserId.of("ada"), cancelOrders: [], revokeKeys: [] };
    expect(await house.flows.deactivatePerson(ada, leaving)).toMatchObject({ error: { kind: "person.self" } });
    const machine: Actor = { kind: "cli", userId: null, requestId: "test" };
    expect(await house.flows.deactivatePerson(machine, leaving)).toMatchObject(lastAdmin);
    // Two who take each other away at one moment: one stays.
    await house.flows.changeRole(ada, { userId: UserId.of("rita"), role: "admin" });
    const both = await Promise.all(
      ["ada", "rita"].map((id) => house.flows.changeRole(machine, { userId: UserId.of(id), role: "viewer" })),
    );
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    await house.flows.changeRole(machine, { userId: UserId.of("ada"), role: "admin" });
    await house.flows.changeRole(machine, { userId: UserId.of("rita"), role: "risk" });
  });

  it("asks about each order and key of who leaves, and does what was said about each", async () => {
    const actor = house.actor("bob");
    const send = async (key: string) => {
      const request = someRequest({ accountId: "bob-1", ordType: "limit", limitPrice: "5", qty: "1" });
      const made = await house.flows.submitOrder(actor, { idempotencyKey: key, request });
      if (!made.ok) throw new Error(made.error.kind);
      return made.value.order.orderId;
    };
    const [goes, stays] = [await send("leaving-1"), await send("leaving-2")];
    const [gone, kept] = [await house.tokenOf("bob"), await house.tokenOf("bob")];
    const sessionId = await signIn(bob);
    const leaving = await house.flows.readLeaving(ada, bob);
    if (!leaving.ok) throw new Error(leaving.error.kind);
    expect(leaving.value.orders.map(({ orderId }) => orderId).toSorted()).toEqual([goes, stays].toSorted());
    expect(leaving.value.keys.map(({ keyId }) => keyId)).toEqual(
      expect.arrayContaining([gone.slice(0, 20), kept.slice(0, 20)]),
    );
    const done = await house.flows.deactivatePerson(ada, {
      userId: bob,
      cancelOrders: [goes, "no-such-order"],
      revokeKeys: [gone.slice(0, 20)],
    });
    expect(done).toMatchObject({ value: { canceled: 1, notCanceled: ["no-such-order"], person: { sessions: 0 } } });
    expect(await isLive(sessionId)).toBe(false);
    const statusOf = async (orderId: string) => {
      const read = await house.flows.readOrder(ada, orderId);
      return read.ok ? read.value.order.status : null;
    };
    expect(await statusOf(goes)).not.toBe(await statusOf(stays));
    const look = async (token: string) => (await house.ask("GET", "/key", { token })).status;
    expect([await look(gone), await look(kept)]).toEqual([401, 401]);

    await house.flows.reactivatePerson(ada, bob);
    expect([await look(gone), await look(kept)]).toEqual([401, 200]);
  });

  it("signs somebody out everywhere, and leaves the others", async () => {
    const [theirs, other] = [await signIn(UserId.of("alice")), await signIn(bob)];
    expect(await house.flows.endSessionsOf(ada, UserId.of("alice"))).toMatchObject({ value: { ended: 1 } });
    expect([await isLive(theirs), await isLive(other)]).toEqual([false, true]);
  });
});
