import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeApiThrottle, openKey, readKeyToken } from "../../platform/identity";
import { makeAccountFlows } from "../accounts/account-flows";
import type { Actor } from "../contract";
import { openTradingHouse, someRequest, type TradingHouse } from "../trading/testing/trading-house";
import { makeApiKeyFlows } from "./manage-keys";

const DAY_MS = 86_400_000;
let house: TradingHouse;
let keys: ReturnType<typeof makeApiKeyFlows>;

beforeAll(async () => {
  house = await openTradingHouse();
  keys = makeApiKeyFlows(house.deps);
});
afterAll(() => house.database.close());

const input = { name: "bot", scope: "trade", accountIds: null, lifetimeDays: null } as const;
const make = async (
  who: Parameters<TradingHouse["actor"]>[0],
  change: Partial<Parameters<typeof keys.createApiKey>[1]> = {},
) => {
  const made = await keys.createApiKey(house.actor(who), { ...input, ...change });
  if (!made.ok) throw new Error(made.error.kind);
  return made.value;
};
const open = (keyId: string, secret: string) =>
  openKey(house.deps.sql, { keyId, secret }, { nowMs: house.clock.nowMs(), ip: "192.0.2.1" });
const withKey = async (
  who: Parameters<TradingHouse["actor"]>[0],
  change: Partial<Parameters<typeof keys.createApiKey>[1]>,
): Promise<Actor> => {
  const { key, secret } = await make(who, change);
  const bearer = await open(key.keyId, secret);
  if (bearer === null) throw new Error("the key does not open");
  return { ...house.actor(who), key: bearer.key };
};

describe("keys", () => {
  it("keeps the secret as its hash, and opens for nothing else", async () => {
    const { key, secret } = await make("alice");
    expect(await open(key.keyId, secret)).toMatchObject({ user: { userId: "alice" }, key: { scope: "trade" } });
    expect(await open(key.keyId, `${secret.slice(0, -1)}${secret.endsWith("A") ? "B" : "A"}`)).toBeNull();
    const rows = await house.deps.sql.$queryRaw`SELECT to_jsonb(k)::text AS row FROM api_key AS k LIMIT 100`;
    const log = await house.deps.sql.$queryRaw`SELECT details::text FROM audit_log LIMIT 1000`;
    expect(JSON.stringify([rows, log])).not.toContain(secret);
    expect(readKeyToken(`${key.keyId}.${secret}`)).toEqual({ keyId: key.keyId, secret });
    expect(readKeyToken(`${key.keyId}.${secret}.x`)).toBeNull();
  });

  it("tells when it was last used, and writes that once a minute", async () => {
    const { key, secret } = await make("alice");
    const first = house.clock.nowMs();
    await open(key.keyId, secret);
    house.clock.pass(30_000);
    await open(key.keyId, secret);
    const used = async () => {
      const listed = await keys.listApiKeys(house.actor("alice"), { everybody: false });
      return listed.ok ? listed.value.find(({ keyId }) => keyId === key.keyId)?.lastUsedAt : null;
    };
    expect(await used()).toBe(first);
    house.clock.pass(60_001);
    await open(key.keyId, secret);
    expect(await used()).toBe(house.clock.nowMs());
  });

  it("ends by rotation, by revocation, by time, and with its owner", async () => {
    const { key, secret } = await make("bob", { lifetimeDays: 1 });
    const rotated = await keys.rotateApiKey(house.actor("bob"), key.keyId);
    if (!rotated.ok) throw new Error(rotated.error.kind);
    expect(await open(key.keyId, secret)).toBeNull();
    expect(await open(key.keyId, rotated.value.secret)).not.toBeNull();
    house.clock.pass(DAY_MS);
    expect(await open(key.keyId, rotated.value.secret)).toBeNull();
    expect(await keys.rotateApiKey(house.actor("bob"), key.keyId)).toMatchObject({ error: { kind: "api_key.ended" } });

    const second = await make("bob");
    expect(await keys.revokeApiKey(house.actor("bob"), second.key.keyId)).toMatchObject({
      value: { state: "revoked" },
    });
    expect(await open(second.key.keyId, second.secret)).toBeNull();

    const third = await make("bob");
    await house.deps.prisma.user.update({ where: { id: "bob" }, data: { disabledAt: new Date() } });
    expect(await open(third.key.keyId, third.secret)).toBeNull();
    await house.deps.prisma.user.update({ where: { id: "bob" }, data: { disabledAt: null } });
    expect(await open(third.key.keyId, third.secret)).not.toBeNull();
  });

  it.each([
    ["viewer", "vic", { scope: "trade" }, "api_key.scope_above_role"],
    ["trader", "alice", { scope: "admin" }, "api_key.scope_above_role"],
    ["somebody else's account", "alice", { accountIds: ["bob-1"] }, "api_key.account_unknown"],
    ["no account at all", "alice", { accountIds: [] }, "api_key.account_unknown"],
    ["no name", "alice", { name: "  " }, "api_key.name_malformed"],
    ["half a day", "alice", { lifetimeDays: 0.5 }, "api_key.lifetime_malformed"],
  ] as const)("refuses: %s", async (_what, who, change, kind) => {
    expect(await keys.createApiKey(house.actor(who), { ...input, ...change })).toMatchObject({ error: { kind } });
  });

  it("is nobody else's to see, rotate or revoke", async () => {
    const { key } = await make("alice");
    expect(await keys.listApiKeys(house.actor("bob"), { everybody: true })).not.toMatchObject({
      value: expect.arrayContaining([expect.objectContaining({ keyId: key.keyId })]),
    });
    const notFound = { error: { kind: "api_key.not_found" } };
    expect(await keys.rotateApiKey(house.actor("bob"), key.keyId)).toMatchObject(notFound);
    expect(await keys.revokeApiKey(house.actor("rita"), key.keyId)).toMatchObject(notFound);
  });
});

