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
    const leaving = { userId: UserId.of("ada"), cancelOrders: [], revokeKeys: [], stopDeployments: [] };
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
      stopDeployments: ["no-such-deployment"],
    });
    expect(done).toMatchObject({
      value: {
        canceled: 1,
        notCanceled: ["no-such-order"],
        notStopped: ["no-such-deployment"],
        person: { sessions: 0 },
      },
    });
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

  it("signs somebody out everywhere else, and keeps the browser that asked", async () => {
    const alice = UserId.of("alice");
    const [mine, other, bobs] = [await signIn(alice), await signIn(alice), await signIn(bob)];
    const actor: Actor = { kind: "user", userId: alice, sessionId: mine, requestId: "test" };
    expect(await house.flows.endOtherSessions(actor)).toMatchObject({ value: { ended: 1 } });
    expect([await isLive(mine), await isLive(other), await isLive(bobs)]).toEqual([true, false, true]);
    const program: Actor = { kind: "user", userId: alice, requestId: "test" };
    expect(await house.flows.endOtherSessions(program)).toMatchObject({ error: { kind: "session.not_found" } });
  });

  it("lets who accepts an invitation into the accounts that it names, but for those that are gone", async () => {
    const invite = (accounts: readonly { readonly accountId: string; readonly role: "viewer" | "trader" }[]) =>
      house.flows.invite(ada, { email: "guest@example.com", role: "viewer", accounts });
    expect(await invite([{ accountId: "no-such", role: "viewer" }])).toMatchObject({
      error: { kind: "invitation.account_unknown", path: "accounts" },
    });
    expect(await invite([{ accountId: "alice-1", role: "trader" }])).toMatchObject({
      error: { kind: "invitation.only_looks" },
    });
    await house.openAccount("gone-1");
    const made = await invite(["alice-1", "gone-1"].map((accountId) => ({ accountId, role: "viewer" })));
    expect(made).toMatchObject({ value: { mail: { state: "none" }, invitation: { accounts: [{}, {}] } } });
    await house.deps.sql.$executeRaw`UPDATE portfolio_account SET archived_at = now() WHERE account_id = 'gone-1'`;
    const token = made.ok ? made.value.token : "";
    const come = { token, name: "Guest", password: "plumber dragon teapot" };
    const came = await house.flows.acceptInvitation({ kind: "user", userId: null, requestId: "test" }, come);
    if (!came.ok) throw new Error(came.error.kind);
    const guest: Actor = { kind: "user", userId: came.value.userId, requestId: "test" };
    expect(await house.flows.listAccounts(guest)).toMatchObject([{ accountId: "alice-1", membership: "viewer" }]);
  });
});

describe("a narrowed person", () => {
  const alice = UserId.of("alice");
  const free = { userId: alice, accountIds: null, strategies: null, orderValueMax: null, approvalAbove: null };
  const narrow = (change: Partial<Parameters<RestHouse["flows"]["setScope"]>[1]>) =>
    house.flows.setScope(ada, { ...free, ...change });
  const listed = async () => (await house.flows.listAccounts(house.actor("alice"))).map(({ accountId }) => accountId);
  let sent = 0;
  const send = (accountId: string, qty = "1") => {
    sent += 1;
    const request = someRequest({ accountId, qty });
    return house.flows.submitOrder(house.actor("alice"), { idempotencyKey: `narrow-${sent}`, request });
  };

  it("has only the accounts of the scope, and makes no others", async () => {
    await house.openAccount("alice-2");
    expect(await narrow({ accountIds: ["alice-2"] })).toMatchObject({ value: { accountIds: ["alice-2"] } });
    expect(await listed()).toEqual(["alice-2"]);
    expect(await send("alice-1")).toMatchObject({ error: { kind: "trading.account_unknown" } });
    expect(await send("alice-2")).toMatchObject({ ok: true });
    const input = { name: "More", portfolioName: null, kind: "paper", baseCurrency: "USD", lotMethod: "fifo" } as const;
    expect(
      await house.flows.createAccount(house.actor("alice"), { ...input, settleDays: 0, openingCash: null }),
    ).toMatchObject({ error: { kind: "account.scoped" } });
    // A key of theirs is never wider than they are.
    const token = await house.tokenOf("alice");
    expect((await house.ask("GET", "/accounts/alice-1", { token })).status).toBe(404);
    expect((await house.ask("GET", "/accounts/alice-2", { token })).status).toBe(200);
  });

  it("sends no order over their largest, whatever else may", async () => {
    expect(await narrow({ orderValueMax: "500" })).toMatchObject({ value: { accountIds: null, orderValueMax: "500" } });
    expect(await send("alice-1", "49")).toMatchObject({ ok: true });
    expect(await send("alice-1", "51")).toMatchObject({ error: { kind: "order.limits_broken" } });
    // Tighter holds at once; what is looser waits for a second person, as any limit does.
    expect(await narrow({ orderValueMax: "400" })).toMatchObject({ value: { orderValueMax: "400", waiting: 0 } });
    expect(await narrow({ orderValueMax: null, approvalAbove: "300" })).toMatchObject({
      value: { orderValueMax: "400", approvalAbove: "300", waiting: 1 },
    });
    expect(await send("alice-1", "35")).toMatchObject({ error: { kind: "order.waits_for_approval" } });
  });

  it("is refused what makes no sense, field by field", async () => {
    const refused = async (change: Parameters<typeof narrow>[0]) => {
      const done = await narrow(change);
      return done.ok ? null : [done.error.kind, done.error.path];
    };
    expect(await refused({ accountIds: ["bob-1"] })).toEqual(["person.scope_account", "accountIds"]);
    expect(await refused({ strategies: ["no-such"] })).toEqual(["person.scope_strategy", "strategies"]);
    expect(await refused({ orderValueMax: "0" })).toEqual(["person.scope_amount", "orderValueMax"]);
    expect(await refused({ approvalAbove: "much" })).toEqual(["person.scope_amount", "approvalAbove"]);
    expect(await refused({ userId: UserId.of("rita"), strategies: [] })).toEqual(["person.scope_of_house", "userId"]);
    expect(await refused({ userId: UserId.of("nobody-here") })).toEqual(["user.not_found", "userId"]);
  });

  it("is told and written down, and free again with a role of the house", async () => {
    const traces = async () =>
      (
        await house.database.db.pool.query<{ told: number; written: unknown }>(
          `SELECT (SELECT count(*)::int FROM notification WHERE user_id = 'alice' AND message_key = 'person.scope') AS told,
                  (SELECT details->'to' FROM audit_log WHERE action = 'user.set_scope' AND subject_id = 'alice'
                   ORDER BY id DESC LIMIT 1) AS written`,
        )
      ).rows[0];
    const before = await traces();
    for (let twice = 0; twice < 2; twice += 1) await narrow({ accountIds: [], strategies: [] });
    expect(await listed()).toEqual([]);
    expect(await traces()).toEqual({ told: (before?.told ?? 0) + 1, written: { accountIds: [], strategies: [] } });
    await house.flows.changeRole(ada, { userId: alice, role: "risk" });
    await house.flows.changeRole(ada, { userId: alice, role: "trader" });
    expect(await listed()).toContain("alice-1");
  });
});

