import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LeaseKeeper } from "../../platform/work/lease";
import type { OrderRequest } from "../contract/trading";
import { makeRebuildProjections } from "../orders/rebuild-projections";
import { makeReconcileFlows } from "./reconcile/reconcile-flows";
import { openTradingHouse, someRequest, type TradingHouse } from "./testing/trading-house";
import { startTrading } from "./work-accounts";

/**
 * Whatever is wrong with what a person asks or a venue says: each line by its name, through the real flow on a real database. It
 * ends as a typed refusal or in quarantine with its reason; nothing is lost, and the books sum to zero.
 */
let house: TradingHouse;
let trading: LeaseKeeper;
let keys = 0;
/** Bought 100, filled whole by X1. */
let filled: string;
/** Asked for 50 at 9.5, and filled 30 of it by X2. */
let working: string;

const alice = () => house.actor("alice");
const query = async (text: string, values: readonly unknown[] = []) =>
  (await house.database.db.pool.query(text, [...values])).rows;
const newKey = () => {
  keys += 1;
  return `bad-${keys}`;
};
const submit = (change: Partial<OrderRequest>, idempotencyKey = newKey()) =>
  house.flows.submitOrder(alice(), { idempotencyKey, request: someRequest(change) });
async function sent(change: Partial<OrderRequest>): Promise<string> {
  const made = await submit(change);
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value.order.orderId;
}
async function read(orderId: string) {
  const found = await house.flows.readOrder(alice(), orderId);
  if (!found.ok) throw new Error(found.error.kind);
  return found.value;
}
/** As if its venue had said so. */
async function say(words: readonly (readonly [string, object])[]): Promise<void> {
  for (const [orderId, event] of words) {
    await query(
      `INSERT INTO paper_event (account_id, seq, order_id, event)
       SELECT account_id, said + 1, $1, $2::jsonb FROM paper_venue WHERE account_id = 'alice-1'`,
      [orderId, JSON.stringify(event)],
    );
    await query("UPDATE paper_venue SET said = said + 1 WHERE account_id = 'alice-1'");
  }
  house.deps.signals.send("trading", "alice-1");
}
const until = (orderId: string, filledQty: string) =>
  expect.poll(async () => (await read(orderId)).order.filledQty, { timeout: 8_000, interval: 20 }).toBe(filledQty);

beforeAll(async () => {
  house = await openTradingHouse();
  trading = startTrading(house.deps, "test", 0);
  await house.addInstrument("SHUT", "equity");
});
afterAll(async () => {
  await trading.stop();
  await house.database.close();
});

it("begins with an order that is filled, and one that is in part", async () => {
  filled = await sent({ qty: "100" });
  await until(filled, "100");
  working = await sent({ qty: "50", ordType: "limit", limitPrice: "9.5", timeInForce: "gtc" });
  await expect.poll(async () => (await read(working)).order.status, { timeout: 8_000, interval: 20 }).toBe("working");
  house.clock.pass(1_100);
  await house.quote("ACME", 9.4, 9.5, { askSize: 30 });
  await until(working, "30");
  await house.quote("ACME", 9.9, 10);
  expect((await read(working)).order.status).toBe("working");
});

describe("what a person asks", () => {
  const limit = { ordType: "limit", timeInForce: "gtc" } as const;
  it.each<[string, Partial<OrderRequest>, string, string]>([
    ["zero", { qty: "0" }, "order.not_positive", "qty"],
    ["negative", { qty: "-5" }, "order.not_positive", "qty"],
    ["NaN", { qty: "NaN" }, "order.number_malformed", "qty"],
    ["1e308", { qty: "1e308" }, "order.number_malformed", "qty"],
    ["1e308 as a price", { ...limit, limitPrice: "1e308" }, "order.number_malformed", "limitPrice"],
    ["a tick off", { ...limit, limitPrice: "9.505" }, "order.tick_off", "limitPrice"],
    ["a lot off", { qty: "1.5" }, "order.lot_off", "qty"],
    ["an unknown symbol", { symbol: "NOPE" }, "instrument.not_found", "symbol"],
    ["another user's account", { accountId: "bob-1" }, "trading.account_unknown", "accountId"],
  ])("%s is refused", async (_line, change, kind, path) => {
    expect(await submit(change)).toMatchObject({ ok: false, error: { kind, path } });
  });

  it("a duplicate key is the same order, or refused for another", async () => {
    const ask = { ...limit, limitPrice: "5", qty: "1" };
    const [first, again, other] = [
      await submit(ask, "twice"),
      await submit(ask, "twice"),
      await submit({ ...ask, qty: "2" }, "twice"),
    ];
    if (!first.ok || !again.ok) throw new Error("refused");
    expect([again.value.repeated, again.value.order.orderId]).toEqual([true, first.value.order.orderId]);
    expect(other).toMatchObject({ error: { kind: "order.key_reused", path: "idempotencyKey" } });
    await house.flows.cancelOrder(alice(), { orderId: first.value.order.orderId, idempotencyKey: newKey() });
  });

  it("a cancel of a filled order is refused", async () => {
    expect(await house.flows.cancelOrder(alice(), { orderId: filled, idempotencyKey: newKey() })).toMatchObject({
      error: { kind: "order.closed", facts: { status: "filled" } },
    });
  });

  it("a replace below what is filled is refused, and so is one of another's order", async () => {
    const change = { orderId: working, qty: "20", limitPrice: null, stopPrice: null };
    expect(await house.flows.modifyOrder(alice(), { ...change, idempotencyKey: newKey() })).toMatchObject({
      error: { kind: "order.replace_below_filled", path: "qty" },
    });
    expect(await house.flows.modifyOrder(house.actor("bob"), { ...change, idempotencyKey: newKey() })).toMatchObject({
      error: { kind: "order.not_found" },
    });
    expect((await read(working)).order).toMatchObject({ qty: "50", filledQty: "30" });
  });
});