describe("what a key may", () => {
  it("sees only the accounts it is bound to", async () => {
    await house.openAccount("alice-2");
    const bound = await withKey("alice", { accountIds: ["alice-2"] });
    const accounts = makeAccountFlows(house.deps);
    expect((await accounts.listAccounts(bound)).map(({ accountId }) => accountId)).toEqual(["alice-2"]);
    expect(await accounts.readAccount(bound, "alice-1")).toMatchObject({ error: { kind: "account.not_found" } });
    const submit = (accountId: string) =>
      house.flows.submitOrder(bound, { idempotencyKey: `bound-${accountId}`, request: someRequest({ accountId }) });
    expect(await submit("alice-1")).toMatchObject({ error: { kind: "trading.account_unknown" } });
    await house.quote("ACME", 9.9, 10);
    expect(await submit("alice-2")).toMatchObject({ ok: true });
    const free = { accountId: null, symbol: null, state: "all", cursor: null, limit: 10 } as const;
    await house.flows.submitOrder(house.actor("alice"), { idempotencyKey: "own", request: someRequest() });
    const listed = await house.flows.listOrders(bound, free);
    expect(listed.ok && listed.value.rows.map(({ accountId }) => accountId)).toEqual(["alice-2"]);
    const log = await house.deps.sql.$queryRaw`
      SELECT count(*)::int AS n FROM audit_log WHERE details->>'apiKey' = ${bound.key?.keyId} LIMIT 1`;
    expect(log).toEqual([{ n: 1 }]);
  });

  it("trades with the scope trade only, and halts the house with admin only", async () => {
    const read = await withKey("alice", { scope: "read" });
    expect(await house.flows.submitOrder(read, { idempotencyKey: "read", request: someRequest() })).toMatchObject({
      error: { kind: "trading.account_not_yours" },
    });
    const halt = async (actor: Actor) =>
      house.flows.setTradingState(actor, { accountId: null, state: "active", reason: "test" });
    expect(await halt(await withKey("rita", { scope: "trade" }))).toMatchObject({
      error: { kind: "trading.house_not_yours" },
    });
    expect(await halt(await withKey("rita", { scope: "admin" }))).toMatchObject({ ok: true });
  });
});

describe("the throttle", () => {
  it("counts in the database, so that a new process forgives nobody", async () => {
    const { pool } = house.database.db;
    const limits = { requests: 2, wrongKeys: 1 };
    const first = makeApiThrottle(pool, limits);
    expect(await first.take("key-1")).toMatchObject({ allowed: true, limit: 2, remaining: 1 });
    expect(await first.take("key-1")).toMatchObject({ allowed: true, remaining: 0 });
    const second = makeApiThrottle(pool, limits);
    const over = await second.take("key-1");
    expect(over).toMatchObject({ allowed: false, remaining: 0 });
    expect(over.resetSeconds).toBeGreaterThan(0);
    expect(await second.take("key-2")).toMatchObject({ allowed: true });
    expect(await first.mayTry("192.0.2.7")).toMatchObject({ allowed: true });
    await first.wrongKey("192.0.2.7");
    expect(await second.mayTry("192.0.2.7")).toMatchObject({ allowed: false });
  });
});
