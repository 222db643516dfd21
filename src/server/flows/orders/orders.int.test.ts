import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AccountId, OrderId } from "@/modules/_kernel";
import { type OrderEvent, type OrderStore, orderFacts, type StoredOrder } from "@/modules/execution";
import { makeOrderStore, rebuildOrders } from "@/modules/execution/server";
import { cancelRequest, event, fill, ms, someIntent } from "@/modules/execution/testing";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";

let database: TestDatabase;
let owner: pg.Client;
let orders: OrderStore;
const account = AccountId.of("paper-1");

beforeAll(async () => {
  database = await withTestDatabase();
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  orders = makeOrderStore(database.db);
});
afterAll(async () => {
  await owner.end();
  await database.close();
});

const fresh = (id: string, change = {}) => ({
  accountId: account,
  intent: someIntent({ orderId: OrderId.of(id), ...change }),
  createdAt: ms(1_700_000_000_000),
});
const load = async (id: string): Promise<StoredOrder> => {
  const found = await orders.load(OrderId.of(id));
  if (found === null) throw new Error(`no order ${id}`);
  return found;
};
const place = async (id: string, ...more: readonly OrderEvent[]) => {
  expect(await orders.create(fresh(id), [event.requested, event.approved])).toBe("created");
  if (more.length > 0) expect(await orders.append(await load(id), more)).toBe("appended");
  return load(id);
};

describe("the store of orders", () => {
  it("gives back what it was given", async () => {
    const { order, ...whose } = await place("a1", event.sent, event.accepted, fill("x1", "40", { price: "10.25" }));
    expect(whose).toEqual({ accountId: account, createdAt: 1_700_000_000_000 });
    expect(orderFacts(order)).toMatchObject({ status: "working", version: 5, filledQty: "40", averagePrice: "10.25" });
    const { rows } = await owner.query(
      "SELECT status, filled_qty, filled_notional FROM trade_order WHERE order_id = 'a1'",
    );
    expect(rows).toEqual([{ status: "working", filled_qty: "40", filled_notional: "410" }]);
    expect(await orders.load(OrderId.of("nobody"))).toBe(null);
  });

  it("makes an order once", async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => orders.create(fresh("a2"), [event.requested])));
    expect(made.filter((each) => each === "created").length).toBe(1);
  });

  it("lets one of two writers through who saw the same", async () => {
    const before = await place("a3", event.sent, event.accepted);
    const answers = await Promise.all([
      orders.append(before, [cancelRequest("c1")]),
      orders.append(before, [fill("x3", "1")]),
      orders.append(before, [event.canceled]),
    ]);
    expect(answers.toSorted()).toEqual(["appended", "stale", "stale"]);
    expect((await load("a3")).order.version).toBe(before.order.version + 1);
  });

  it("books no execution id for two orders of an account, and nothing of what came with it", async () => {
    await place("a4", event.sent, event.accepted, fill("x4", "1"));
    const other = await place("a5", event.sent);
    expect(await orders.append(other, [event.accepted, fill("x4", "1")])).toBe("fill_taken");
    expect((await load("a5")).order.version).toBe(other.order.version);
  });

  it("drops the fill that was taken back, and keeps the one that was corrected as it is", async () => {
    await place("a6", event.sent, event.accepted, fill("x5", "100"), event.expired);
    const fills = async () =>
      (await owner.query("SELECT exec_id, qty, version FROM execution_fill WHERE order_id = 'a6'")).rows;
    const trade = { execId: "x5", qty: "80", price: "9", currency: "USD", fees: [] };
    const corrected: OrderEvent = { type: "corrected", at: ms(40), filledAt: ms(10), revision: 1, ...trade, fees: [] };
    expect(await orders.append(await load("a6"), [corrected])).toBe("appended");
    expect(await fills()).toEqual([{ exec_id: "x5", qty: "80", version: 7 }]);
    const other = await place("a7", event.sent);
    expect(await orders.append(other, [fill("x5", "1")])).toBe("fill_taken");
    expect(await orders.append(await load("a6"), [{ type: "busted", at: ms(41), execId: "x5" }])).toBe("appended");
    expect([await fills(), (await load("a6")).order.state.status]).toEqual([[], "expired"]);
  });

  it("finds what is open and what hangs together", async () => {
    await orders.create(fresh("b1", { ocoGroupId: OrderId.of("g1") }), [event.requested]);
    await orders.create(fresh("b2", { ocoGroupId: OrderId.of("g1") }), [event.requested]);
    await orders.create(fresh("b3", { parentId: OrderId.of("b1") }), [event.requested]);
    const { order } = await load("b1");
    expect((await orders.listLinked(order, 10)).map((each) => each.order.intent.orderId)).toEqual(["b2", "b3"]);
    await place("b4", event.sent, event.canceled);
    const open = (await orders.listOpen(account, 100)).map((each) => each.order.intent.orderId);
    expect(open).toEqual(expect.arrayContaining(["b1", "b2", "b3"]));
    expect(open).not.toContain("b4");
  });

  it("lets nobody change or drop what happened", async () => {
    for (const table of ["order_event", "order_intent"])
      for (const statement of [
        `UPDATE ${table} SET order_id = 'z'`,
        `DELETE FROM ${table}`,
        `TRUNCATE ${table} CASCADE`,
      ]) {
        await expect(database.db.pool.query(statement)).rejects.toThrow(/permission denied/);
        await expect(owner.query(statement)).rejects.toThrow(/append-only/);
      }
  });

  it("holds the order to its quantity in the table too", async () => {
    await expect(owner.query("UPDATE trade_order SET filled_qty = qty + 1 WHERE order_id = 'a1'")).rejects.toThrow(
      /check/,
    );
  });
});

describe("the rebuild", () => {
  const rebuild = () => database.db.transactions.run(rebuildOrders);

  it("makes the same projections again", async () => {
    await place("c1", event.sent, fill("x7", "100"));
    const [orderRows, fillRows] = await rebuild();
    expect(orderRows).toMatchObject({ projection: "trade_order", differences: 0, examples: [] });
    expect(fillRows).toMatchObject({ projection: "execution_fill", differences: 0 });
    expect(Math.min(orderRows?.rows ?? 0, fillRows?.rows ?? 0)).toBeGreaterThan(2);
  });

  it("finds and mends what is not what its events say", async () => {
    await owner.query("UPDATE trade_order SET filled_qty = 7 WHERE order_id = 'a1'");
    await owner.query("DELETE FROM execution_fill WHERE exec_id = 'x7'");
    expect(await rebuild()).toMatchObject([
      { differences: 1, examples: ["a1"] },
      { differences: 1, examples: ["paper-1 x7"] },
    ]);
    expect(await rebuild()).toMatchObject([{ differences: 0 }, { differences: 0 }]);
  });

  it("loses nothing that is written meanwhile", async () => {
    const before = await place("c2", event.sent);
    const writing = Promise.all([
      orders.append(before, [event.accepted, fill("x8", "1")]),
      orders.create(fresh("c3"), [event.requested]),
    ]);
    await Promise.all([rebuild(), rebuild(), writing]);
    expect(await writing).toEqual(["appended", "created"]);
    expect(await rebuild()).toMatchObject([{ differences: 0 }, { differences: 0 }]);
    expect((await load("c2")).order.filledQty.toString()).toBe("1");
  });
});