describe("the team", () => {
  const rita = () => house.actor("rita");
  const lineOf = async (name: string) => {
    const read = await house.flows.readTeam(rita());
    return read.ok ? read.value.traders.find((trader) => trader.name === name) : undefined;
  };
  const bobs = { userId: bob, reason: "drill" };

  it("is seen and stopped by risk and administrators alone", async () => {
    const refused = { error: { kind: "team.not_yours" } };
    const stop = { ...bobs, step: "halted", idempotencyKey: "team-0" } as const;
    expect(await house.flows.readTeam(house.actor("bob"))).toMatchObject(refused);
    expect(await house.flows.stopTrader(house.actor("alice"), stop)).toMatchObject(refused);
    expect(await house.flows.resumeTrader(house.actor("bob"), bobs)).toMatchObject(refused);
    const nobody = { ...stop, userId: UserId.of("nobody-here") };
    expect(await house.flows.stopTrader(rita(), nobody)).toMatchObject({ error: { kind: "user.not_found" } });
  });

  it("shows each trader's orders, day and the limit used most, and stops all that one owns", async () => {
    const limit = { limitId: null, name: "Few orders", reason: "test", scope: { of: "user", subject: "bob" } } as const;
    await house.flows.askLimit(rita(), { ...limit, terms: { kind: "max_open_orders", value: "4" } });
    const request = someRequest({ accountId: "bob-1", ordType: "limit", limitPrice: "5", qty: "1" });
    const sent = await house.flows.submitOrder(house.actor("bob"), { idempotencyKey: "team-1", request });
    expect(sent.ok).toBe(true);
    const before = await lineOf("bob");
    expect(before).toMatchObject({ accounts: [{ accountId: "bob-1" }], state: "active" });
    expect(before?.limit).toMatchObject({ name: "Few orders", account: "bob-1" });
    expect(before?.limit?.part).toBe((before?.workingOrders ?? 0) / 4);
    expect(before?.dayPnl).toMatchObject([{ currency: "USD" }]);

    const stop = { ...bobs, step: "cancel", idempotencyKey: "team-2" } as const;
    expect(await house.flows.stopTrader(rita(), stop)).toMatchObject({
      value: { accounts: [{ accountId: "bob-1", canceled: before?.workingOrders }] },
    });
    expect(await lineOf("bob")).toMatchObject({ state: "reduce_only" });
    expect(await lineOf("alice")).toMatchObject({ state: "active" });
    const again = await house.flows.submitOrder(house.actor("bob"), { idempotencyKey: "team-3", request });
    expect(again).toMatchObject({ error: { kind: "trading.reduce_only" } });

    expect(await house.flows.resumeTrader(rita(), bobs)).toEqual({ ok: true, value: { accounts: 1 } });
    expect(await house.flows.resumeTrader(rita(), bobs)).toEqual({ ok: true, value: { accounts: 0 } });
    expect(await lineOf("bob")).toMatchObject({ state: "active" });
  });
});
