import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AccountId, EpochMs } from "@/modules/_kernel";
import { listBusyAccounts } from "@/modules/execution/server";
import { makeLedgerStore } from "@/modules/portfolio/server";
import type { LeaseKeeper } from "../../platform/work/lease";
import type { OrderRequest, OrderView, TradingFlows } from "../contract/trading";
import { makeInstrumentFlows } from "../instruments/instrument-flows";
import { makeRebuildProjections } from "../orders/rebuild-projections";
import { openTradingHouse, someRequest, type TradingHouse } from "./testing/trading-house";
import { makeTradingFlows } from "./trading-flows";
import { startTrading } from "./work-accounts";

let house: TradingHouse;
let flows: TradingFlows;
let trading: LeaseKeeper;
let keys = 0;

beforeAll(async () => {
  house = await openTradingHouse();
  flows = house.flows;
  trading = startTrading(house.deps, "test", 0);
});
afterAll(async () => {
  await trading.stop();
  await house.database.close();
});

const newKey = () => {
  keys += 1;
  return `k${keys}`;
};
const alice = () => house.actor("alice");
async function send(change: Partial<OrderRequest> = {}) {
  const made = await flows.submitOrder(alice(), { idempotencyKey: newKey(), request: someRequest(change) });
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value;
}
async function find(orderId: string): Promise<OrderView> {
  const found = await flows.readOrder(alice(), orderId);
  if (!found.ok) throw new Error(found.error.kind);
  return found.value.order;
}
/** Until an order stands like that: its worker is another part of this process. */
const until = (orderId: string, status: string) =>
  expect.poll(async () => (await find(orderId)).status, { timeout: 8_000, interval: 20 }).toBe(status);
const state = async (accountId = "alice-1") => {
  const { cash, positions } = await makeLedgerStore().readState(house.deps.sql, AccountId.of(accountId));
  return {
    cash: cash.map((each) => each.settled.plus(each.unsettled).toFixed()),
    positions: positions.map(({ symbol, qty }) => [symbol, qty.toFixed()]),
  };
};
/** Another price, a moment later. */
async function price(symbol: string, bid: number, ask: number) {
  house.clock.pass(1_100);
  for (const each of ["ACME", "BOLT"]) await house.quote(each, symbol === each ? bid : 9.9, symbol === each ? ask : 10);
}

