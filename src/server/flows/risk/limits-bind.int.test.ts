import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UserId } from "@/modules/_kernel";
import type { Actor } from "../contract";
import type { RiskFlows } from "../contract/risk";
import { openTradingHouse, someRequest, type TradingHouse } from "../trading/testing/trading-house";
import { makeRiskFlows } from "./limit-flows";

let house: TradingHouse;
let risk: RiskFlows;
const rita: Actor = { kind: "user", userId: UserId.of("rita"), requestId: "test" };
let keys = 0;

beforeAll(async () => {
  house = await openTradingHouse();
  risk = makeRiskFlows(house.deps);
});
afterAll(() => house.database.close());

/** Sets a limit on one account for the length of a test. */
async function under(terms: Readonly<Record<string, unknown>>, test: () => Promise<void>): Promise<void> {
  const scope = { of: "account", subject: "alice-1" } as const;
  const ask = (limitId: string | null, asked: typeof terms | null) =>
    risk.askLimit(rita, { limitId, scope, name: null, terms: asked, reason: "test" });
  const made = await ask(null, terms);
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  try {
    await test();
  } finally {
    await ask(made.value.limitId, null);
  }
}
const submit = async (change: Parameters<typeof someRequest>[0], who: "alice" | "bob" = "alice") => {
  keys += 1;
  const request = someRequest({ accountId: `${who}-1`, ordType: "limit", limitPrice: "9", ...change });
  const answer = await house.flows.submitOrder(house.actor(who), { idempotencyKey: `k${keys}`, request });
  return answer.ok ? "passed" : (answer.error.issues ?? []).map(({ path }) => path).join() || answer.error.kind;
};

