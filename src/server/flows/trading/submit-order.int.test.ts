import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EpochMs } from "@/modules/_kernel";
import { makeOrderReads } from "@/modules/execution/server";
import { makeAccountStore } from "@/modules/portfolio/server";
import type { OrderRequest, TradingFlows } from "../contract/trading";
import { makeDecision } from "./submit-order";
import { openTradingHouse, someRequest, type TradingHouse } from "./testing/trading-house";

let house: TradingHouse;
let flows: TradingFlows;
let keys = 0;

beforeAll(async () => {
  house = await openTradingHouse();
  flows = house.flows;
});
afterAll(() => house.database.close());
beforeEach(async () => {
  await flows.cancelOrders(house.actor("alice"), { accountId: "alice-1", symbol: null });
  await house.quote("ACME", 9.9, 10);
});

const newKey = () => {
  keys += 1;
  return `k${keys}`;
};
const submit = (
  change: Partial<OrderRequest> = {},
  key = newKey(),
  who: Parameters<TradingHouse["actor"]>[0] = "alice",
) => flows.submitOrder(house.actor(who), { idempotencyKey: key, request: someRequest(change) });
async function refusal(change: Partial<OrderRequest>, who: Parameters<TradingHouse["actor"]>[0] = "alice") {
  const answer = await submit(change, newKey(), who);
  return answer.ok ? "taken" : answer.error;
}
const count = async (table: "trade_order" | "audit_log" | "outbox") => {
  const { rows } = await house.database.db.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
  return rows[0]?.n ?? 0;
};
const limit = { ordType: "limit", limitPrice: "9.5" } as const;

describe("what was held for an order", () => {
  it("is taken for that very order, and counts for nothing for another", async () => {
    const { look, prepare, hold, submit: place } = makeDecision(house.deps);
    const alice = house.actor("alice");
    const asked = (key: string, qty: string) => ({ key, request: someRequest({ ...limit, qty }) });
    const [key, other] = [newKey(), newKey()];
    const { request } = asked(key, "1");
    const ready = await prepare(request, await look(alice, request));
    if (!ready.ok) throw new Error(ready.error.kind);
    const send = (what: ReturnType<typeof asked>, heldFor: ReturnType<typeof asked>) =>
      house.database.db.transactions.run(async (tx) => {
        const held = await hold(tx, alice, heldFor, ready.value);
        return place(tx, alice, { ...what, held }, ready.value);
      });
    const made = await send(asked(key, "1"), asked(key, "1"));
    expect(made).toMatchObject({ ok: true, value: { written: [{ qty: "1" }] } });
    expect(await send(asked(key, "1"), asked(key, "1"))).toMatchObject({ ok: true, value: { written: null } });
    expect(await send(asked(key, "2"), asked(key, "1"))).toMatchObject({
      error: { refusal: { kind: "order.key_reused" } },
    });
    expect(await send(asked(other, "3"), asked(key, "1"))).toMatchObject({
      ok: true,
      value: { written: [{ qty: "3" }] },
    });
  });
});