describe("what a venue says", () => {
  const fill = {
    type: "filled",
    qty: "1",
    price: "10",
    currency: "USD",
    symbol: "ACME",
    side: "buy",
    fees: [],
  } as const;

  it("is known, kept in quarantine with its reason, or waits in the inbox: it moves nothing", async () => {
    const at = house.clock.nowMs();
    const first = (await read(filled)).fills[0];
    const words: readonly (readonly [string, object])[] = [
      ["a-stranger", { ...fill, at, execId: "S1" }],
      [filled, { ...fill, at, execId: "O1" }],
      [filled, { ...fill, at, execId: first?.execId, qty: first?.qty, price: first?.price, fees: first?.fees }],
      [filled, { ...fill, at, execId: first?.execId, qty: "99" }],
      [working, { ...fill, at, execId: "E1", currency: "EUR" }],
      [working, { ...fill, at, execId: "E2", symbol: "BOLT" }],
      [working, { ...fill, at, execId: "E3", side: "sell" }],
      [working, { type: "busted", at, execId: "never-told" }],
      [working, { ...fill, at, execId: "never-told" }],
    ];
    await say(words);
    const quarantined = async (orderId: string) =>
      (await read(orderId)).events.flatMap(({ type, facts }) => (type === "quarantined" ? [facts["kind"]] : []));
    await expect
      .poll(() => quarantined(working), { timeout: 8_000, interval: 20 })
      .toEqual(["fill.wrong_currency", "fill.wrong_symbol", "fill.wrong_side"]);
    expect(await quarantined(filled)).toEqual(["fill.overfill", "fill.conflicting"]);
    expect((await read(filled)).order).toMatchObject({ status: "filled", filledQty: "100", quarantined: 2 });
    await expect
      .poll(async () => (await read(working)).events.map(({ type }) => type), { timeout: 8_000, interval: 20 })
      .toContain("busted");
    expect((await read(working)).order).toMatchObject({ status: "working", filledQty: "30", quarantined: 3 });
  });

  it("is in the inbox, where somebody decides", async () => {
    const flows = makeReconcileFlows(house.deps);
    house.clock.pass(10);
    await flows.askReconciliation(alice(), "alice-1");
    house.clock.pass(10);
    const open = async () => {
      const found = await flows.listReconcileItems(alice(), { accountId: "alice-1", state: "open", limit: 100 });
      return found.ok ? found.value.map(({ about, kind, key }) => `${about} ${kind} ${key}`) : [];
    };
    await expect
      .poll(open, { timeout: 8_000, interval: 20 })
      .toEqual(
        expect.arrayContaining(["fill unknown_fill S1", `word quarantined ${filled}`, `word quarantined ${working}`]),
      );
  });

  it("is booked by reversal where it corrects a fill, or takes it back", async () => {
    const [was] = (await read(working)).fills;
    const execId = was?.execId ?? "";
    const { type: _told, ...trade } = fill;
    const at = house.clock.nowMs();
    const corrected = {
      ...trade,
      type: "corrected",
      at,
      filledAt: was?.at,
      execId,
      revision: 1,
      qty: "20",
      price: "9.4",
    };
    const kinds = () =>
      query("SELECT kind, external_ref FROM ledger_batch WHERE order_id = $1 ORDER BY batch_id", [working]);
    const booked = async () => (await kinds()).map(({ kind }) => kind);
    await say([
      [working, corrected],
      [working, corrected],
    ]);
    await until(working, "20");
    expect(await booked()).toEqual(["fill", "reversal", "fill"]);
    expect((await read(working)).fills).toMatchObject([{ execId, qty: "20", price: "9.4" }]);
    const lots = () =>
      query("SELECT trim_scale(qty)::text AS qty, trim_scale(price)::text AS price FROM ledger_lot ORDER BY opened_at");
    expect(await lots()).toEqual([
      { qty: "100", price: "10" },
      { qty: "20", price: "9.4" },
    ]);
    await say([[working, { type: "busted", at, execId, reason: "erroneous" }]]);
    await until(working, "0");
    expect([await booked(), (await read(working)).fills]).toEqual([["fill", "reversal", "fill", "reversal"], []]);
    expect(await lots()).toEqual([{ qty: "100", price: "10" }]);
    expect((await read(working)).order).toMatchObject({ status: "working", qty: "50", filledQty: "0" });
  });

  it("leaves books that sum to zero, positions that are the fills, and projections that are the events", async () => {
    expect(await query("SELECT batch_id, currency FROM ledger_posting GROUP BY 1, 2 HAVING sum(amount) <> 0")).toEqual(
      [],
    );
    expect(await query("SELECT symbol, qty::text FROM ledger_position WHERE account_id = 'alice-1'")).toEqual([
      { symbol: "ACME", qty: "100" },
    ]);
    expect(await query("SELECT sum(qty)::text AS qty FROM execution_fill WHERE account_id = 'alice-1'")).toEqual([
      { qty: "100" },
    ]);
    const rebuilt = await makeRebuildProjections(house.deps)({ kind: "cli", userId: null, requestId: "test" });
    expect(rebuilt.filter(({ differences }) => differences > 0)).toEqual([]);
  });
});

// Last, for it is night then.
it("a closed market is refused", async () => {
  house.clock.pass(10 * 3_600_000);
  await house.quote("SHUT", 9.9, 10, { calendar: "XNYS", eventMs: house.clock.nowMs() - 60_000 });
  expect(await submit({ symbol: "SHUT" })).toMatchObject({
    error: { kind: "order.limits_broken", issues: [{ path: "trading_hours", message: "Its market is closed now." }] },
  });
});