describe("a limit of the house", () => {
  it("is held against every order of whom it binds, and nobody else's", async () => {
    await under({ kind: "order_qty", value: "10" }, async () => {
      expect(await submit({ qty: "11" })).toBe("order_qty");
      expect(await submit({ qty: "10" })).toBe("passed");
      expect(await submit({ qty: "11" }, "bob")).toBe("passed");
    });
    expect(await submit({ qty: "11" })).toBe("passed");
  });

  it("stops whoever sends too many, at the count that was set", async () => {
    house.clock.pass(3_600_000);
    await house.quote("ACME", 9.9, 10);
    await under({ kind: "order_rate", value: "5", windowSeconds: 60 }, async () => {
      const answers = await Promise.all(Array.from({ length: 25 }, () => submit({ qty: "1" })));
      expect(answers.filter((each) => each === "passed")).toHaveLength(5);
      expect(new Set(answers)).toEqual(new Set(["passed", "order_rate"]));
      house.clock.pass(61_000);
      await house.quote("ACME", 9.9, 10);
      expect(await submit({ qty: "1" })).toBe("passed");
    });
  });

  it("counts in the window of each limit by itself", async () => {
    house.clock.pass(90_000_000);
    await house.quote("ACME", 9.9, 10);
    await under({ kind: "order_rate", value: "3", windowSeconds: 86_400 }, () =>
      under({ kind: "order_rate", value: "2", windowSeconds: 10 }, async () => {
        const two = [await submit({ qty: "1" }), await submit({ qty: "2" })];
        expect([...two, await submit({ qty: "3" })]).toEqual(["passed", "passed", "order_rate"]);
        house.clock.pass(10_000);
        await house.quote("ACME", 9.9, 10);
        expect([await submit({ qty: "3" }), await submit({ qty: "4" })]).toEqual(["passed", "order_rate"]);
      }),
    );
  });

  it("stops whoever cancels too often, and counts what was canceled by itself", async () => {
    house.clock.pass(3_600_000);
    await house.quote("ACME", 9.9, 10);
    const toCancel = async (qty: string) => {
      const request = someRequest({ accountId: "alice-1", ordType: "limit", limitPrice: "9", qty });
      const made = await house.flows.submitOrder(house.actor("alice"), { idempotencyKey: `c${qty}`, request });
      if (!made.ok) throw new Error(JSON.stringify(made.error));
      const { orderId } = made.value.order;
      const gone = await house.flows.cancelOrder(house.actor("alice"), { idempotencyKey: `d${qty}`, orderId });
      if (!gone.ok) throw new Error(JSON.stringify(gone.error));
    };
    await under({ kind: "cancel_rate", value: "1", windowSeconds: 60 }, async () => {
      await toCancel("5");
      expect(await submit({ qty: "1" })).toBe("passed");
      await toCancel("6");
      expect(await submit({ qty: "2" })).toBe("cancel_rate");
      expect(await submit({ qty: "2" }, "bob")).toBe("passed");
      house.clock.pass(60_000);
      await house.quote("ACME", 9.9, 10);
      expect(await submit({ qty: "2" })).toBe("passed");
    });
  });

  it("knows the same order again, and a changed order is not its own double", async () => {
    house.clock.pass(3_600_000);
    await house.quote("ACME", 9.9, 10);
    await under({ kind: "duplicate_order", windowSeconds: 60 }, async () => {
      expect(await submit({ qty: "3" })).toBe("passed");
      expect(await submit({ qty: "3" })).toBe("duplicate_order");
      expect(await submit({ qty: " 3.0 " })).toBe("duplicate_order");
      expect(await submit({ qty: "3", limitPrice: "9.00" })).toBe("duplicate_order");
      expect(await submit({ qty: "3", limitPrice: "8.99" })).toBe("passed");
      expect(await submit({ qty: "3", side: "sell", limitPrice: "12" })).not.toBe("duplicate_order");
      expect(await submit({ qty: "4" })).toBe("passed");
      await house.quote("BOLT", 9.9, 10);
      expect(await submit({ qty: "3", symbol: "BOLT" })).toBe("passed");
      house.clock.pass(60_000);
      await house.quote("ACME", 9.9, 10);
      expect(await submit({ qty: "3" })).toBe("passed");
    });
  });

  it("counts what came in on the day as no win, and a loss of it as one", async () => {
    await under({ kind: "daily_loss", value: "0.001" }, async () => {
      expect(await submit({ qty: "2" })).toBe("passed");
      const usage = await risk.readLimitUsage(rita, "alice-1");
      // All of its 100 000 came in today: it is at the start of its day.
      expect(usage).toMatchObject({ ok: true, value: [{ limit: "0.001", used: "0", part: 0, isOver: false }] });
    });
    await under({ kind: "drawdown", value: "0.2" }, async () => {
      expect(await submit({ qty: "2" })).toBe("passed");
    });
  });

  it("is weighed before it is set, by the account that it would bind", async () => {
    const weigh = (kind: string, value: string) =>
      risk.weighLimit(rita, { accountId: "alice-1", terms: { kind, value } });
    expect(await weigh("gross_exposure", "1")).toMatchObject({ ok: true, value: { limit: "1", isOver: true } });
    expect(await weigh("gross_exposure", "1000000")).toMatchObject({ ok: true, value: { isOver: false } });
    // It looks back as far as the limit would, though none that binds does.
    const rate = { kind: "order_rate", value: "1", windowSeconds: 60 };
    house.clock.pass(3_600_000);
    await house.quote("ACME", 9.9, 10);
    expect([await submit({ qty: "1" }), await submit({ qty: "2" })]).toEqual(["passed", "passed"]);
    expect(await risk.weighLimit(rita, { accountId: "alice-1", terms: rate })).toMatchObject({
      value: { used: "2", isOver: true },
    });
    // Of a limit on each order nothing is used.
    expect(await weigh("order_value", "1")).toEqual({ ok: true, value: null });
    expect(await weigh("gross_exposure", "-1")).toMatchObject({ ok: false, error: { path: "terms.value" } });
    expect(
      await risk.weighLimit(rita, { accountId: "nobody", terms: { kind: "order_value", value: "1" } }),
    ).toMatchObject({ ok: false, error: { path: "accountId" } });
  });

  it("lets nothing new through in a blackout, and says so of one symbol alone", async () => {
    const nowMs = house.clock.nowMs();
    const windows = [{ symbol: "BOLT", fromMs: nowMs, toMs: nowMs + 60_000 }];
    await house.quote("BOLT", 9.9, 10);
    await under({ kind: "blackout", windows }, async () => {
      expect(await submit({ symbol: "BOLT", qty: "1" })).toBe("blackout");
      expect(await submit({ symbol: "ACME", qty: "1" })).toBe("passed");
    });
  });
});
