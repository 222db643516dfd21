import { afterAll, beforeAll, expect, it } from "vitest";
import { AccountId } from "@/modules/_kernel";
import { makeRecordEvent } from "@/modules/execution/server";
import { makeAccountStore, makeLedgerStore } from "@/modules/portfolio/server";
import type { LeaseKeeper } from "../../../platform/work/lease";
import type { ReconcileFlows } from "../../contract/reconcile";
import type { OrderRequest } from "../../contract/trading";
import { makeBookingOrders } from "../book-fills";
import { makeInstrumentCache } from "../paper-market";
import { orderByPhone } from "../testing/order-by-phone";
import { openTradingHouse, someRequest, type TradingHouse } from "../testing/trading-house";
import { startTrading } from "../work-accounts";
import { makeReconcileFlows } from "./reconcile-flows";

let house: TradingHouse;
let trading: LeaseKeeper;
let flows: ReconcileFlows;
let keys = 0;

beforeAll(async () => {
  house = await openTradingHouse();
  flows = makeReconcileFlows(house.deps);
  trading = startTrading(house.deps, "test", 0);
});
afterAll(async () => {
  await trading.stop();
  await house.database.close();
});

const alice = () => house.actor("alice");
const query = async (text: string) => (await house.database.db.pool.query(text)).rows;
async function send(change: Partial<OrderRequest> = {}) {
  keys += 1;
  return house.flows.submitOrder(alice(), { idempotencyKey: `k${keys}`, request: someRequest(change) });
}
async function sent(change: Partial<OrderRequest> = {}): Promise<string> {
  const made = await send(change);
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value.order.orderId;
}
const until = (orderId: string, status: string) =>
  expect
    .poll(
      async () => {
        const found = await house.flows.readOrder(alice(), orderId);
        return found.ok ? found.value.order.status : null;
      },
      { timeout: 8_000, interval: 20 },
    )
    .toBe(status);
async function open() {
  const listed = await flows.listReconcileItems(alice(), { accountId: "alice-1", state: "open", limit: 100 });
  return listed.ok ? listed.value : [];
}
/** What is open once the account was compared. */
async function compared() {
  house.clock.pass(10);
  const asked = await flows.askReconciliation(alice(), "alice-1");
  const { askedAt } = asked.ok ? asked.value : { askedAt: 0 };
  const run = async () => {
    const all = await flows.listReconcileStatus(alice());
    return all.ok ? (all.value.find(({ accountId }) => accountId === "alice-1")?.at ?? 0) : 0;
  };
  // The worker may have answered before the clock went on.
  house.clock.pass(10);
  await expect.poll(run, { timeout: 8_000, interval: 20 }).toBeGreaterThanOrEqual(askedAt);
  return (await open()).map(({ about, kind, key, difference }) => `${about} ${kind} ${key} ${difference}`).toSorted();
}
const held = async () => {
  const { positions } = await makeLedgerStore().readState(house.deps.sql, AccountId.of("alice-1"));
  return positions.map(({ symbol, qty }) => `${symbol} ${qty.toFixed()}`);
};

it("agrees where nothing went wrong", async () => {
  await until(await sent({ qty: "100" }), "filled");
  await until(await sent({ symbol: "BOLT", ordType: "limit", limitPrice: "5", timeInForce: "gtc" }), "working");
  expect(await compared()).toEqual([]);
  const status = await flows.listReconcileStatus(alice());
  expect(status).toMatchObject({
    value: [{ outcome: "agreed", orders: 1, fills: 1, positions: 1, currencies: 1, open: 0 }],
  });
  expect(await flows.listReconcileStatus(house.actor("bob"))).toMatchObject({
    value: [{ accountId: "bob-1", at: null }],
  });
});

it("adopts a fill that nobody here sent an order for, and lets only what reduces through until then", async () => {
  await query(`INSERT INTO paper_event (account_id, seq, order_id, event) SELECT account_id, said + 1, 'stranger',
    '{"type":"filled","at":${house.clock.nowMs()},"execId":"S1","qty":"7","price":"11","currency":"USD","symbol":"ACME","side":"buy","fees":[{"amount":"1","currency":"USD"}]}'
    FROM paper_venue WHERE account_id = 'alice-1'`);
  await query("UPDATE paper_venue SET said = said + 1 WHERE account_id = 'alice-1'");
  await query("UPDATE paper_position SET qty = qty + 7 WHERE account_id = 'alice-1' AND symbol = 'ACME'");
  await query("UPDATE paper_cash SET amount = amount - 78 WHERE account_id = 'alice-1'");
  expect(await compared()).toEqual([
    "cash qty_differs USD -78",
    "fill unknown_fill S1 7",
    "position qty_differs ACME 7",
  ]);
});