describe("a paper account", () => {
  it("has its fill in the books with its order, and lets go of it", async () => {
    const { order } = await send({ qty: "100" });
    await until(order.orderId, "filled");
    expect(await find(order.orderId)).toMatchObject({ filledQty: "100", averagePrice: "10", venueOrderId: "Q1" });
    expect(await state()).toEqual({ cash: ["98999"], positions: [["ACME", "100"]] });
    const fills = await flows.listFills(alice(), { accountId: "alice-1", symbol: null, cursor: null, limit: 10 });
    expect(fills).toMatchObject({
      value: { rows: [{ execId: "X1", qty: "100", price: "10", fees: [{ amount: "1", currency: "USD" }] }] },
    });
    expect(await flows.listStrays(alice(), "alice-1")).toEqual({ ok: true, value: [] });
  });

  it("sends the children once the parent is filled, and one cancels the other", async () => {
    const { order, children } = await send({
      symbol: "BOLT",
      takeProfit: { limitPrice: "12" },
      stopLoss: { stopPrice: "9", limitPrice: null },
    });
    const [target, stop] = children.map(({ orderId }) => orderId);
    await until(order.orderId, "filled");
    await until(target ?? "", "working");
    await until(stop ?? "", "working");
    await price("BOLT", 12.5, 12.6);
    await until(target ?? "", "filled");
    await until(stop ?? "", "canceled");
    expect(await find(target ?? "")).toMatchObject({ averagePrice: "12" });
    expect((await state()).positions).toEqual([["ACME", "100"]]);
    await price("BOLT", 9.9, 10);
  });

  it("changes and cancels what works", async () => {
    const { order } = await send({ ordType: "limit", limitPrice: "9" });
    await until(order.orderId, "working");
    const change = { orderId: order.orderId, idempotencyKey: newKey(), qty: "50", limitPrice: "9.5", stopPrice: null };
    expect(await flows.modifyOrder(alice(), change)).toMatchObject({ ok: true, value: { status: "pending_replace" } });
    await until(order.orderId, "working");
    expect(await find(order.orderId)).toMatchObject({ qty: "50", limitPrice: "9.5" });
    await flows.cancelOrder(alice(), { orderId: order.orderId, idempotencyKey: newKey() });
    await until(order.orderId, "canceled");
  });

  it("closes a position with its orders, whatever protects it", async () => {
    const { order } = await send({ side: "sell", ordType: "stop", stopPrice: "5", reduceOnly: true });
    await until(order.orderId, "working");
    await house.quote("ACME", 9.9, 10);
    const closed = await flows.closePosition(alice(), {
      accountId: "alice-1",
      symbol: "acme",
      idempotencyKey: "close",
    });
    if (!closed.ok || closed.value.order === null) throw new Error(JSON.stringify(closed));
    expect(closed.value).toMatchObject({ canceled: 1, order: { side: "sell", qty: "100", reduceOnly: true } });
    await until(closed.value.order.orderId, "filled");
    await until(order.orderId, "canceled");
    expect((await state()).positions).toEqual([]);
    const again = await flows.closePosition(alice(), { accountId: "alice-1", symbol: "ACME", idempotencyKey: "close" });
    expect(again).toMatchObject({ value: { order: { orderId: closed.value.order.orderId } } });
    expect(
      await flows.closePosition(alice(), { accountId: "alice-1", symbol: "ACME", idempotencyKey: newKey() }),
    ).toEqual({ ok: true, value: { order: null, canceled: 0 } });
  });

  it("flattens everything that can be, and says what cannot", async () => {
    await until((await send({ qty: "10" })).order.orderId, "filled");
    await until((await send({ qty: "20", symbol: "BOLT", side: "sell" })).order.orderId, "filled");
    const stop = await send({ symbol: "BOLT", qty: "20", ordType: "stop", stopPrice: "20", reduceOnly: true });
    const entry = await send({ qty: "5", ordType: "limit", limitPrice: "1" });
    await until(stop.order.orderId, "working");
    house.clock.pass(20_000);
    await house.quote("ACME", 9.9, 10);
    const flat = await flows.flattenAccount(alice(), { accountId: "alice-1", idempotencyKey: newKey() });
    expect(flat).toMatchObject({
      value: {
        orders: [{ symbol: "ACME", side: "sell", qty: "10" }],
        canceled: 1,
        refused: [{ symbol: "BOLT", error: { kind: "order.limits_broken" } }],
      },
    });
    await until(entry.order.orderId, "canceled");
    // Asked again before that, it would close the rest of ACME anew.
    await until((flat.ok ? flat.value.orders[0]?.orderId : undefined) ?? "", "filled");
    expect((await find(stop.order.orderId)).status).toBe("working");
    await house.quote("BOLT", 9.9, 10);
    const rest = await flows.flattenAccount(house.actor("rita"), { accountId: "alice-1", idempotencyKey: newKey() });
    expect(rest).toMatchObject({ value: { orders: [{ symbol: "BOLT", side: "buy", qty: "20" }], refused: [] } });
    await expect.poll(async () => (await state()).positions, { timeout: 8_000, interval: 20 }).toEqual([]);
  });

  it("never sends what had not left when trading was halted", async () => {
    await trading.stop();
    await house.quote("ACME", 9.9, 10);
    const { order } = await send();
    await flows.setTradingState(house.actor("rita"), { accountId: null, state: "halted", reason: "a test" });
    trading = startTrading(house.deps, "next", 0);
    await until(order.orderId, "canceled");
    expect(await find(order.orderId)).toMatchObject({ sentAt: null, reason: "trading_halted" });
    await flows.setTradingState(house.actor("rita"), { accountId: null, state: "active", reason: "a test" });
  });

  it("waits for nothing where its orders wait for their venue and their parents", async () => {
    await house.quote("ACME", 9.9, 10);
    const { order } = await send({
      ordType: "limit",
      limitPrice: "1",
      stopLoss: { stopPrice: "0.5", limitPrice: null },
    });
    await until(order.orderId, "working");
    const waiting = async () => {
      const busy = await listBusyAccounts(house.deps.sql, 10, EpochMs.of(0));
      return busy.find(({ accountId }) => accountId === "alice-1")?.isWaiting;
    };
    await expect.poll(waiting, { timeout: 8_000, interval: 20 }).toBe(false);
    await trading.stop();
    await flows.cancelOrder(alice(), { orderId: order.orderId, idempotencyKey: newKey() });
    expect(await waiting()).toBe(true);
    trading = startTrading(house.deps, "after", 0);
    await until(order.orderId, "canceled");
    await expect.poll(waiting, { timeout: 8_000, interval: 20 }).toBeUndefined();
  });

  it("is worked though the signal for it was lost", async () => {
    const { order: resting } = await send({ ordType: "limit", limitPrice: "1" });
    await until(resting.orderId, "working");
    const mute = makeTradingFlows({ ...house.deps, signals: { ...house.deps.signals, send: () => undefined } });
    const sent = await mute.submitOrder(alice(), {
      idempotencyKey: newKey(),
      request: someRequest({ side: "sell", qty: "5" }),
    });
    if (!sent.ok) throw new Error(sent.error.kind);
    await until(sent.value.order.orderId, "filled");
    await mute.cancelOrder(alice(), { orderId: resting.orderId, idempotencyKey: newKey() });
    await until(resting.orderId, "canceled");
    expect(await find(resting.orderId)).toMatchObject({ filledQty: "0" });
    await until((await send({ qty: "5" })).order.orderId, "filled");
  });

  it("keeps an instrument that orders are of", async () => {
    const refused = await makeInstrumentFlows(house.deps).deleteInstrument(alice(), "ACME");
    expect(refused).toMatchObject({
      error: { kind: "instrument.in_use", issues: [{ path: "quote" }, { path: "orders" }] },
    });
  });

  it("adds up: books to zero, positions to fills, projections to events", async () => {
    const query = async (text: string) => (await house.database.db.pool.query(text)).rows;
    expect(await query("SELECT batch_id, currency FROM ledger_posting GROUP BY 1, 2 HAVING sum(amount) <> 0")).toEqual(
      [],
    );
    expect(
      await query(`SELECT symbol, sum(CASE side WHEN 'buy' THEN qty ELSE -qty END)::text AS qty FROM execution_fill
        GROUP BY account_id, symbol HAVING sum(CASE side WHEN 'buy' THEN qty ELSE -qty END) <> 0`),
    ).toEqual([]);
    expect(await query("SELECT 1 FROM paper_position WHERE qty <> 0")).toEqual([]);
    const rebuilt = await makeRebuildProjections(house.deps)({ kind: "cli", userId: null, requestId: "test" });
    expect(rebuilt.filter(({ differences }) => differences > 0)).toEqual([]);
  });
});
