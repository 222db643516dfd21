import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { AccountId, UserId } from "@/modules/_kernel";
import { readDayTrades, setTradingState } from "@/modules/execution/server";
import { DRILL_STEPS } from "@/modules/risk";
import { makeDrillStore } from "@/modules/risk/server";
import type { LeaseKeeper } from "../../../platform/work/lease";
import type { DrillFlows } from "../../contract/halt-drill";
import { openTradingHouse, someRequest, type TradingHouse } from "../../trading/testing/trading-house";
import { startTrading } from "../../trading/work-accounts";
import { makeDrillDue } from "./drill-due";
import { makeDrillFlows } from "./drill-flows";

let house: TradingHouse;
let flows: DrillFlows;
let trading: LeaseKeeper | null = null;
let due: () => Promise<boolean>;
const rita = () => house.actor("rita");
const ON = { accountId: "drill-1", symbol: "ACME" };
const PLAN = { ...ON, day: 10 };
const DAY_MS = 86_400_000;

beforeAll(async () => {
  house = await openTradingHouse();
  await house.openAccount("drill-1", { ownerId: UserId.of("rita") });
  flows = makeDrillFlows(house.deps);
  // Whoever drills waits as long as the worker needs, where there is one: the clock stands.
  due = makeDrillDue(house.deps, async () => {
    if (trading !== null) await vi.waitUntil(settled, { timeout: 60_000, interval: 10 });
  });
});
afterAll(async () => {
  await trading?.stop();
  await house.database.close();
});

/** The worker has nothing left to do: no order is on its way to the venue or back. */
const settled = async () => {
  const [row] = z.array(z.object({ busy: z.number() })).parse(
    await house.deps.sql.$queryRaw`
        SELECT count(*)::int AS busy FROM trade_order
        WHERE account_id = 'drill-1' AND closed_at IS NULL
          AND (status <> 'working' OR ord_type = 'market')`,
  );
  return row?.busy === 0;
};
const newest = async () => {
  const [drill] = (await flows.readDrills(rita())).drills;
  if (drill === undefined) throw new Error("a drill was begun");
  return drill;
};
const said = async () => {
  const { state, steps } = await newest();
  return [state, ...steps.map(({ step, outcome, why }) => `${step} ${outcome}${why === null ? "" : ` ${why}`}`)];
};
const stateOf = async (accountId = "drill-1") => {
  const state = await house.flows.readTradingState(rita(), accountId);
  return state.ok ? state.value.account : state.error.kind;
};
const kindOf = async (answer: Promise<{ readonly ok: boolean; readonly error?: { readonly kind: string } }>) => {
  const { ok, error } = await answer;
  return ok ? "passed" : error?.kind;
};

