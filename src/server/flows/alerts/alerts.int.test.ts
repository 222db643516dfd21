import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EpochMs } from "@/modules/_kernel";
import type { Lease } from "../../platform/work/lease";
import type { AlertInput } from "../contract/alerts";
import { openTradingHouse, someRequest, type TradingHouse } from "../trading/testing/trading-house";
import { REMOVED_KEPT_MS } from "../undo";
import { pruneRemovedAlerts } from "./alert-store";
import { makeAlertFlows } from "./manage-alerts";
import { type AlertWatch, makeAlertWatch } from "./watch-alerts";

let house: TradingHouse;
let flows: ReturnType<typeof makeAlertFlows>;
let watch: AlertWatch;
let lease: Lease;

beforeAll(async () => {
  house = await openTradingHouse();
  flows = makeAlertFlows(house.deps);
  const signal = new AbortController().signal;
  lease = { name: "alerts", token: 1n, signal, fenced: (work) => house.deps.transactions.run(work) };
  watch = makeAlertWatch(house.deps, lease);
});
afterAll(() => house.database.close());

const someAlert = (change: Partial<AlertInput> = {}): AlertInput => ({
  name: "Ten",
  terms: { kind: "price", symbol: "ACME", is: "above", level: "10" },
  severity: "warning",
  repeats: false,
  coolDownS: 0,
  expiresAt: null,
  ...change,
});
const create = async (change: Partial<AlertInput> = {}, who: "alice" | "bob" = "alice") => {
  const made = await flows.createAlert(house.actor(who), someAlert(change));
  if (!made.ok) throw new Error(`${made.error.kind} ${made.error.path ?? ""}`);
  return made.value.alertId;
};
/** A moment later, with the price there: one look at everything. */
const look = async (price?: number, looker: AlertWatch = watch) => {
  house.clock.pass(11_000);
  if (price !== undefined) await house.quote("ACME", price, price + 0.1);
  await looker.round();
};
const firingsOf = async (alertId: string, who: "alice" | "bob" = "alice") => {
  const listed = await flows.listFirings(house.actor(who), { alertId, cursor: null, limit: 50 });
  return listed.ok ? listed.value.rows : [];
};
const find = async (alertId: string) => {
  const listed = await flows.listAlerts(house.actor("alice"));
  return listed.ok ? listed.value.find((alert) => alert.alertId === alertId) : undefined;
};
const toldOf = async (name: string) => {
  const told: readonly unknown[] = await house.deps.sql.$queryRaw`
    SELECT severity, message_key AS key FROM notification WHERE facts ->> 'name' = ${name} LIMIT 100`;
  return told;
};

describe("an alert on a price", () => {
  it("fires once, tells its owner, and is over", async () => {
    const alertId = await create({ name: "Once" });
    await look(9);
    await look(11);
    await look(9);
    await look(11);
    expect((await firingsOf(alertId)).map(({ facts }) => facts)).toEqual([
      { name: "Once", symbol: "ACME", is: "above", level: "10", value: "11" },
    ]);
    expect(await find(alertId)).toMatchObject({ status: "done", firedCount: 1 });
    expect(await toldOf("Once")).toEqual([{ severity: "warning", key: "alert.price" }]);
  });

  it("fires each time, but not while it cools down", async () => {
    const alertId = await create({ name: "Each", repeats: true, coolDownS: 60 });
    await look(11);
    await look(9);
    await look(11);
    expect(await firingsOf(alertId)).toHaveLength(1);
    house.clock.pass(60_000);
    await look(9);
    await look(11);
    await look(12);
    expect(await firingsOf(alertId)).toHaveLength(2);
    await flows.deleteAlert(house.actor("alice"), alertId);
  });

  it("fires no second time where another process looks with what it knew before", async () => {
    const alertId = await create({ name: "Two watchers", repeats: true });
    await look(9);
    house.clock.pass(11_000);
    await house.quote("ACME", 11, 11.1);
    const other = makeAlertWatch(house.deps, lease);
    await Promise.all([watch.round(), other.round()]);
    await look(11);
    expect(await firingsOf(alertId)).toHaveLength(1);
    expect(await toldOf("Two watchers")).toHaveLength(1);
    await flows.deleteAlert(house.actor("alice"), alertId);
  });

  it("knows after a restart on which side the price was", async () => {
    const terms = { kind: "price", symbol: "ACME", is: "crosses", level: "10" } as const;
    const alertId = await create({ name: "Crossing", terms, repeats: true });
    await look(9);
    await look(11, makeAlertWatch(house.deps, lease));
    expect(await firingsOf(alertId)).toHaveLength(1);
    await flows.deleteAlert(house.actor("alice"), alertId);
  });

  it("does nothing once it is deleted, and is back with its history where that is taken back", async () => {
    const alertId = await create({ name: "Taken back", repeats: true });
    await look(9);
    await look(11);
    await look(9);
    const [alice, bob] = [house.actor("alice"), house.actor("bob")];
    expect(await flows.restoreAlert(alice, alertId)).toMatchObject({ error: { kind: "alert.not_found" } });
    await flows.deleteAlert(alice, alertId);
    expect([await find(alertId), await firingsOf(alertId)]).toEqual([undefined, []]);
    await look(11);
    await look(9);
    expect(await flows.restoreAlert(bob, alertId)).toMatchObject({ error: { kind: "alert.not_found" } });
    expect(await flows.restoreAlert(alice, alertId)).toMatchObject({ value: { name: "Taken back", firedCount: 1 } });
    // It fired once before: what came to pass while it was away is none of its business.
    await look(9);
    expect(await firingsOf(alertId)).toHaveLength(1);
    await look(11);
    expect(await firingsOf(alertId)).toHaveLength(2);
    await flows.deleteAlert(alice, alertId);
    house.clock.pass(16 * 60_000);
    expect(await flows.restoreAlert(alice, alertId)).toMatchObject({ error: { kind: "alert.not_found" } });
    await house.deps.sql.$executeRaw`
      UPDATE alert_rule SET removed_at = now() - interval '30 minutes' WHERE alert_id = ${alertId}`;
    await pruneRemovedAlerts(house.deps.sql, REMOVED_KEPT_MS, 100);
    await house.deps.sql.$executeRaw`
      UPDATE alert_rule SET removed_at = now() - interval '61 minutes' WHERE alert_id = ${alertId}`;
    expect(await pruneRemovedAlerts(house.deps.sql, REMOVED_KEPT_MS, 10)).toBe(1);
  });

  it("does nothing while it is paused, begins anew when it is resumed, and ends when its time is over", async () => {
    const alertId = await create({ name: "Later", expiresAt: EpochMs.of(house.clock.nowMs() + 120_000) });
    await flows.setAlertStatus(house.actor("alice"), alertId, "paused");
    await look(11);
    expect(await find(alertId)).toMatchObject({ status: "paused", firedCount: 0 });
    await flows.setAlertStatus(house.actor("alice"), alertId, "active");
    await look(9);
    house.clock.pass(120_000);
    await look(11);
    expect(await find(alertId)).toMatchObject({ status: "expired", firedCount: 0 });
    expect(await flows.setAlertStatus(house.actor("alice"), alertId, "active")).toMatchObject({
      error: { kind: "alert.expired" },
    });
  });
});