describe("a submit", () => {
  it("writes an order with what led to it, its trace and its news, and nothing else", async () => {
    const before = [await count("trade_order"), await count("audit_log"), await count("outbox")];
    const made = await submit({
      ...limit,
      takeProfit: { limitPrice: "12" },
      stopLoss: { stopPrice: "9", limitPrice: null },
    });
    if (!made.ok) throw new Error(made.error.kind);
    expect(made.value).toMatchObject({
      repeated: false,
      order: { status: "approved", qty: "100", limitPrice: "9.5", currency: "USD", sentAt: null },
      children: [
        { side: "sell", ordType: "limit", limitPrice: "12", reduceOnly: true, status: "approved" },
        { side: "sell", ordType: "stop", stopPrice: "9", reduceOnly: true },
      ],
    });
    const [first, second] = made.value.children;
    expect([first?.parentId, first?.ocoGroupId]).toEqual([made.value.order.orderId, second?.ocoGroupId]);
    expect([await count("trade_order"), await count("audit_log"), await count("outbox")]).toEqual([
      (before[0] ?? 0) + 3,
      (before[1] ?? 0) + 1,
      (before[2] ?? 0) + 1,
    ]);
    const detail = await flows.readOrder(house.actor("alice"), made.value.order.orderId);
    if (!detail.ok) throw new Error(detail.error.kind);
    expect(detail.value.events.map(({ type }) => type)).toEqual(["requested", "approved"]);
    // Who wrote them answers without reading them.
    const ids = [made.value.order, ...made.value.children].map(({ orderId }) => orderId);
    const read = await makeOrderReads(house.deps.sql).findMany(ids);
    expect(new Map(read.map((each) => [each.orderId, each]))).toEqual(
      new Map([made.value.order, ...made.value.children].map((each) => [each.orderId, each])),
    );
  });

  it("answers the same key with the same order, and refuses another request under it", async () => {
    const [first, again] = [await submit(limit, "same"), await submit(limit, "same")];
    if (!first.ok || !again.ok) throw new Error("refused");
    expect([again.value.repeated, again.value.order.orderId]).toEqual([true, first.value.order.orderId]);
    expect(await submit({ ...limit, qty: "101" }, "same")).toMatchObject({
      ok: false,
      error: { kind: "order.key_reused", path: "idempotencyKey" },
    });
    const { orderId } = first.value.order;
    const halted = { accountId: "alice-1", state: "halted", reason: "a test" } as const;
    await flows.setTradingState(house.actor("alice"), halted);
    expect(await submit(limit, "same")).toMatchObject({ ok: true, value: { repeated: true, order: { orderId } } });
    await flows.setTradingState(house.actor("alice"), { ...halted, state: "active" });
    expect(await flows.cancelOrder(house.actor("alice"), { orderId, idempotencyKey: "same" })).toMatchObject({
      ok: false,
      error: { kind: "order.key_reused" },
    });
  });

  it("makes one order of a hundred at once with one key", async () => {
    const before = await count("trade_order");
    const answers = await Promise.all(Array.from({ length: 100 }, () => submit(limit, "hundred")));
    const ids = new Set(answers.map((answer) => (answer.ok ? answer.value.order.orderId : answer.error.kind)));
    expect([ids.size, await count("trade_order")]).toEqual([1, before + 1]);
    expect(answers.filter((answer) => answer.ok && !answer.value.repeated)).toHaveLength(1);
  });

  it("lets many at once take no more than there is", async () => {
    // Each takes 10 010 of 100 000 with its fee.
    const answers = await Promise.all(Array.from({ length: 14 }, () => submit({ qty: "1000" })));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(9);
    expect(answers.find(({ ok }) => !ok)).toMatchObject({
      error: { kind: "order.limits_broken", issues: [{ path: "buying_power" }] },
    });
  });
});

describe("a request that cannot be", () => {
  it.each<[Partial<OrderRequest>, string, string]>([
    [{ qty: "0" }, "order.not_positive", "qty"],
    [{ qty: "-5" }, "order.not_positive", "qty"],
    [{ qty: "NaN" }, "order.number_malformed", "qty"],
    [{ qty: "1e308" }, "order.number_malformed", "qty"],
    [{ qty: "" }, "order.number_malformed", "qty"],
    [{ qty: "1.5" }, "order.lot_off", "qty"],
    [{ ...limit, limitPrice: "9.505" }, "order.tick_off", "limitPrice"],
    [{ ordType: "limit" }, "order.field_missing", "limitPrice"],
    [{ symbol: "NOPE" }, "instrument.not_found", "symbol"],
    [{ symbol: "'; DROP TABLE trade_order; --" }, "instrument.not_found", "symbol"],
    [{ accountId: "nobody" }, "trading.account_unknown", "accountId"],
    [{ accountId: "no such thing!" }, "trading.account_unknown", "accountId"],
    [{ accountId: "bob-1" }, "trading.account_unknown", "accountId"],
    [{ side: "sell", reduceOnly: true }, "order.reduce_only", "reduceOnly"],
    [{ qty: "1000000" }, "order.limits_broken", "qty"],
  ])("%j is refused as %s", async (change, kind, path) => {
    expect(await refusal(change)).toMatchObject({ kind, path });
  });

  it("is somebody else's to send: risk sees the account and does not trade on it", async () => {
    expect(await refusal({}, "rita")).toMatchObject({ kind: "trading.account_not_yours" });
    expect(await refusal({}, "vic")).toMatchObject({ kind: "trading.account_unknown" });
  });

  it("is for no index, nothing delisted, nothing whose market is closed or whose price is old", async () => {
    await house.addInstrument("NDX", "index");
    await house.addInstrument("SHUT", "equity");
    await house.quote("SHUT", 9.9, 10, { calendar: "XNYS" });
    expect(await refusal({ symbol: "NDX" })).toMatchObject({ kind: "order.not_tradable" });
    house.clock.pass(10 * 3_600_000);
    await house.quote("SHUT", 9.9, 10, { calendar: "XNYS", eventMs: house.clock.nowMs() - 60_000 });
    expect(await refusal({ symbol: "SHUT" })).toMatchObject({
      kind: "order.limits_broken",
      issues: [{ path: "trading_hours", message: "Its market is closed now." }],
    });
    expect(await refusal({})).toMatchObject({ kind: "order.limits_broken", issues: [{ path: "stale_data" }] });
    await house.addInstrument("MUTE");
    expect(await refusal({ symbol: "MUTE", qty: "1" })).toMatchObject({
      issues: [{ path: "buying_power" }, { path: "stale_data" }],
    });
  });

  it("is for no account that is kept by hand or archived", async () => {
    await house.openAccount("hand", { kind: "external" });
    const old = await house.openAccount("old");
    await house.deps.transactions.run((tx) => makeAccountStore().archive(tx, old.accountId, EpochMs.of(1)));
    expect(await refusal({ accountId: "hand" })).toMatchObject({ kind: "trading.account_external" });
    expect(await refusal({ accountId: "old" })).toMatchObject({ kind: "trading.account_archived" });
  });
});

