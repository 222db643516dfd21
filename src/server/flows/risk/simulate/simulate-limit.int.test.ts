import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AccountId, EpochMs, OrderId, type OrderIntent, UserId } from "@/modules/_kernel";
import { makeBarColumns } from "@/modules/data";
import { makeOrderStore } from "@/modules/execution/server";
import { event, fill, someIntent } from "@/modules/execution/testing";
import { makeLedgerStore } from "@/modules/portfolio/server";
import { someFill } from "@/modules/portfolio/testing";
import type { Actor } from "../../contract";
import { seedBars } from "../../testing/seed-bars";
import { openTradingHouse, type TradingHouse } from "../../trading/testing/trading-house";
import { makeRiskFlows } from "../limit-flows";

const DAY_MS = 86_400_000;
let house: TradingHouse;
let firstMs: number;
const alice: Actor = { kind: "user", userId: UserId.of("alice"), requestId: "test" };
const accountId = AccountId.of("alice-1");

/** An order of the account that filled at once, in the orders and in the books. */
async function traded(id: string, atMs: number, change: Partial<OrderIntent> & { readonly price: string }) {
  const { price, ...of } = change;
  const intent = someIntent({ orderId: OrderId.of(id), ordType: "market", limitPrice: null, ...of });
  const at = EpochMs.of(atMs);
  const orders = makeOrderStore(house.database.db);
  await orders.create({ accountId, intent, createdAt: at }, [event.requested, event.approved]);
  const stored = await orders.load(intent.orderId);
  if (stored === null) throw new Error(`no order ${id}`);
  await orders.append(stored, [event.sent, event.accepted, fill(`x-${id}`, intent.qty, { at, price })]);
  const { side, qty, symbol, orderId } = intent;
  await house.database.db.transactions.run((tx) =>
    makeLedgerStore().applyFill(
      tx,
      someFill({ accountId, execId: `x-${id}`, orderId, symbol, side, qty, price, fees: [], calendar: null, at }),
    ),
  );
}
const simulate = (terms: unknown, who = alice, source = "alice-1") =>
  makeRiskFlows(house.deps).simulateLimit(who, { terms, source: { of: "account", accountId: source } });
async function replay(terms: unknown) {
  const done = await simulate(terms);
  if (!done.ok) throw new Error(JSON.stringify(done.error));
  return done.value;
}

beforeAll(async () => {
  house = await openTradingHouse();
  firstMs = Math.floor(house.clock.nowMs() / DAY_MS) * DAY_MS;
  const closes = [10, 8, 9];
  const bars = makeBarColumns(closes.length);
  for (const [day, close] of closes.entries()) {
    bars.time[day] = firstMs + day * DAY_MS;
    for (const of of ["open", "high", "low", "close"] as const) bars[of][day] = close;
  }
  await seedBars(house.deps, { symbol: "ACME", resolution: "1d", bars });
  const later = house.clock.nowMs() + 3_600_000;
  await traded("small", later, { qty: "100", price: "10" });
  await traded("large", later + 1_000, { qty: "1000", price: "10" });
  await traded("out", later + 2 * DAY_MS, { side: "sell", qty: "1100", price: "9" });
  house.clock.pass(3 * DAY_MS);
});
afterAll(() => house.database.close());

describe("a limit, simulated on an account", () => {
  it("refuses the orders it would have refused, and says what that had saved", async () => {
    const done = await replay({ kind: "order_value", value: "5000" });
    expect(done).toMatchObject({
      currency: "USD",
      days: 3,
      unknownDays: 0,
      orders: 3,
      firedDays: 1,
      fired: [{ dayMs: firstMs, refused: 1, passedAtMs: null, gained: 1_000 }],
      refused: [{ symbol: "ACME", side: "buy", qty: "1000", actual: "10000", limit: "5000" }],
      gained: 1_000,
    });
    expect(done.curve.map(({ was, would }) => [was, would])).toEqual([
      [100_000, 100_000],
      [97_800, 99_800],
      [98_900, 99_900],
    ]);
  });

  it("takes its steps at the end of the day that passed it", async () => {
    const steps = { warnAt: 0.8, hard: "flatten" };
    const done = await replay({ kind: "daily_loss", value: "0.02", steps });
    expect(done).toMatchObject({ firedDays: 1, refusedOrders: 0, gained: -1_100 });
    expect(done.fired).toMatchObject([{ dayMs: firstMs + DAY_MS, used: "0.022", step: "flatten" }]);
  });

  it("says what cannot be told, and to whom", async () => {
    expect(await simulate({ kind: "order_value", value: "-1" })).toMatchObject({
      error: { kind: "limit.terms_malformed", path: "terms.value" },
    });
    expect(await simulate({ kind: "price_collar", value: "0.1" })).toMatchObject({
      error: { kind: "limit.not_replayed", path: "terms.kind" },
    });
    expect(await simulate({ kind: "order_value", value: "1" }, house.actor("bob"))).toMatchObject({
      error: { kind: "trading.account_unknown" },
    });
    const flows = makeRiskFlows(house.deps);
    expect(
      await flows.simulateLimit(alice, {
        terms: { kind: "order_value", value: "1" },
        source: { of: "run", runId: "nothing" },
      }),
    ).toMatchObject({ error: { kind: "backtest.not_found" } });
  });
});
