import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AccountId, EpochMs, UserId } from "@/modules/_kernel";
import { setTradingState } from "@/modules/execution/server";
import { makeLedgerStore } from "@/modules/portfolio/server";
import { someFill } from "@/modules/portfolio/testing";
import { makeLimitStore } from "@/modules/risk/server";
import type { StopFlows, StopScope, StopStep } from "../../contract/stop";
import type { OrderRequest } from "../../contract/trading";
import { makeDecision } from "../../trading/submit-order";
import { openTradingHouse, someRequest, type TradingHouse } from "../../trading/testing/trading-house";
import { makeStopFlows } from "./stop-flows";

let house: TradingHouse;
let flows: StopFlows;
let keys = 0;
const alice = () => house.actor("alice");
const ACCOUNT = { of: "account", accountId: "alice-1" } as const;

beforeAll(async () => {
  house = await openTradingHouse();
  flows = makeStopFlows(house.deps);
  await house.database.db.transactions.run((tx) =>
    makeLedgerStore().applyFill(
      tx,
      someFill({
        accountId: AccountId.of("alice-1"),
        symbol: "ACME",
        qty: "50",
        price: "10",
        fees: [],
        calendar: null,
        at: house.clock.nowMs(),
      }),
    ),
  );
});
afterAll(() => house.database.close());

const newKey = () => {
  keys += 1;
  return `k${keys}`;
};
async function send(change: Partial<OrderRequest>, who: "alice" | "bob" = "alice") {
  const request = someRequest({ accountId: `${who}-1`, ordType: "limit", limitPrice: "9", qty: "1", ...change });
  const made = await house.flows.submitOrder(house.actor(who), { idempotencyKey: newKey(), request });
  return made.ok ? "passed" : made.error.kind;
}
const stop = (step: StopStep, scope: StopScope = ACCOUNT, who: "alice" | "bob" | "rita" = "alice") =>
  flows.stop(house.actor(who), { scope, step, reason: "a test", idempotencyKey: newKey() });
const preview = (step: StopStep, scope: StopScope = ACCOUNT, who: "alice" | "bob" | "rita" = "alice") =>
  flows.previewStop(house.actor(who), { scope, step });
const resume = (accountId: string | null = "alice-1") =>
  house.flows.setTradingState(house.actor("rita"), { accountId, state: "active", reason: "a test" });

describe("the kill switch", () => {
  it("does what it said, step by step", async () => {
    expect(await send({ qty: "7" })).toBe("passed");
    expect(await send({ side: "sell", qty: "50", limitPrice: "12", reduceOnly: true })).toBe("passed");
    expect(await preview("reduce_only")).toMatchObject({
      value: { isMore: false, accounts: [{ state: "active", cancels: [], closes: [], stays: 2 }] },
    });
    expect(await preview("cancel")).toMatchObject({
      value: { accounts: [{ cancels: [{ symbol: "ACME", side: "buy", qty: "7" }], stays: 1 }] },
    });
    const flat = await preview("flatten");
    expect(flat).toMatchObject({
      value: { accounts: [{ cancels: [{}, {}], closes: [{ symbol: "ACME", side: "sell", qty: "50", why: null }] }] },
    });
    expect(await stop("cancel")).toMatchObject({ value: { accounts: [{ canceled: 1, closing: [], refused: [] }] } });
    expect(await send({})).toBe("trading.reduce_only");
    expect(await stop("flatten")).toMatchObject({
      value: { accounts: [{ canceled: 1, closing: [{ symbol: "ACME", side: "sell", qty: "50" }], refused: [] }] },
    });
    const rows = await house.deps.sql.$queryRaw`
      SELECT details ->> 'step' AS step FROM audit_log WHERE action = 'trading.stop' ORDER BY id`;
    expect(rows).toEqual([{ step: "cancel" }, { step: "flatten" }]);
    await resume();
  });

  it("names what cannot be closed now, and leaves what protects it", async () => {
    house.clock.pass(600_000);
    const seen = await preview("flatten");
    const [account] = seen.ok ? seen.value.accounts : [];
    expect(account?.closes.map(({ why }) => why?.kind)).toEqual(["order.limits_broken"]);
    expect(await stop("flatten")).toMatchObject({
      value: { accounts: [{ closing: [], refused: [{ symbol: "ACME", error: { kind: "order.limits_broken" } }] }] },
    });
    await house.quote("ACME", 9.9, 10);
    await resume();
  });

  it("does not loosen a halt, but to close what is held", async () => {
    await stop("halted");
    await stop("reduce_only");
    expect(await send({ side: "sell", reduceOnly: true })).toBe("trading.halted");
    expect(await preview("flatten")).toMatchObject({
      value: { accounts: [{ state: "halted", closes: [{ why: null }] }] },
    });
    await resume();
    await flows.stop(house.actor("rita"), {
      scope: { of: "all" },
      step: "halted",
      reason: "x",
      idempotencyKey: newKey(),
    });
    expect(await preview("flatten")).toMatchObject({
      value: { accounts: [{ closes: [{ why: { kind: "trading.halted" } }] }] },
    });
    await resume(null);
  });

  it("stops every account that has something, for risk alone", async () => {
    expect(await preview("halted", { of: "all" })).toMatchObject({ error: { kind: "trading.house_not_yours" } });
    expect(await stop("cancel", ACCOUNT, "bob")).toMatchObject({ error: { kind: "trading.account_unknown" } });
    expect(await send({ qty: "3" }, "bob")).toBe("passed");
    const seen = await preview("cancel", { of: "all" }, "rita");
    expect(seen.ok && seen.value.accounts.map(({ account }) => account).toSorted()).toEqual(["alice-1", "bob-1"]);
    expect(await stop("cancel", { of: "all" }, "rita")).toMatchObject({ ok: true });
    expect([await send({}), await send({}, "bob")]).toEqual(["trading.reduce_only", "trading.reduce_only"]);
    await resume(null);
  });
});