describe("a drill of the kill switch", () => {
  it("is risk's to ask for, on an empty account that they trade", async () => {
    const begin = (change: Partial<typeof ON>, who: "alice" | "rita" = "rita") =>
      kindOf(flows.beginDrill(house.actor(who), { ...ON, ...change }));
    expect(await begin({ accountId: "alice-1" }, "alice")).toBe("drill.not_yours");
    expect(await begin({ accountId: "alice-1" })).toBe("trading.account_not_yours");
    expect(await begin({ accountId: "nobody" })).toBe("trading.account_unknown");
    expect(await begin({ symbol: "NONE" })).toBe("instrument.not_found");
    const request = someRequest({ accountId: "drill-1", ordType: "limit", limitPrice: "5", qty: "1" });
    const made = await house.flows.submitOrder(rita(), { idempotencyKey: "busy", request });
    expect(await begin({})).toBe("drill.account_busy");
    if (made.ok)
      await house.flows.cancelOrder(rita(), { orderId: made.value.order.orderId, idempotencyKey: "not-busy" });
    await house.flows.setTradingState(rita(), { accountId: "drill-1", state: "reduce_only", reason: "a test" });
    expect(await begin({})).toBe("drill.not_active");
    await house.flows.setTradingState(rita(), { accountId: "drill-1", state: "active", reason: "a test" });
    house.clock.pass(600_000);
    expect(await begin({})).toBe("drill.would_not_pass");
    await house.quote("ACME", 9.9, 10);
    expect((await flows.readDrills(rita())).drills).toEqual([]);
  });

  it("fails where nobody fills what it opens, and the account trades again all the same", async () => {
    expect(await kindOf(flows.beginDrill(rita(), ON))).toBe("passed");
    expect(await kindOf(flows.beginDrill(rita(), ON))).toBe("drill.runs");
    await due();
    expect(await said()).toEqual([
      "failed",
      "prepare failed not_filled",
      "reduce_only passed",
      "cancel passed",
      "flatten not_tried nothing_held",
      "halted passed",
      "restore passed",
    ]);
    expect(await stateOf()).toBe("active");
  });

  it("passes once each step was seen to work, and everybody who answers for risk is told", async () => {
    trading = startTrading(house.deps, "test", 0);
    house.clock.pass(1_000);
    expect(await kindOf(flows.beginDrill(rita(), ON))).toBe("passed");
    await due();
    expect(await said()).toEqual(["passed", ...DRILL_STEPS.map((step) => `${step} passed`)]);
    expect(await stateOf()).toBe("active");
    const told = await house.deps.sql.$queryRaw`
      SELECT user_id, facts ->> 'outcome' AS outcome FROM notification WHERE message_key = 'drill.ended' ORDER BY outcome LIMIT 5`;
    expect(told).toMatchObject([
      { user_id: "rita", outcome: "failed" },
      { user_id: "rita", outcome: "passed" },
    ]);
    const rows = await house.deps.sql.$queryRaw`
      SELECT action FROM audit_log WHERE action LIKE 'drill.%' ORDER BY id LIMIT 10`;
    expect(rows).toEqual(["begin", "failed", "begin", "passed"].map((word) => ({ action: `drill.${word}` })));
    // One lot bought and sold on one day.
    const account = { accountId: AccountId.of("drill-1"), sinceMs: 0 };
    expect(await readDayTrades(house.deps.sql, account)).toEqual([{ symbol: "ACME", count: 1 }]);
    // Another person's drills are not told.
    expect((await flows.readDrills(house.actor("alice"))).drills).toEqual([]);
  });

  it("leaves a halt that a person set meanwhile as it is, and ends what a dead process left", async () => {
    const store = makeDrillStore();
    house.clock.pass(1_000);
    expect(await kindOf(flows.beginDrill(rita(), ON))).toBe("passed");
    const open = await store.open(house.deps.sql);
    await store.claim(house.deps.sql, open?.drillId ?? "", house.clock.nowMs());
    await due();
    expect((await newest()).state).toBe("running");
    await house.database.db.transactions.run((tx) =>
      setTradingState(
        tx,
        { of: "account", accountId: AccountId.of("drill-1") },
        { state: "halted", reason: `Halt drill ${open?.drillId}`, by: "rita", since: house.clock.nowMs() },
      ),
    );
    house.clock.pass(100_000);
    await due();
    expect(await said()).toEqual(["failed", "restore failed interrupted"]);
    expect(await stateOf()).toBe("active");

    await house.quote("ACME", 9.9, 10);
    expect(await kindOf(flows.beginDrill(rita(), ON))).toBe("passed");
    const next = await store.open(house.deps.sql);
    await store.claim(house.deps.sql, next?.drillId ?? "", house.clock.nowMs());
    await house.flows.setTradingState(rita(), { accountId: "drill-1", state: "halted", reason: "a real one" });
    house.clock.pass(100_000);
    await due();
    expect([await said(), await stateOf()]).toEqual([["failed", "restore failed overtaken"], "halted"]);
    await house.flows.setTradingState(rita(), { accountId: "drill-1", state: "active", reason: "a test" });
  });

  it("is due once a month, and waits for a price", async () => {
    expect(await kindOf(flows.planDrills(house.actor("alice"), PLAN))).toBe("drill.not_yours");
    expect(await kindOf(flows.planDrills(rita(), { ...PLAN, day: 29 }))).toBe("drill.day");
    expect(await kindOf(flows.planDrills(rita(), PLAN))).toBe("passed");
    const count = async () => (await flows.readDrills(rita())).drills.length;
    const before = await count();
    // From the 4th to the 10th of March: there is no fresh price then.
    house.clock.pass(6 * DAY_MS);
    await due();
    expect([await count(), (await flows.readDrills(rita())).isDue]).toEqual([before, true]);
    await house.quote("ACME", 9.9, 10);
    await due();
    await due();
    expect([await count(), (await newest()).trigger, (await newest()).state]).toEqual([before + 1, "due", "passed"]);
    expect(new Date((await flows.readDrills(rita())).nextAt ?? 0).toISOString()).toBe("2026-04-10T00:00:00.000Z");
    expect(await kindOf(flows.planDrills(rita(), null))).toBe("passed");
    expect((await flows.readDrills(rita())).plan).toBeNull();
  });
});
