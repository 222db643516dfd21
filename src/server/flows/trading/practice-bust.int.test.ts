import { afterAll, beforeAll, expect, it } from "vitest";
import { AccountId, type Result } from "@/modules/_kernel";
import { makeLedgerStore } from "@/modules/portfolio/server";
import type { LeaseKeeper } from "../../platform/work/lease";
import type { AmendPaperFill, PaperFlows } from "../contract/paper";
import type { ReconcileFlows } from "../contract/reconcile";
import type { OrderRequest } from "../contract/trading";
import type { AppError } from "../errors";
import { makePaperFlows } from "./paper-flows";
import { makeReconcileFlows } from "./reconcile/reconcile-flows";
import { openTradingHouse, someRequest, type TradingHouse } from "./testing/trading-house";
import { startTrading } from "./work-accounts";

/** A venue that takes fills back and corrects them, as somebody practices with it: with the worker that does it. */

let house: TradingHouse;
let trading: LeaseKeeper;
let paper: PaperFlows;
let inbox: ReconcileFlows;
let keys = 0;

beforeAll(async () => {
  house = await openTradingHouse();
  paper = makePaperFlows(house.deps);
  inbox = makeReconcileFlows(house.deps);
  trading = startTrading(house.deps, "test", 0);
});
afterAll(async () => {
  await trading.stop();
  await house.database.close();
});