it("resolves what it shows", async () => {
  const items = await open();
  const unknown = items.find(({ key }) => key === "S1");
  expect(await send({ qty: "1" })).toMatchObject({ error: { kind: "order.unreconciled", facts: { symbol: "ACME" } } });
  expect(await send({ qty: "1", symbol: "BOLT" })).toMatchObject({ ok: true });
  const request = {
    itemId: unknown?.itemId ?? "",
    action: "adopt",
    reason: null,
    price: null,
    deploymentId: null,
  } as const;
  expect(await flows.resolveItem(house.actor("bob"), request)).toMatchObject({
    error: { kind: "reconcile.not_found" },
  });
  expect(await flows.resolveItem(house.actor("rita"), request)).toMatchObject({
    error: { kind: "trading.account_not_yours" },
  });
  expect(await flows.resolveItem(alice(), { ...request, action: "correct" })).toMatchObject({
    error: { kind: "reconcile.unfit" },
  });
  const before = await held();
  const preview = await flows.previewResolution(alice(), request);
  expect(preview).toMatchObject({ ok: true, value: { item: { state: "settled" }, batches: [{ kind: "adoption" }] } });
  expect([await held(), (await open()).length]).toEqual([before, items.length]);
  const done = await flows.resolveItem(alice(), request);
  if (!preview.ok || !done.ok) throw new Error("both were resolved");
  expect(done.value.batches.map(({ postings }) => postings)).toEqual(
    preview.value.batches.map(({ postings }) => postings),
  );
  expect(await flows.resolveItem(alice(), request)).toMatchObject({ error: { kind: "reconcile.ended" } });
  expect(await compared()).toEqual([]);
  expect(await send({ qty: "1" })).toMatchObject({ ok: true });
});

it("corrects a position and cash, and lets be what somebody says why", async () => {
  expect(await compared()).toEqual([]);
  await query("UPDATE paper_position SET qty = qty - 5 WHERE account_id = 'alice-1' AND symbol = 'ACME'");
  await query("UPDATE paper_cash SET amount = amount - 3 WHERE account_id = 'alice-1'");
  await compared();
  for (const item of await open()) {
    const asked = { itemId: item.itemId, action: "correct", reason: null, price: null, deploymentId: null } as const;
    expect(await flows.resolveItem(alice(), asked)).toMatchObject({ error: { kind: "reconcile.reason_missing" } });
    expect(await flows.resolveItem(alice(), { ...asked, reason: "as the venue says" })).toMatchObject({ ok: true });
  }
  expect(await compared()).toEqual([]);
  await query("UPDATE paper_position SET qty = qty + 2 WHERE account_id = 'alice-1' AND symbol = 'ACME'");
  await compared();
  const [differs] = await open();
  const ignore = {
    itemId: differs?.itemId ?? "",
    action: "ignore",
    reason: "a test",
    price: null,
    deploymentId: null,
  } as const;
  expect(await flows.resolveItem(house.actor("rita"), ignore)).toMatchObject({ value: { item: { state: "ignored" } } });
  expect(await compared()).toEqual([]);
  await query("UPDATE paper_position SET qty = qty + 1 WHERE account_id = 'alice-1' AND symbol = 'ACME'");
  expect(await compared()).toEqual(["position qty_differs ACME 3"]);
});

it("takes a fill back that the venue does not have", async () => {
  const [bolt] = await query("SELECT order_id FROM trade_order WHERE symbol = 'BOLT' AND status = 'working' LIMIT 1");
  const account = await makeAccountStore().find(house.deps.sql, AccountId.of("alice-1"));
  if (account === null) throw new Error("alice has an account");
  const { transactions } = house.database.db;
  const orders = makeBookingOrders({
    ...house.deps,
    transactions,
    account,
    instruments: makeInstrumentCache(house.deps),
  });
  const ghost = { type: "filled", execId: "GHOST", qty: "4", price: "5", currency: "USD", fees: [] } as const;
  await makeRecordEvent({ orders })(bolt.order_id, { ...ghost, fees: [], at: house.clock.nowMs() });
  const found = await compared();
  expect(found).toContain("fill missing_there GHOST -4");
  expect(found).toContain("position qty_differs BOLT -4");
  const item = (await open()).find(({ key }) => key === "GHOST");
  const request = {
    itemId: item?.itemId ?? "",
    action: "correct",
    reason: "busted",
    price: null,
    deploymentId: null,
  } as const;
  expect(await flows.resolveItem(alice(), request)).toMatchObject({ value: { batches: [{ kind: "reversal" }] } });
  // Its order is filled less as well: both sides agree again.
  expect((await compared()).filter((each) => /BOLT|GHOST|cash|order/.test(each))).toEqual([]);
  expect(await house.flows.readOrder(alice(), bolt.order_id)).toMatchObject({
    value: { order: { filledQty: "0", status: "working" }, fills: [] },
  });
});