it("reckons in the account's currency, by the rate that is known", async () => {
  await house.openAccount("euro", { baseCurrency: "EUR" }, "1000");
  const buy = someRequest({ accountId: "euro", qty: "10" });
  expect(await flows.previewOrder(house.actor("alice"), buy)).toMatchObject({
    value: { buyingPowerBefore: "0", breaches: [{ kind: "buying_power", actual: null }] },
  });
  await house.addInstrument("EURUSD");
  await house.quote("EURUSD", 1.25, 1.25);
  // 1000 USD are 800 EUR; ten at 10 USD and their fee of 0.1 are 80.08.
  expect(await flows.previewOrder(house.actor("alice"), buy)).toMatchObject({
    value: { buyingPowerBefore: "800", buyingPowerAfter: "719.92", breaches: [] },
  });
});

describe("a preview", () => {
  it("tells what a submit would do, and writes nothing", async () => {
    const before = await count("trade_order");
    const seen = await flows.previewOrder(
      house.actor("alice"),
      someRequest({ stopLoss: { stopPrice: "9", limitPrice: null } }),
    );
    expect(seen).toMatchObject({
      ok: true,
      value: {
        price: "10",
        priceAt: house.clock.nowMs(),
        notional: "1000",
        fees: [{ amount: "1", currency: "USD" }],
        positionBefore: "0",
        positionAfter: "100",
        buyingPowerBefore: "100000",
        buyingPowerAfter: "98999",
        riskAtStop: "101.9",
        riskPercentOfEquity: "0.1019",
        breaches: [],
        largestQtyThatPasses: null,
      },
    });
    const much = await flows.previewOrder(house.actor("alice"), someRequest({ qty: "20000" }));
    expect(much).toMatchObject({
      ok: true,
      value: { breaches: [{ kind: "buying_power", actual: "200000" }], largestQtyThatPasses: "9980" },
    });
    expect(await count("trade_order")).toBe(before);
  });
});

