import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AccountId, EpochMs, OrderId, type OrderIntent, UserId } from "@/modules/_kernel";
import { makeBarColumns } from "@/modules/data";
import { makeOrderStore } from "@/modules/execution/server";
import { event, fill, someIntent } from "@/modules/execution/testing";
import { makeLedgerStore } from "@/modules/portfolio/server";
import { someFill } from "@/modules/portfolio/testing";
import { makeSimulationStore } from "@/modules/risk/server";
import { listJobs, readJob } from "../../../platform/work";
import type { Actor } from "../../contract";
import { seedBars } from "../../testing/seed-bars";
import { openTradingHouse, type TradingHouse } from "../../trading/testing/trading-house";
import { makeWatchWorkFlows } from "../../watch-work";
import { makeRiskFlows } from "../limit-flows";
import { playSimulation, workOn } from "./testing/play-simulation";

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
const jobs = () => listJobs(house.deps.sql, 100);
const ofAccount = (id = "alice-1") => ({ of: "account", accountId: id }) as const;
const simulate = (terms: unknown, who = alice, source = "alice-1") =>
  playSimulation(house.deps, who, { terms, source: ofAccount(source) });
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

  it("says what cannot be told, and to whom, before anything is queued", async () => {
    const before = await jobs();
    expect(await simulate({ kind: "order_value", value: "-1" })).toMatchObject({
      error: { kind: "limit.terms_malformed", path: "terms.value" },
    });
    expect(await simulate({ kind: "price_collar", value: "0.1" })).toMatchObject({
      error: { kind: "limit.not_replayed", path: "terms.kind" },
    });
    const terms = { kind: "order_value", value: "1" };
    expect(await simulate(terms, house.actor("bob"))).toMatchObject({ error: { kind: "trading.account_unknown" } });
    expect(await simulate(terms, alice, "no-1")).toMatchObject({ error: { kind: "trading.account_unknown" } });
    expect(await playSimulation(house.deps, alice, { terms, source: { of: "run", runId: "nothing" } })).toMatchObject({
      error: { kind: "backtest.not_found" },
    });
    expect(await playSimulation(house.deps, alice, { terms, source: ofAccount(), limitId: "nothing" })).toMatchObject({
      error: { kind: "limit.not_found", path: "limitId" },
    });
    await house.openAccount("new-1");
    expect(await simulate(terms, alice, "new-1")).toMatchObject({ error: { kind: "limit.past_empty" } });
    expect(await jobs()).toEqual(before);
  });
});

describe("a simulation", () => {
  const terms = (value: string) => ({ kind: "order_value", value });
  const flows = () => makeRiskFlows(house.deps);
  const ask = async (value: string, limitId: string | null = null) => {
    const asked = await flows().simulateLimit(alice, { terms: terms(value), source: ofAccount(), limitId });
    if (!asked.ok) throw new Error(JSON.stringify(asked.error));
    return asked.value;
  };
  const list = (who: Actor) => flows().listSimulations(who, { limitId: null, source: ofAccount() });

  it("asked twice while it is open is one, and asked again afterwards another", async () => {
    const [one, other] = await Promise.all([ask("5001"), ask("5001")]);
    expect(other).toEqual(one);
    expect(await ask("5002")).not.toEqual(one);
    await workOn(house.deps, one);
    expect((await ask("5001")).simulationId).not.toBe(one.simulationId);
  });

  it("stays for those who may see the account, and for nobody else", async () => {
    const asked = await ask("5003");
    expect(await flows().readSimulation(alice, asked.simulationId)).toMatchObject({
      value: { status: "queued", replay: null, outcome: null, terms: terms("5003"), sourceName: "alice-1" },
    });
    expect(await workOn(house.deps, asked)).toEqual({ ok: true, value: { simulationId: asked.simulationId } });
    for (const who of [alice, house.actor("rita")]) {
      expect(await flows().readSimulation(who, asked.simulationId)).toMatchObject({
        value: { status: "succeeded", outcome: { gained: 1_000 }, replay: { gained: 1_000, orders: 3 } },
      });
      expect((await list(who)).map(({ simulationId }) => simulationId)).toContain(asked.simulationId);
    }
    for (const name of ["bob", "vic"] as const) {
      expect(await flows().readSimulation(house.actor(name), asked.simulationId)).toEqual(
        await flows().readSimulation(house.actor(name), "nothing"),
      );
      expect(await list(house.actor(name))).toEqual([]);
    }
    // The tray is read by everybody: who asked, and neither whose past it is nor what the limit says.
    const job = await readJob(house.deps.sql, asked.jobId);
    expect(JSON.stringify(job)).not.toMatch(/alice-1|5003/);
  });

  it("goes on when a worker shuts down, ends when somebody cancels it, and is then asked anew", async () => {
    const stopped = new AbortController();
    stopped.abort();
    const asked = await ask("5004");
    expect(await workOn(house.deps, asked, { signal: stopped.signal })).toMatchObject({ ok: false });
    expect(await ask("5004")).toEqual(asked);
    await house.deps.sql.$executeRaw`UPDATE job SET cancel_requested_at = now() WHERE id = ${asked.jobId}`;
    await workOn(house.deps, asked, { signal: stopped.signal });
    expect(await workOn(house.deps, asked)).toMatchObject({ error: { kind: "limit.simulation_ended" } });
    expect((await ask("5004")).simulationId).not.toBe(asked.simulationId);

    const queued = await ask("5005");
    await makeWatchWorkFlows(house.deps).cancelJob(alice, queued.jobId);
    expect(await flows().readSimulation(alice, queued.simulationId)).toMatchObject({ value: { status: "canceled" } });
    expect((await ask("5005")).simulationId).not.toBe(queued.simulationId);
  });

  it("is listed with its limit, whatever the past", async () => {
    const set = await flows().askLimit(house.actor("rita"), {
      limitId: null,
      scope: { of: "account", subject: "alice-1" },
      name: null,
      terms: terms("9"),
      reason: "test",
    });
    if (!set.ok) throw new Error(JSON.stringify(set.error));
    const { limitId } = set.value;
    const asked = await ask("5006", limitId);
    expect(await flows().listSimulations(alice, { limitId, source: null })).toMatchObject([asked]);
    expect(await flows().listSimulations(house.actor("bob"), { limitId, source: null })).toEqual([]);
    // A limit of somebody else's account is not there.
    expect(
      await flows().simulateLimit(house.actor("bob"), { terms: terms("9"), source: ofAccount("bob-1"), limitId }),
    ).toMatchObject({ error: { kind: "limit.not_found" } });
  });

  it("is let go after its time", async () => {
    const simulations = makeSimulationStore();
    await house.deps.sql.$executeRaw`UPDATE risk_simulation SET asked_at = now() - interval '91 days'`;
    const asked = await ask("5007");
    await house.deps.sql
      .$executeRaw`UPDATE risk_simulation SET asked_at = now() WHERE simulation_id = ${asked.simulationId}`;
    expect(await simulations.prune(house.deps.sql, 90 * DAY_MS, 1_000)).toBeGreaterThan(5);
    expect(await list(alice)).toMatchObject([asked]);
  });
});
