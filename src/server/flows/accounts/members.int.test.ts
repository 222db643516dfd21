import { afterAll, beforeAll, expect, it } from "vitest";
import type { AccountFlows } from "../contract/accounts";
import { makeAlgoFlows } from "../trading/algo/algo-flows";
import { makeReconcileFlows } from "../trading/reconcile/reconcile-flows";
import { openTradingHouse, someRequest, type TradingHouse } from "../trading/testing/trading-house";
import { makeAccountFlows } from "./account-flows";

let house: TradingHouse;
let flows: AccountFlows;

beforeAll(async () => {
  house = await openTradingHouse();
  flows = makeAccountFlows(house.deps);
});
afterAll(() => house.database.close());

type Name = Parameters<TradingHouse["actor"]>[0];
const set = (as: Name, email: string, role: "viewer" | "trader") =>
  flows.setMember(house.actor(as), { accountId: "alice-1", email, role });
const send = (as: Name, key: string) =>
  house.flows.submitOrder(house.actor(as), { idempotencyKey: key, request: someRequest({ qty: "1" }) });
const listed = async (as: Name) => (await flows.listAccounts(house.actor(as))).map(({ accountId }) => accountId);
const orders = async (as: Name) => {
  const page = await house.flows.listOrders(house.actor(as), {
    accountId: "alice-1",
    symbol: null,
    state: "all",
    cursor: null,
    limit: 10,
  });
  return page.ok ? page.value.rows.length : 0;
};
const unknown = { error: { kind: "trading.account_unknown" } };

it("is not there for others until its owner lets them in, as whatever they are let in", async () => {
  expect(await listed("bob")).toEqual(["bob-1"]);
  expect(await send("bob", "m1")).toMatchObject(unknown);
  expect(await flows.listMembers(house.actor("bob"), "alice-1")).toMatchObject({
    error: { kind: "account.not_found" },
  });
  expect(await set("bob", "bob@example.com", "trader")).toMatchObject({ error: { kind: "account.not_found" } });

  expect(await set("alice", " Bob@Example.com ", "viewer")).toMatchObject({
    value: [{ email: "bob@example.com", role: "viewer" }],
  });
  expect(await listed("bob")).toEqual(["bob-1", "alice-1"]);
  expect((await send("alice", "m2")).ok).toBe(true);
  expect(await orders("bob")).toBe(1);
  expect(await orders("vic")).toBe(0);
  expect(await send("bob", "m3")).toMatchObject({ error: { kind: "trading.account_not_yours" } });
  const halt = { accountId: "alice-1", state: "halted", reason: "no" } as const;
  expect(await house.flows.setTradingState(house.actor("bob"), halt)).toMatchObject({
    error: { kind: "trading.account_not_yours" },
  });
  const seen = await makeReconcileFlows(house.deps).listReconcileStatus(house.actor("bob"));
  expect(seen).toMatchObject({
    ok: true,
    value: expect.arrayContaining([expect.objectContaining({ accountId: "alice-1" })]),
  });

  expect((await set("alice", "bob@example.com", "trader")).ok).toBe(true);
  expect((await send("bob", "m4")).ok).toBe(true);
  expect(await orders("alice")).toBe(2);
  const algos = makeAlgoFlows(house.deps);
  expect(
    await algos.listAlgos(house.actor("bob"), { accountId: "alice-1", over: true, cursor: null, limit: 1 }),
  ).toMatchObject({
    ok: true,
  });
  // Trading is not booking, and not saying who else may.
  const [, mine] = await flows.listAccounts(house.actor("bob"));
  expect(mine).toMatchObject({ mine: false, editable: false, mayTrade: true, membership: "trader" });
  expect(await set("bob", "rita@example.com", "viewer")).toMatchObject({ error: { kind: "account.not_yours" } });
  expect(await flows.archiveAccount(house.actor("bob"), "alice-1")).toMatchObject({
    error: { kind: "account.not_yours" },
  });
});

it("tells its members what changes, and writes down who was let in by whom", async () => {
  const rows = async (text: string) => (await house.database.db.pool.query(text)).rows;
  const told = await rows(
    "SELECT DISTINCT audience FROM outbox WHERE topic = 'orders.changed' AND payload->>'accountId' = 'alice-1' ORDER BY 1",
  );
  expect(told).toEqual([{ audience: "alice" }, { audience: "bob" }]);
  const audit = await rows(
    "SELECT action, details->>'from' AS was, details->>'to' AS is FROM audit_log WHERE action LIKE 'account.member%' ORDER BY id",
  );
  expect(audit).toEqual([
    { action: "account.member_set", was: null, is: "viewer" },
    { action: "account.member_set", was: "viewer", is: "trader" },
  ]);
});

it("refuses what makes no sense", async () => {
  const refused = async (email: string, role: "viewer" | "trader") => {
    const done = await set("alice", email, role);
    return done.ok ? null : [done.error.kind, done.error.path];
  };
  expect(await refused("nobody@example.com", "viewer")).toEqual(["account.member_unknown", "email"]);
  expect(await refused("alice@example.com", "viewer")).toEqual(["account.member_is_owner", "email"]);
  expect(await refused("vic@example.com", "trader")).toEqual(["account.member_only_looks", "role"]);
  expect(await flows.removeMember(house.actor("alice"), { accountId: "alice-1", userId: "vic" })).toMatchObject({
    error: { kind: "account.member_not_found" },
  });
});

it("is not there any more for who left or was taken out", async () => {
  expect(await set("alice", "vic@example.com", "viewer")).toMatchObject({ ok: true });
  expect(await flows.removeMember(house.actor("vic"), { accountId: "alice-1", userId: "bob" })).toMatchObject({
    error: { kind: "account.not_yours" },
  });
  expect(await flows.removeMember(house.actor("vic"), { accountId: "alice-1", userId: "vic" })).toEqual({
    ok: true,
    value: [],
  });
  expect(await listed("vic")).toEqual([]);
  expect(await flows.removeMember(house.actor("alice"), { accountId: "alice-1", userId: "bob" })).toEqual({
    ok: true,
    value: [],
  });
  expect(await send("bob", "m5")).toMatchObject(unknown);
  expect(await orders("bob")).toBe(0);
});