describe("changes", () => {
  const order = async (change: Partial<OrderRequest> = limit) => {
    const made = await submit(change);
    if (!made.ok) throw new Error(made.error.kind);
    return made.value.order.orderId;
  };
  const modify = (orderId: string, qty: string, limitPrice: string | null = null) =>
    flows.modifyOrder(house.actor("alice"), { orderId, idempotencyKey: newKey(), qty, limitPrice, stopPrice: null });
  const cancel = (orderId: string, who: Parameters<TradingHouse["actor"]>[0] = "alice", idempotencyKey = newKey()) =>
    flows.cancelOrder(house.actor(who), { orderId, idempotencyKey });

  it("cancel what has not left at once, and once for a key", async () => {
    const orderId = await order();
    const [first, again] = [await cancel(orderId, "alice", "c-1"), await cancel(orderId, "alice", "c-1")];
    expect([first, again]).toMatchObject([{ value: { status: "canceled" } }, { value: { status: "canceled" } }]);
    expect(await cancel(orderId)).toMatchObject({ error: { kind: "order.closed", facts: { status: "canceled" } } });
  });

  it("are the owner's; risk may take risk away", async () => {
    const orderId = await order();
    expect(await cancel(orderId, "bob")).toMatchObject({ error: { kind: "order.not_found" } });
    expect(await cancel("nothing")).toMatchObject({ error: { kind: "order.not_found" } });
    expect(await cancel(orderId, "rita")).toMatchObject({ ok: true });
  });

  it("make an order smaller, and not larger than may be", async () => {
    const orderId = await order();
    expect(await modify(orderId, "60")).toMatchObject({ ok: true, value: { qty: "60" } });
    expect(await modify(orderId, "60")).toMatchObject({ error: { kind: "order.replace_changes_nothing" } });
    expect(await modify(orderId, "0")).toMatchObject({ error: { kind: "order.not_positive", path: "qty" } });
    expect(await modify(orderId, "50", "9.123")).toMatchObject({
      error: { kind: "order.tick_off", path: "limitPrice" },
    });
    expect(await modify(orderId, "1000000")).toMatchObject({ error: { kind: "order.limits_broken" } });
    expect(await modify(await order({}), "50", "9")).toMatchObject({ error: { kind: "order.field_unfit" } });
  });

  it("cancel all of an account, or of a symbol", async () => {
    await order();
    const all = { accountId: "alice-1", symbol: null };
    await house.quote("BOLT", 9.9, 10);
    expect(await flows.cancelOrders(house.actor("alice"), { ...all, symbol: "BOLT" })).toEqual({
      ok: true,
      value: { asked: 0 },
    });
    await order({ ...limit, symbol: "BOLT" });
    expect(await flows.cancelOrders(house.actor("bob"), all)).toMatchObject({
      error: { kind: "trading.account_unknown" },
    });
    expect(await flows.cancelOrders(house.actor("alice"), { ...all, symbol: "BOLT" })).toEqual({
      ok: true,
      value: { asked: 1 },
    });
    expect(await flows.cancelOrders(house.actor("rita"), all)).toEqual({ ok: true, value: { asked: 1 } });
  });
});

describe("the trading state", () => {
  const set = (
    state: "active" | "reduce_only" | "halted",
    accountId: string | null,
    who: Parameters<TradingHouse["actor"]>[0],
  ) => flows.setTradingState(house.actor(who), { accountId, state, reason: "a test" });

  it("lets nothing pass while halted, whoever halted it", async () => {
    expect(await set("halted", null, "alice")).toMatchObject({ error: { kind: "trading.house_not_yours" } });
    expect(await set("halted", "bob-1", "alice")).toMatchObject({ error: { kind: "trading.account_unknown" } });
    expect(await set("halted", null, "rita")).toMatchObject({
      value: { effective: "halted", all: "halted", by: "rita" },
    });
    expect(await refusal({})).toMatchObject({ kind: "trading.halted" });
    const close = { accountId: "alice-1", symbol: "ACME", idempotencyKey: newKey() };
    expect(await flows.closePosition(house.actor("alice"), close)).toMatchObject({ error: { kind: "trading.halted" } });
    expect(await set("active", null, "rita")).toMatchObject({ value: { effective: "active" } });
    await set("reduce_only", "alice-1", "alice");
    expect(await refusal({})).toMatchObject({ kind: "trading.reduce_only" });
    expect(await refusal({ reduceOnly: true })).toMatchObject({ kind: "order.reduce_only" });
    expect(await flows.readTradingState(house.actor("alice"), "alice-1")).toMatchObject({
      value: { effective: "reduce_only", all: "active", account: "reduce_only", reason: "a test" },
    });
    await set("active", "alice-1", "rita");
    expect(await refusal({})).toBe("taken");
  });

  it("asks for a reason", async () => {
    const given = { accountId: "alice-1", state: "halted", reason: "  " } as const;
    expect(await flows.setTradingState(house.actor("alice"), given)).toMatchObject({
      error: { kind: "trading.reason_missing" },
    });
  });
});