const WAIT = { timeout: 8_000, interval: 20 };
const query = async (text: string) => (await house.database.db.pool.query(text)).rows;
const alice = () => house.actor("alice");
function must<T>(result: Result<T, AppError>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
async function filled(change: Partial<OrderRequest> = {}) {
  keys += 1;
  const request = { idempotencyKey: `o${keys}`, request: someRequest(change) };
  const { orderId } = must(await house.flows.submitOrder(alice(), request)).order;
  await expect.poll(async () => (await stands(orderId)).status, WAIT).toBe("filled");
  const [fill] = must(await house.flows.readOrder(alice(), orderId)).fills;
  return { orderId, execId: fill?.execId ?? "none" };
}
async function stands(orderId: string) {
  const { order, fills } = must(await house.flows.readOrder(alice(), orderId));
  return { status: order.status, filledQty: order.filledQty, fills: fills.map(({ qty, price }) => `${qty}@${price}`) };
}
const wish = (execId: string, change: Partial<AmendPaperFill> = {}): AmendPaperFill => {
  keys += 1;
  return { accountId: "alice-1", execId, now: null, untold: false, idempotencyKey: `a${keys}`, ...change };
};
const held = async () => {
  const { positions } = await makeLedgerStore().readState(house.deps.sql, AccountId.of("alice-1"));
  const [money] = await query(
    "SELECT amount::text AS cash FROM ledger_balance WHERE account_id = 'alice-1' AND chart = 'cash'",
  );
  return [positions.find(({ symbol }) => symbol === "ACME")?.qty.toFixed() ?? "0", money?.cash];
};
/** What is open once the account was compared after now. */
async function compared() {
  house.clock.pass(10);
  const { askedAt } = must(await inbox.askReconciliation(alice(), "alice-1"));
  house.clock.pass(10);
  const at = async () =>
    must(await inbox.listReconcileStatus(alice())).find((each) => each.accountId === "alice-1")?.at;
  await expect.poll(at, WAIT).toBeGreaterThanOrEqual(askedAt);
  return must(await inbox.listReconcileItems(alice(), { accountId: "alice-1", state: "open", limit: 100 }));
}
const named = (items: Awaited<ReturnType<typeof compared>>) =>
  items.map(({ about, kind, difference }) => `${about} ${kind} ${difference}`).toSorted();

it("takes a fill back: order and books follow by themselves, and both sides agree", async () => {
  const before = await held();
  const { orderId, execId } = await filled();
  const asked = wish(execId);
  expect(must(await paper.amendPaperFill(alice(), asked))).toMatchObject({ execId, now: null, changed: null });
  await expect.poll(() => stands(orderId), WAIT).toEqual({ status: "canceled", filledQty: "0", fills: [] });
  expect(await held()).toEqual(before);
  expect(named(await compared())).toEqual([]);
  // Asked again under its key, it is answered with what became of it, and the venue does nothing more.
  expect(must(await paper.amendPaperFill(alice(), asked))).toMatchObject({ changed: true });
  expect(await paper.amendPaperFill(alice(), { ...asked, untold: true })).toMatchObject({
    error: { kind: "order.key_reused" },
  });
  expect(await paper.amendPaperFill(alice(), wish(execId))).toMatchObject({ error: { kind: "paper.fill_unknown" } });
});

it("corrects a fill that it tells", async () => {
  const { orderId, execId } = await filled();
  must(await paper.amendPaperFill(alice(), wish(execId, { now: { qty: "100", price: "9.5" } })));
  await expect.poll(async () => (await stands(orderId)).fills, WAIT).toEqual(["100@9.5"]);
  expect(named(await compared())).toEqual([]);
});

it("shows in the inbox what nobody told, until somebody corrects it", async () => {
  const before = await held();
  const { orderId, execId } = await filled();
  must(await paper.amendPaperFill(alice(), wish(execId, { untold: true })));
  const isGone = async () =>
    must(await paper.listPaperFills(alice(), "alice-1")).every((each) => each.execId !== execId);
  await expect.poll(isGone, WAIT).toBe(true);
  const found = await compared();
  expect(named(found).filter((each) => !each.startsWith("cash"))).toEqual([
    "fill missing_there -100",
    "position qty_differs -100",
  ]);
  expect((await stands(orderId)).fills).toEqual(["100@10"]);
  const item = found.find(({ about }) => about === "fill");
  const request = {
    itemId: item?.itemId ?? "",
    action: "correct",
    reason: "practice",
    price: null,
    deploymentId: null,
  } as const;
  expect(must(await inbox.resolveItem(alice(), request)).batches.map(({ kind }) => kind)).toEqual(["reversal"]);
  expect(named(await compared())).toEqual([]);
  expect(await held()).toEqual(before);
  // The venue had ended it, and said that: it is over on both sides.
  expect(await stands(orderId)).toEqual({ status: "canceled", filledQty: "0", fills: [] });
});

it("is for whoever trades on a paper account, and says what would pass", async () => {
  const { execId } = await filled();
  const refusal = async (change: Partial<AmendPaperFill>, actor = alice()) => {
    const done = await paper.amendPaperFill(actor, { ...wish(execId), ...change });
    return done.ok ? null : [done.error.kind, done.error.path];
  };
  expect(await refusal({}, house.actor("bob"))).toEqual(["trading.account_unknown", "accountId"]);
  expect(await refusal({}, house.actor("rita"))).toEqual(["trading.account_not_yours", "accountId"]);
  await house.openAccount("alice-hand", { kind: "external" });
  expect(await refusal({ accountId: "alice-hand" })).toEqual(["trading.account_external", "accountId"]);
  expect(await refusal({ execId: "X999" })).toEqual(["paper.fill_unknown", "execId"]);
  expect(await refusal({ now: { qty: "100", price: "10" } })).toEqual(["paper.amend_same", "price"]);
  expect(await refusal({ now: { qty: "101", price: "10" } })).toEqual(["paper.amend_more", "qty"]);
  expect(await refusal({ now: { qty: "0", price: "10" } })).toEqual(["order.not_positive", "qty"]);
  expect(await refusal({ now: { qty: "1", price: "9.999" } })).toEqual(["order.tick_off", "price"]);
  expect(await refusal({ idempotencyKey: "" })).toEqual(["ledger.key_malformed", "idempotencyKey"]);
  const audited = await query("SELECT action FROM audit_log WHERE action LIKE 'paper.%' ORDER BY action");
  expect(audited.map(({ action }) => action)).toEqual(["paper.bust_fill", "paper.bust_fill", "paper.correct_fill"]);
});
