import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AccountId, OrderId, type Transactions } from "@/modules/_kernel";
import type { OrderEvent, OrderStore } from "@/modules/execution";
import { makeOrderStore } from "@/modules/execution/server";
import { event, fill, ms, someIntent } from "@/modules/execution/testing";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import type { Actor } from "../contract";
import { makeOrderReadFlows } from "./read-orders";

let database: TestDatabase;
let orders: OrderStore;
const [mine, other] = [AccountId.of("mine"), AccountId.of("other")];
const risk: Actor = { kind: "user", userId: null, requestId: "all" };
const trader: Actor = { kind: "user", userId: null, requestId: "mine" };

beforeAll(async () => {
  database = await withTestDatabase();
  orders = makeOrderStore(database.db);
  await put(mine, "a1", 1_000, event.sent, event.accepted, fill("x1", "40", { price: "10.25" }), fill("x2", "60"));
  await put(mine, "a2", 2_000, event.sent, event.accepted);
  await put(other, "b1", 3_000, event.sent, event.accepted, fill("x1", "1"));
});
afterAll(() => database.close());

async function put(accountId: AccountId, id: string, at: number, ...more: readonly OrderEvent[]) {
  const intent = someIntent({ orderId: OrderId.of(id), symbol: id === "a2" ? "BOLT" : "ACME" });
  await orders.create({ accountId, intent, createdAt: ms(at) }, [event.requested, event.approved]);
  const before = await orders.load(OrderId.of(id));
  if (before !== null) await orders.append(before, more);
}

const flows = (transactions: Transactions = database.db.transactions) =>
  makeOrderReadFlows({
    sql: database.db.sql,
    transactions,
    sightOf: async ({ requestId }) => (requestId === "all" ? { all: true } : { all: false, accountIds: [mine] }),
  });
const all = { accountId: null, symbol: null, state: "all", cursor: null, limit: 100 } as const;
const ids = async (actor: Actor, change: object = {}) => {
  const page = await flows().listOrders(actor, { ...all, ...change });
  return page.ok ? page.value.rows.map(({ orderId }) => orderId) : [];
};

describe("orders on a page", () => {
  it("come newest first, by account, symbol and state", async () => {
    expect(await ids(risk)).toEqual(["b1", "a2", "a1"]);
    expect(await ids(risk, { accountId: "mine" })).toEqual(["a2", "a1"]);
    expect(await ids(risk, { symbol: "BOLT" })).toEqual(["a2"]);
    expect(await ids(risk, { state: "closed" })).toEqual(["a1"]);
    expect(await ids(risk, { state: "open" })).toEqual(["b1", "a2"]);
  });

  it("go on where the page before ended, with nothing twice", async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await flows().listOrders(risk, { ...all, cursor, limit: 1 });
      if (!page.ok) throw new Error("refused");
      seen.push(...page.value.rows.map(({ orderId }) => orderId));
      cursor = page.value.cursor;
    } while (cursor !== null);
    expect(seen).toEqual(["b1", "a2", "a1"]);
    expect(await ids(risk, { cursor: "nonsense" })).toHaveLength(3);
  });

  it("are those of accounts that the asking person may see", async () => {
    expect(await ids(trader)).toEqual(["a2", "a1"]);
    expect(await ids(trader, { accountId: "other" })).toEqual([]);
    const fills = await flows().listFills(trader, { accountId: null, symbol: null, cursor: null, limit: 100 });
    expect(fills.ok && fills.value.rows.map(({ accountId, execId }) => [accountId, execId])).toEqual([
      ["mine", "x2"],
      ["mine", "x1"],
    ]);
    expect(await flows().readOrder(trader, "b1")).toMatchObject({ ok: false, error: { kind: "order.not_found" } });
  });

  it("tell what happened to one, with its fills", async () => {
    const detail = await flows().readOrder(trader, "a1");
    expect(detail).toMatchObject({
      ok: true,
      value: { order: { status: "filled", averagePrice: "10.1", filledQty: "100" }, linked: [] },
    });
    if (!detail.ok) return;
    expect(detail.value.events.map(({ type }) => type)).toEqual([
      "requested",
      "approved",
      "sent",
      "accepted",
      "filled",
      "filled",
    ]);
    expect(detail.value.events[4]?.facts).toMatchObject({ execId: "x1", price: "10.25" });
    expect(detail.value.fills.map(({ qty }) => qty)).toEqual(["40", "60"]);
  });

  it("are told as of one moment, though a fill comes while they are read", async () => {
    let isFilled = false;
    const fillFirst = async () => {
      if (isFilled) return;
      isFilled = true;
      const before = await orders.load(OrderId.of("a2"));
      if (before !== null) await orders.append(before, [fill("x3", "100")]);
    };
    const slow: Transactions = {
      run: (work) =>
        database.db.transactions.run((tx) =>
          work({
            async $queryRaw(query, ...values) {
              if (query.join("").includes("order_event")) await fillFirst();
              return tx.$queryRaw(query, ...values);
            },
            $executeRaw: (query, ...values) => tx.$executeRaw(query, ...values),
            copyOut: (sql, onChunk) => tx.copyOut(sql, onChunk),
            copyIn: (sql, chunks) => tx.copyIn(sql, chunks),
          }),
        ),
    };
    const read = async (using?: Transactions) => {
      const detail = await flows(using).readOrder(trader, "a2");
      if (!detail.ok) throw new Error("a2 is there");
      return [detail.value.order.status, detail.value.events.at(-1)?.type, detail.value.fills.length];
    };
    expect(await read(slow)).toEqual(["working", "accepted", 0]);
    expect(isFilled).toBe(true);
    expect(await read()).toEqual(["filled", "filled", 1]);
  });
});