it("adopts an order that nobody here sent, with what was heard of it, and it can be canceled", async () => {
  const at = house.clock.nowMs();
  const filled = {
    type: "filled",
    at,
    execId: "P1",
    qty: "3",
    price: "4",
    currency: "USD",
    symbol: "BOLT",
    side: "buy",
    fees: [],
  };
  const { pool } = house.database.db;
  await pool.query(
    "INSERT INTO paper_order (account_id, order_id, state, ended) VALUES ('alice-1', 'by-phone', $1, false)",
    [JSON.stringify(orderByPhone("BOLT", at))],
  );
  for (const event of [{ type: "accepted", at, venueOrderId: "Q900" }, filled]) {
    await pool.query(
      `INSERT INTO paper_event (account_id, seq, order_id, event)
       SELECT account_id, said + 1, 'by-phone', $1::jsonb FROM paper_venue WHERE account_id = 'alice-1'`,
      [JSON.stringify(event)],
    );
    await query("UPDATE paper_venue SET said = said + 1 WHERE account_id = 'alice-1'");
  }
  await query(`INSERT INTO paper_position (account_id, symbol, qty) VALUES ('alice-1', 'BOLT', 3)
    ON CONFLICT (account_id, symbol) DO UPDATE SET qty = paper_position.qty + 3`);
  await query("UPDATE paper_cash SET amount = amount - 12 WHERE account_id = 'alice-1' AND currency = 'USD'");
  const about = (found: readonly string[]) => found.filter((each) => /by-phone|P1|BOLT|cash/.test(each));
  expect(about(await compared())).toEqual([
    "cash qty_differs USD -12",
    "fill unknown_fill P1 3",
    "order missing_here by-phone null",
    "position qty_differs BOLT 3",
    expect.stringMatching(/^word unknown_word by-phone accepted/),
  ]);
  const item = (await open()).find(({ key }) => key === "by-phone");
  const request = {
    itemId: item?.itemId ?? "",
    action: "adopt",
    reason: null,
    price: null,
    deploymentId: null,
  } as const;
  expect(item?.resolutions).toContain("adopt");
  expect(await flows.previewResolution(alice(), request)).toMatchObject({ value: { batches: [{ kind: "fill" }] } });
  expect(await house.flows.readOrder(alice(), "by-phone")).toMatchObject({ error: { kind: "order.not_found" } });
  expect(await flows.resolveItem(alice(), request)).toMatchObject({ value: { batches: [{ kind: "fill" }] } });
  expect(about(await compared())).toEqual([]);
  expect(await house.flows.readOrder(alice(), "by-phone")).toMatchObject({
    value: { order: { status: "working", qty: "9", filledQty: "3" }, fills: [{ execId: "P1" }] },
  });
  await house.flows.cancelOrder(alice(), { orderId: "by-phone", idempotencyKey: "by-phone-c" });
  await until("by-phone", "canceled");
  expect(about(await compared())).toEqual([]);
});

it("takes back what was adopted, where the venue takes back the fill", async () => {
  const about = (found: readonly string[]) => found.filter((each) => /S1|cash/.test(each));
  expect(about(await compared())).toEqual([]);
  const before = await held();
  const busted = JSON.stringify({ type: "busted", at: house.clock.nowMs(), execId: "S1" });
  await house.database.db.pool.query(
    `INSERT INTO paper_event (account_id, seq, order_id, event)
     SELECT account_id, said + 1, 'stranger', $1::jsonb FROM paper_venue WHERE account_id = 'alice-1'`,
    [busted],
  );
  await query("UPDATE paper_venue SET said = said + 1 WHERE account_id = 'alice-1'");
  await query("UPDATE paper_cash SET amount = amount + 78 WHERE account_id = 'alice-1'");
  expect(about(await compared())).toEqual(["cash qty_differs USD 78", "fill missing_there S1 -7"]);
  const item = (await open()).find(({ about: of, key }) => of === "fill" && key === "S1");
  const request = {
    itemId: item?.itemId ?? "",
    action: "correct",
    reason: "busted",
    price: null,
    deploymentId: null,
  } as const;
  expect(await flows.resolveItem(alice(), request)).toMatchObject({ value: { batches: [{ kind: "reversal" }] } });
  expect(about(await compared())).toEqual([]);
  expect(await held()).not.toEqual(before);
});