describe("an alert on what happens in accounts", () => {
  it("fires for each order event of its kinds, of accounts that its owner may see, once", async () => {
    const terms = { kind: "order", accountId: null, events: ["canceled"] } as const;
    const alertId = await create({ name: "Orders", terms: { ...terms, events: [...terms.events] }, repeats: true });
    await look(9.9);
    for (const who of ["alice", "bob"] as const) {
      const request = someRequest({ accountId: `${who}-1`, ordType: "limit", limitPrice: "5", qty: "1" });
      const made = await house.flows.submitOrder(house.actor(who), { idempotencyKey: `alert-${who}`, request });
      if (!made.ok) throw new Error(made.error.kind);
      await house.flows.cancelOrder(house.actor(who), {
        orderId: made.value.order.orderId,
        idempotencyKey: `alert-cancel-${who}`,
      });
    }
    await look();
    await look();
    await makeAlertWatch(house.deps, lease).round();
    expect((await firingsOf(alertId)).map(({ facts }) => [facts["type"], facts["symbol"]])).toEqual([
      ["canceled", "ACME"],
    ]);
    await flows.deleteAlert(house.actor("alice"), alertId);
  });

  it("fires on a position and on silence of a feed", async () => {
    const flat = await create({
      name: "Flat",
      terms: { kind: "position", accountId: "alice-1", symbol: "ACME", measure: "qty", is: "below", level: "1" },
    });
    const result = await create({
      name: "Result",
      terms: { kind: "pnl", accountId: "alice-1", is: "below", level: "-1" },
    });
    const feed = await create({ name: "Silence", terms: { kind: "feed", symbol: "ACME", olderThanS: 30 } });
    const fill = await create({
      name: "No fill",
      terms: { kind: "missing", withinMinutes: 5, expected: { what: "fill", accountId: "alice-1" } },
    });
    await look(9.9);
    expect(await firingsOf(flat)).toHaveLength(1);
    expect(await firingsOf(result)).toHaveLength(0);
    expect(await firingsOf(feed)).toHaveLength(0);
    house.clock.pass(6 * 60_000);
    await look();
    expect(await firingsOf(feed)).toHaveLength(1);
    expect(await firingsOf(fill)).toHaveLength(1);
  });
});

describe("what is no alert", () => {
  it.each([
    ["a name that is none", { name: " " }, "alert.name_malformed", "name"],
    [
      "an unknown symbol",
      { terms: { kind: "price", symbol: "NOPE", is: "above", level: "1" } },
      "instrument.not_found",
      "terms.symbol",
    ],
    [
      "another person's account",
      { terms: { kind: "pnl", accountId: "bob-1", is: "above", level: "1" } },
      "account.not_found",
      "terms.accountId",
    ],
    ["an end that is over", { expiresAt: EpochMs.of(1) }, "alert.expiry_past", "expiresAt"],
    ["a cool-down that is none", { coolDownS: -1 }, "alert.cool_down_malformed", "coolDownS"],
  ] as const)("%s", async (_what, change, kind, path) => {
    expect(await flows.createAlert(house.actor("alice"), someAlert(change))).toMatchObject({ error: { kind, path } });
  });

  it("another person's alert", async () => {
    const alertId = await create({ name: "Mine" });
    const bob = house.actor("bob");
    const refused = { error: { kind: "alert.not_found" } };
    expect(await flows.changeAlert(bob, alertId, someAlert())).toMatchObject(refused);
    expect(await flows.setAlertStatus(bob, alertId, "paused")).toMatchObject(refused);
    expect(await flows.deleteAlert(bob, alertId)).toMatchObject(refused);
    expect(await firingsOf(alertId, "bob")).toEqual([]);
  });
});
