import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApprovalFlows } from "../../contract/approvals";
import type { OrderRequest } from "../../contract/trading";
import { openTradingHouse, someRequest, type TradingHouse } from "../../trading/testing/trading-house";
import { makeRiskFlows } from "../limit-flows";
import { makeApprovalFlows } from "./approval-flows";

let house: TradingHouse;
let approvals: ApprovalFlows;
const MINUTE_MS = 60_000;

beforeAll(async () => {
  house = await openTradingHouse();
  approvals = makeApprovalFlows(house.deps);
  const made = await makeRiskFlows(house.deps).askLimit(house.actor("rita"), {
    limitId: null,
    scope: { of: "all" },
    name: null,
    terms: { kind: "approval_value", value: "5000", validMinutes: 10, priceMoved: 0.01 },
    reason: "test",
  });
  if (!made.ok) throw new Error(JSON.stringify(made.error));
});
afterAll(() => house.database.close());

/** Large: 1 000 at 10 is over 5 000. */
const submit = (key: string, change: Partial<OrderRequest> = {}) =>
  house.flows.submitOrder(house.actor("alice"), {
    idempotencyKey: key,
    request: someRequest({ qty: "1000", ...change }),
  });
const kindOf = (answer: { readonly ok: boolean; readonly error?: { readonly kind: string } }) =>
  answer.ok ? "passed" : answer.error?.kind;
const orders = async () => {
  const query = { accountId: "alice-1", symbol: null, state: "all", cursor: null, limit: 50 } as const;
  const page = await house.flows.listOrders(house.actor("alice"), query);
  return page.ok ? page.value.rows.length : -1;
};
const newest = async (who: "alice" | "rita" | "bob" = "rita") =>
  (await approvals.listApprovals(house.actor(who))).approvals.toSorted((one, other) => other.askedAt - one.askedAt)[0];
async function asked(key: string): Promise<string> {
  house.clock.pass(10);
  expect(kindOf(await submit(key))).toBe("order.waits_for_approval");
  const found = await newest();
  if (found?.state !== "waiting") throw new Error("it waits");
  return found.approvalId;
}
const decide = (who: "alice" | "rita" | "bob", approvalId: string, decision: "approve" | "reject" | "withdraw") =>
  approvals.decideApproval(house.actor(who), { approvalId, decision, note: null });
const quote = () => house.quote("ACME", 9.9, 10);

describe("an order over a size", () => {
  it("waits as a wish, once for its key, and becomes an order when somebody else lets it in", async () => {
    expect(kindOf(await submit("small", { qty: "100" }))).toBe("passed");
    const before = await orders();
    const approvalId = await asked("large");
    expect(await submit("large")).toMatchObject({ error: { facts: { approvalId, limit: "5000" } } });
    expect(kindOf(await submit("large", { qty: "1001" }))).toBe("order.key_reused");
    expect(await orders()).toBe(before);
    expect(await newest("alice")).toMatchObject({ state: "waiting", mayDecide: false, mayWithdraw: true, qty: "1000" });
    expect((await approvals.listApprovals(house.actor("bob"))).approvals).toEqual([]);
    expect(await decide("alice", approvalId, "approve")).toMatchObject({ error: { kind: "approval.not_yours" } });
    expect(await decide("bob", approvalId, "reject")).toMatchObject({ error: { kind: "approval.not_found" } });
    expect(await decide("rita", approvalId, "approve")).toMatchObject({
      value: { state: "approved", decidedBy: "rita", priceThen: "10" },
    });
    expect(await orders()).toBe(before + 1);
    expect(await submit("large")).toMatchObject({ value: { repeated: true, order: { qty: "1000" } } });
    const told = await house.deps.sql.$queryRaw`
      SELECT user_id, href FROM notification WHERE message_key = 'order.approval'`;
    expect(told).toEqual([{ user_id: "rita", href: `/risk/approvals?approval=${approvalId}` }]);
    const rows = await house.deps.sql.$queryRaw`
      SELECT action FROM audit_log WHERE subject_type = 'order_approval' AND subject_id = ${approvalId} ORDER BY id`;
    expect(rows).toMatchObject([{ action: "order.ask_approval" }, { action: "order.approved" }]);
  });

  it("is said to wait before it is sent, and breaks nothing else by it", async () => {
    const preview = await house.flows.previewOrder(house.actor("alice"), someRequest({ qty: "1000" }));
    expect(preview).toMatchObject({ value: { breaches: [], approvalAbove: "5000" } });
    const huge = await house.flows.previewOrder(house.actor("alice"), someRequest({ qty: "100000" }));
    expect(huge.ok && huge.value.breaches.map(({ kind }) => kind).toSorted()).toEqual([
      "approval_value",
      "buying_power",
    ]);
    expect(kindOf(await submit("huge", { qty: "100000" }))).toBe("order.limits_broken");
  });

  it("is over when the price ran away, and asks for another request", async () => {
    const approvalId = await asked("ran");
    await house.quote("ACME", 10.1, 10.2);
    expect(await decide("rita", approvalId, "approve")).toMatchObject({
      error: { kind: "approval.price_moved", facts: { before: "10", now: "10.2", percent: "1" } },
    });
    await quote();
    expect(await newest()).toMatchObject({ state: "price_moved", orderId: null, priceThen: "10.2" });
    expect(await submit("ran")).toMatchObject({ error: { kind: "order.approval_ended" } });
  });

  it("is refused, withdrawn, or forgotten", async () => {
    expect(await decide("rita", await asked("refused"), "reject")).toMatchObject({ value: { state: "rejected" } });
    const own = await asked("withdrawn");
    expect(await decide("rita", own, "withdraw")).toMatchObject({ error: { kind: "approval.not_yours" } });
    expect(await decide("alice", own, "withdraw")).toMatchObject({ value: { state: "withdrawn" } });
    expect(await decide("rita", own, "approve")).toMatchObject({ error: { kind: "approval.decided_already" } });
    const late = await asked("late");
    house.clock.pass(10 * MINUTE_MS);
    await quote();
    expect(await decide("rita", late, "approve")).toMatchObject({ error: { kind: "approval.expired" } });
    expect(await newest()).toMatchObject({ state: "expired", mayDecide: false });
  });

  it("waits on while something else refuses it", async () => {
    const approvalId = await asked("halted");
    const set = (state: "halted" | "active") =>
      house.flows.setTradingState(house.actor("rita"), { accountId: "alice-1", state, reason: "test" });
    await set("halted");
    expect(await decide("rita", approvalId, "approve")).toMatchObject({ error: { kind: "trading.halted" } });
    await set("active");
    expect(await decide("rita", approvalId, "approve")).toMatchObject({ value: { state: "approved" } });
  });

  it("comes to one end when two decide at once", async () => {
    const approvalId = await asked("race");
    const before = await orders();
    const answers = await Promise.all([
      decide("rita", approvalId, "approve"),
      decide("rita", approvalId, "reject"),
      decide("alice", approvalId, "withdraw"),
    ]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    const isSent = (await newest())?.state === "approved";
    expect(await orders()).toBe(before + (isSent ? 1 : 0));
  });

  it("waits for nobody where nobody else could let it in", async () => {
    await house.deps.sql.$executeRaw`UPDATE user_account SET disabled_at = now() WHERE id = 'rita'`;
    expect(await approvals.listApprovals(house.actor("alice"))).toMatchObject({ isOn: false, hasSecond: false });
    expect(kindOf(await submit("alone"))).toBe("passed");
  });
});
