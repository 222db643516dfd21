import { afterAll, beforeAll, expect, it } from "vitest";
import { AccountId, type Result, toDecimalText, ZERO } from "@/modules/_kernel";
import { makeLedgerStore } from "@/modules/portfolio/server";
import type { Actor } from "../../contract";
import type { ReconcileFlows } from "../../contract/reconcile";
import { readSubBooks } from "../../deployments/sub-books";
import { type DeploymentHouse, openDeploymentHouse, someDeployment } from "../../deployments/testing/deployment-house";
import type { AppError } from "../../errors";
import { orderByPhone } from "../testing/order-by-phone";
import { makeReconcileFlows } from "./reconcile-flows";

/** What an account has by nobody's order, given to a strategy that runs on it. */

let house: DeploymentHouse;
let flows: ReconcileFlows;
let cross: string;

beforeAll(async () => {
  house = await openDeploymentHouse(["ACME", "BOLT"]);
  flows = makeReconcileFlows(house.deps);
  await house.history(60);
  cross = await deploy({});
  must(await house.flows.startDeployment(house.alice, cross));
  await step(12);
});
afterAll(() => house.close());

function must<T>(result: Result<T, AppError>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
const query = async (text: string, values: readonly unknown[] = []) =>
  (await house.database.db.pool.query(text, [...values])).rows;
const deploy = async (change: Parameters<typeof someDeployment>[0], by: Actor = house.alice) =>
  must(await house.flows.createDeployment(by, someDeployment(change))).deploymentId;
async function step(minutes: number) {
  for (let at = 0; at < minutes; at += 1) {
    // Its work comes last, and where it finds its venue changed by another it begins again from what is kept.
    await house.minute().catch(() => house.work());
    await house.decide(cross);
  }
}
/** The venue of alice says a word about an order that nobody here sent, and its account changes by it. */
async function stranger(orderId: string, event: object, { symbol, qty, cash }: Moved) {
  await query(
    `INSERT INTO paper_event (account_id, seq, order_id, event)
     SELECT account_id, said + 1, $1, $2::jsonb FROM paper_venue WHERE account_id = 'alice-1'`,
    [orderId, JSON.stringify({ at: house.clock.nowMs(), ...event })],
  );
  await query("UPDATE paper_venue SET said = said + 1 WHERE account_id = 'alice-1'");
  await query(
    `INSERT INTO paper_position (account_id, symbol, qty) VALUES ('alice-1', $1, $2)
     ON CONFLICT (account_id, symbol) DO UPDATE SET qty = paper_position.qty + excluded.qty`,
    [symbol, qty],
  );
  await query(
    `INSERT INTO paper_cash (account_id, currency, amount) VALUES ('alice-1', 'USD', $1)
     ON CONFLICT (account_id, currency) DO UPDATE SET amount = paper_cash.amount + excluded.amount`,
    [cash],
  );
}
interface Moved {
  readonly symbol: string;
  readonly qty: number;
  readonly cash: number;
}
const bought = (execId: string, symbol: string, qty: number, price: number) =>
  ({
    type: "filled",
    execId,
    qty: String(qty),
    price: String(price),
    currency: "USD",
    symbol,
    side: "buy",
    fees: [{ amount: "1", currency: "USD" }],
  }) as const;
/** What is open once the account was compared. */
async function open() {
  house.clock.pass(10);
  must(await flows.askReconciliation(house.alice, "alice-1"));
  await house.work().catch(() => house.work());
  return must(await flows.listReconcileItems(house.alice, { accountId: "alice-1", state: "open", limit: 100 }));
}
async function itemOf(about: string, key: string) {
  const found = (await open()).find((item) => item.about === about && item.key === key);
  if (found === undefined) throw new Error(`no item about ${about} ${key}`);
  return found;
}
const asked = (itemId: string, deploymentId: string | null) =>
  ({ itemId, action: "assign", reason: null, price: null, deploymentId }) as const;
const own = async (symbol: string, deploymentId = cross) => {
  const book = (await readSubBooks(house.deps.sql, [deploymentId])).get(deploymentId);
  return toDecimalText(book?.positions.find((each) => each.symbol === symbol)?.qty ?? ZERO);
};
const held = async (symbol: string) => {
  const { positions } = await makeLedgerStore().readState(house.deps.sql, AccountId.of("alice-1"));
  return toDecimalText(positions.find((each) => each.symbol === symbol)?.qty ?? ZERO);
};
const plus = (text: string, units: number) => String(Number(text) + units);

it("gives a fill of nobody to a strategy, as it showed before, once, and the next decision knows of it", async () => {
  const [ownBefore, heldBefore] = [await own("ACME"), await held("ACME")];
  await stranger("by-nobody", bought("S1", "ACME", 7, 50), { symbol: "ACME", qty: 7, cash: -351 });
  const { itemId, resolutions } = await itemOf("fill", "S1");
  expect(resolutions).toEqual(["adopt", "assign", "ask_again", "ignore"]);
  const preview = must(await flows.previewResolution(house.alice, asked(itemId, cross)));
  expect(preview).toMatchObject({
    item: { state: "settled", endedHow: "assigned", assignedTo: cross, assignedName: "Cross" },
    batches: [{ kind: "adoption" }],
    assigned: { name: "Cross", symbol: "ACME", qtyBefore: ownBefore, qtyAfter: plus(ownBefore, 7) },
  });
  expect(Number(preview.assigned?.cashAfter)).toBe(Number(preview.assigned?.cashBefore) - 351);
  expect([await own("ACME"), await held("ACME")]).toEqual([ownBefore, heldBefore]);

  const done = must(await flows.resolveItem(house.alice, asked(itemId, cross)));
  expect(done.batches.map(({ postings }) => postings)).toEqual(preview.batches.map(({ postings }) => postings));
  expect([await own("ACME"), await held("ACME")]).toEqual([plus(ownBefore, 7), plus(heldBefore, 7)]);
  // Asked again, it is answered as it was, and nothing is booked or noted twice.
  const again = must(await flows.resolveItem(house.alice, asked(itemId, cross)));
  expect(again.batches.map(({ batchId }) => batchId)).toEqual(done.batches.map(({ batchId }) => batchId));
  expect(await flows.resolveItem(house.alice, { ...asked(itemId, cross), action: "adopt" })).toMatchObject({
    error: { kind: "reconcile.ended", facts: { how: "assigned" } },
  });
  expect(await own("ACME")).toBe(plus(ownBefore, 7));
  const audited = await query("SELECT details FROM audit_log WHERE action = 'reconcile.assign'");
  expect(audited).toMatchObject([{ details: { key: "S1", deploymentId: cross, name: "Cross" } }]);
  expect(await open()).toEqual([]);

  await step(1);
  const detail = must(await house.flows.readDeployment(house.alice, cross));
  expect(detail).toMatchObject({
    state: "running",
    assigned: [{ symbol: "ACME", qty: "7", price: "50", by: "alice" }],
  });
  const trace = { deploymentId: cross, symbol: null, from: null, to: null, outcome: null, cursor: null, limit: 1 };
  const [decision] = must(await house.flows.listDecisions(house.alice, trace)).rows;
  // With what its own order of the bar before has filled meanwhile.
  expect(decision?.seen).toMatchObject([{ symbol: "ACME", position: await own("ACME") }]);
  expect(must(await house.flows.compareParity(house.alice, { deploymentId: cross, session: null }))).toMatchObject({
    score: 1,
    first: null,
  });
});

it("refuses a strategy on another account, of another instrument, that is stopped, or of somebody else", async () => {
  await house.openAccount("alice-2");
  const elsewhere = await deploy({ name: "Elsewhere", accountId: "alice-2" });
  const bolt = await deploy({ name: "Bolt", instruments: ["BOLT"] });
  const over = await deploy({ name: "Over" });
  must(await house.flows.stopDeployment(house.alice, over));
  const bobs = await deploy({ name: "Bobs", accountId: "bob-1" }, house.bob);
  await stranger("by-nobody", bought("S2", "ACME", 2, 50), { symbol: "ACME", qty: 2, cash: -101 });
  const { itemId } = await itemOf("fill", "S2");
  const refusal = async (deploymentId: string | null, actor = house.alice) => {
    const done = await flows.resolveItem(actor, asked(itemId, deploymentId));
    return done.ok ? null : { kind: done.error.kind, path: done.error.path };
  };
  const path = "deploymentId";
  expect(await refusal(null)).toEqual({ kind: "reconcile.assign_missing", path });
  expect(await refusal("nobody")).toEqual({ kind: "deployment.not_found", path });
  expect(await refusal(bobs)).toEqual({ kind: "deployment.not_found", path });
  expect(await refusal(elsewhere)).toEqual({ kind: "reconcile.assign_account", path });
  expect(await refusal(bolt)).toEqual({ kind: "reconcile.assign_instrument", path });
  expect(await refusal(over)).toEqual({ kind: "reconcile.assign_over", path });
  // Somebody who trades on the account runs no strategy of others there.
  await query(
    "INSERT INTO account_member (account_id, user_id, role, added_at) VALUES ('alice-1', 'bob', 'trader', now())",
  );
  expect(await refusal(cross, house.bob)).toEqual({ kind: "deployment.not_yours", path });
  expect((await open()).map(({ key }) => key)).toContain("S2");
  must(await flows.resolveItem(house.alice, { ...asked(itemId, null), action: "adopt" }));
});

it("takes it from the strategy where the books take it back", async () => {
  const before = await own("ACME");
  await stranger("by-nobody", { type: "busted", execId: "S1" }, { symbol: "ACME", qty: -7, cash: 351 });
  const { itemId } = await itemOf("fill", "S1");
  must(await flows.resolveItem(house.alice, { ...asked(itemId, null), action: "correct", reason: "busted" }));
  expect(await own("ACME")).toBe(plus(before, -7));
  expect(must(await house.flows.readDeployment(house.alice, cross)).assigned).toEqual([]);
  expect(await open()).toEqual([]);
});

it("gives what a position differs by at the price that is said, for a reason", async () => {
  const before = await own("ACME");
  await query("UPDATE paper_position SET qty = qty + 3 WHERE account_id = 'alice-1' AND symbol = 'ACME'");
  const { itemId } = await itemOf("position", "ACME");
  const request = { ...asked(itemId, cross), price: "40" };
  expect(await flows.resolveItem(house.alice, request)).toMatchObject({ error: { kind: "reconcile.reason_missing" } });
  const done = must(await flows.resolveItem(house.alice, { ...request, reason: "carried over" }));
  expect(done.batches).toMatchObject([{ kind: "adoption", note: "carried over" }]);
  expect(await own("ACME")).toBe(plus(before, 3));
  const { assigned } = must(await house.flows.readDeployment(house.alice, cross));
  expect(assigned).toMatchObject([{ qty: "3", price: "40", side: "buy" }]);
  // What was paid for it at that price differs from the venue's cash now: that is an item of its own.
  const cash = await itemOf("cash", "USD");
  expect(cash.difference).toBe("120");
  must(
    await flows.resolveItem(house.alice, { ...asked(cash.itemId, null), action: "correct", reason: "carried over" }),
  );
});

it("gives an order of nobody with what it filled, counts it once, and stops it with its strategy", async () => {
  const symbol = "BOLT";
  const bolt = await deploy({ name: "Phone", instruments: [symbol], strategy: "rsi-reversion", params: {} });
  await query(
    "INSERT INTO paper_order (account_id, order_id, state, ended) VALUES ('alice-1', 'by-phone', $1, false)",
    [JSON.stringify(orderByPhone(symbol, house.clock.nowMs()))],
  );
  await stranger("by-phone", bought("P1", symbol, 3, 4), { symbol, qty: 3, cash: -13 });
  // First its fill alone, then the order that it is of: it counts once.
  const fill = await itemOf("fill", "P1");
  must(await flows.resolveItem(house.alice, { ...asked(fill.itemId, null), action: "adopt" }));
  expect([await held(symbol), await own(symbol, bolt)]).toEqual(["3", "0"]);
  const order = await itemOf("order", "by-phone");
  const done = must(await flows.resolveItem(house.alice, asked(order.itemId, bolt)));
  expect(done.batches.map(({ kind }) => kind)).toEqual(["reversal", "fill"]);
  expect(done.assigned).toMatchObject({ qtyBefore: "0", qtyAfter: "3" });
  expect([await held(symbol), await own(symbol, bolt)]).toEqual(["3", "3"]);
  expect(await open()).toEqual([]);
  const [line] = (await house.flows.listDeployments(house.alice, { accountId: "alice-1", over: false })).filter(
    ({ deploymentId }) => deploymentId === bolt,
  );
  expect(line).toMatchObject({ openOrders: 1 });
  must(await house.flows.stopDeployment(house.alice, bolt));
  await house.work().catch(() => house.work());
  expect(must(await house.trade.readOrder(house.alice, "by-phone")).order.status).toBe("canceled");
});