describe("one strategy", () => {
  /** An order that a deployment decided on, in a transaction as its runner has it. */
  async function decided(deploymentId: string | null, change: Partial<OrderRequest> = {}) {
    const request = someRequest({ ordType: "limit", limitPrice: "9", qty: "1", ...change });
    const { look, prepare, submit } = makeDecision(house.deps);
    const ready = await prepare(request, await look(alice(), request));
    if (!ready.ok) return ready.error.kind;
    const asked = { key: newKey(), request, ...(deploymentId === null ? {} : { deploymentId }) };
    const made = await house.database.db.transactions.run((tx) => submit(tx, alice(), asked, ready.value));
    if (made.ok) return "passed";
    return made.error.breaches[0]?.kind ?? made.error.refusal.kind;
  }

  it("is stopped by itself, in the transaction of its orders", async () => {
    const set = (state: "halted" | "reduce_only" | "active") =>
      house.database.db.transactions.run((tx) =>
        setTradingState(
          tx,
          { of: "deployment", deploymentId: "d1" },
          { state, reason: "a test", by: "rita", since: house.clock.nowMs() },
        ),
      );
    await set("halted");
    expect([await decided("d1"), await decided("d2"), await decided(null)]).toEqual([
      "trading.halted",
      "passed",
      "passed",
    ]);
    await set("reduce_only");
    expect([await decided("d1"), await decided("d1", { side: "sell", reduceOnly: true })]).toEqual([
      "trading.reduce_only",
      "passed",
    ]);
    await set("active");
    expect(await decided("d1")).toBe("passed");
  });

  it("is bound by limits of its own", async () => {
    const limits = makeLimitStore();
    const at = house.clock.nowMs();
    const change = {
      changeId: "c1",
      limitId: "l1",
      version: 1,
      kind: "order_qty",
      scope: { of: "strategy", subject: "d1" },
      name: null,
      terms: { kind: "order_qty", value: "2" },
      before: null,
      isLooser: false,
      reason: "a test",
      askedBy: UserId.of("rita"),
      askedAt: at,
      expiresAt: EpochMs.of(at + 1),
    } as const;
    await house.database.db.transactions.run(async (tx) => {
      await limits.ask(tx, change);
      await limits.decide(tx, change, { outcome: "in_force", by: UserId.of("rita"), at, note: null });
    });
    expect([await decided("d1", { qty: "3" }), await decided("d1", { qty: "2" })]).toEqual(["order_qty", "passed"]);
    expect([await decided("d2", { qty: "3" }), await decided(null, { qty: "3" })]).toEqual(["passed", "passed"]);
  });
});
