import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AccountId, EpochMs } from "@/modules/_kernel";
import { type BatchFacts, barColumnsOf } from "@/modules/data";
import { makeBarIngest } from "@/modules/data/server";
import { makeAccountStore, makeLedgerStore } from "@/modules/portfolio/server";
import type { LeaseKeeper } from "../../../platform/work/lease";
import type { AlgoFlows, AlgoRequest, AlgoView } from "../../contract/algos";
import { makePaperFlows } from "../paper-flows";
import { openTradingHouse, type TradingHouse } from "../testing/trading-house";
import { startTrading } from "../work-accounts";
import { makeAlgoFlows } from "./algo-flows";
import { openAlgoDesk, sliceKey } from "./work-algos";

let house: TradingHouse;
let flows: AlgoFlows;
let trading: LeaseKeeper;
let desk: ReturnType<typeof openAlgoDesk>;
let keys = 0;
const MINUTE_MS = 60_000;
/** Long before what is traded here, and of the same weekday: bars of a profile. */
const DAY_MS = 86_400_000;

beforeAll(async () => {
  house = await openTradingHouse();
  flows = makeAlgoFlows(house.deps);
  trading = startTrading(house.deps, "test", 0);
  desk = openAlgoDesk(house.deps, house.deps.transactions);
});
afterAll(async () => {
  desk.close();
  await trading.stop();
  await house.database.close();
});

const alice = () => house.actor("alice");
const wish = (accountId: string, change: Partial<AlgoRequest> = {}): AlgoRequest => ({
  accountId,
  symbol: "ACME",
  side: "buy",
  qty: "100",
  kind: "twap",
  limitPrice: null,
  reduceOnly: false,
  durationS: 100,
  slices: 4,
  participation: null,
  seed: null,
  sessions: null,
  ...change,
});
/** An account of its own for each test: what one does is not in another's way. */
async function account(): Promise<string> {
  keys += 1;
  await house.openAccount(`algo-${keys}`);
  return `algo-${keys}`;
}
async function begin(accountId: string, change: Partial<AlgoRequest> = {}): Promise<AlgoView> {
  keys += 1;
  const made = await flows.submitAlgo(alice(), { idempotencyKey: `a${keys}`, request: wish(accountId, change) });
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value.algo;
}
async function read(algoId: string) {
  const found = await flows.readAlgo(alice(), algoId);
  if (!found.ok) throw new Error(found.error.kind);
  return found.value;
}
/** Time goes on, and the feed with it; what is due is sent. */
async function pass(ms: number) {
  house.clock.pass(ms);
  for (const symbol of ["ACME", "BOLT"]) await house.quote(symbol, 9.9, 10, { beatMs: 1e12 });
  await desk.round();
}
const filled = (algoId: string, qty: string) =>
  expect.poll(async () => (await read(algoId)).algo.filledQty, { timeout: 8_000, interval: 20 }).toBe(qty);
const sizes = async (algoId: string) => (await read(algoId)).children.map(({ qty }) => qty);
const standing = async (algoId: string) => {
  const { status, reason, waiting } = (await read(algoId)).algo;
  return { status, reason, waiting };
};

describe("a parent order", () => {
  it("sends its slices when each is due, through the path of every order, and is complete once all is filled", async () => {
    const accountId = await account();
    const preview = await flows.previewAlgo(alice(), wish(accountId));
    expect(preview).toMatchObject({
      value: {
        slices: [
          { number: 0, dueMs: 0, qty: "25" },
          { dueMs: 25_000, qty: "25" },
          { dueMs: 50_000, qty: "25" },
          { number: 3, dueMs: 75_000, qty: "25" },
        ],
        whole: { notional: "1000", breaches: [] },
      },
    });
    const { algoId } = await begin(accountId);
    await pass(0);
    await filled(algoId, "25");
    await pass(10_000);
    expect(await sizes(algoId)).toEqual(["25"]);
    await pass(40_000);
    await filled(algoId, "75");
    // The slice that nobody sent in between came with the one that is due.
    expect(await sizes(algoId)).toEqual(["25", "50"]);
    await pass(25_000);
    await filled(algoId, "100");
    await pass(1_000);
    const { algo, children, transitions } = await read(algoId);
    expect(algo).toMatchObject({
      status: "completed",
      reason: null,
      averagePrice: "10",
      workingQty: "0",
      slicesSent: 3,
    });
    expect(children.every(({ status }) => status === "filled")).toBe(true);
    expect(transitions.map(({ event, to }) => [event, to])).toEqual([
      ["created", "working"],
      ["complete", "completed"],
    ]);
    const { positions } = await makeLedgerStore().readState(house.deps.sql, AccountId.of(accountId));
    expect(positions.map(({ symbol, qty }) => [symbol, qty.toFixed()])).toEqual([["ACME", "100"]]);
  });

  it("is made once for its key, and each slice is sent once, however many work it", async () => {
    const accountId = await account();
    const request = wish(accountId, { slices: 2 });
    const ask = (change: Partial<AlgoRequest> = {}) =>
      flows.submitAlgo(alice(), { idempotencyKey: "same", request: { ...request, ...change } });
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask()));
    const ids = new Set(answers.map((each) => (each.ok ? each.value.algo.algoId : each.error.kind)));
    expect(ids.size).toBe(1);
    expect(await ask({ qty: "99" })).toMatchObject({ error: { kind: "order.key_reused" } });

    const [algoId = ""] = ids;
    const desks = Array.from({ length: 4 }, () => openAlgoDesk(house.deps, house.deps.transactions));
    await Promise.all(desks.map((each) => each.round()));
    for (const each of desks) each.close();
    expect(await sizes(algoId)).toEqual(["50"]);
    const found = await house.flows.findOrderByKey(alice(), { accountId, key: sliceKey(algoId, 0) });
    expect(found).toMatchObject({ ok: true, value: { qty: "50", ordType: "market" } });
    await flows.cancelAlgo(alice(), algoId);
  });

  it("stands still while it is paused, with what worked canceled, and goes on where it stood", async () => {
    const accountId = await account();
    const { algoId } = await begin(accountId, { limitPrice: "5" });
    await pass(0);
    expect(await flows.pauseAlgo(alice(), algoId)).toMatchObject({ value: { status: "paused", reason: "asked" } });
    expect(await flows.pauseAlgo(alice(), algoId)).toMatchObject({ error: { kind: "algo.not_now" } });
    await expect.poll(async () => (await read(algoId)).children[0]?.status, { timeout: 8_000 }).toBe("canceled");
    await pass(500_000);
    expect(await sizes(algoId)).toEqual(["25"]);
    expect(await flows.resumeAlgo(alice(), algoId)).toMatchObject({ value: { status: "working" } });
    await pass(25_000);
    // Both sides have to agree that the first one is over before its share is sent again.
    await expect
      .poll(
        async () => {
          await pass(1_000);
          return sizes(algoId);
        },
        { timeout: 8_000, interval: 100 },
      )
      .toSatisfy((each: string[]) => each.length > 1);
    expect(await flows.cancelAlgo(alice(), algoId)).toMatchObject({ value: { status: "canceled", reason: "asked" } });
    await expect.poll(async () => (await read(algoId)).algo.workingQty, { timeout: 8_000 }).toBe("0");
    expect(await flows.resumeAlgo(alice(), algoId)).toMatchObject({ error: { kind: "algo.not_now" } });
  });

  it("withdraws what still works when its time is over, and says how far it came", async () => {
    const { algoId } = await begin(await account(), { limitPrice: "5", slices: 2 });
    await pass(0);
    await pass(100_000);
    await expect.poll(async () => (await read(algoId)).children[0]?.status, { timeout: 8_000 }).toBe("canceled");
    await pass(1_000);
    expect((await read(algoId)).algo).toMatchObject({ status: "completed", reason: "time_over", filledQty: "0" });
  });

  it("is paused by a halt, ended by whoever cancels everything, and failed by an archive", async () => {
    const accountId = await account();
    const { algoId } = await begin(accountId);
    const set = (state: "halted" | "reduce_only" | "active") =>
      house.flows.setTradingState(alice(), { accountId, state, reason: "test" });
    await set("halted");
    await pass(0);
    expect(await standing(algoId)).toMatchObject({ status: "paused", reason: "account_halted" });
    await set("reduce_only");
    await flows.resumeAlgo(alice(), algoId);
    await pass(0);
    expect(await standing(algoId)).toMatchObject({ status: "paused", reason: "account_reduce_only" });
    await set("active");
    await flows.resumeAlgo(alice(), algoId);
    await pass(0);
    await filled(algoId, "25");
    await house.flows.closePosition(alice(), { accountId, symbol: "ACME", idempotencyKey: "close-algo" });
    expect(await standing(algoId)).toMatchObject({ status: "canceled", reason: "orders_canceled" });

    const other = await begin(accountId, { symbol: "BOLT" });
    expect(await house.flows.cancelOrders(alice(), { accountId, symbol: "ACME" })).toMatchObject({ ok: true });
    expect(await standing(other.algoId)).toMatchObject({ status: "working" });
    await house.database.db.transactions.run((tx) =>
      makeAccountStore().archive(tx, AccountId.of(accountId), house.clock.nowMs()),
    );
    await pass(0);
    expect(await standing(other.algoId)).toMatchObject({ status: "failed", reason: "account_archived" });
  });

  it("waits for what a limit refuses, and its children cannot be made larger", async () => {
    const accountId = await account();
    expect(
      await flows.submitAlgo(alice(), { idempotencyKey: "much", request: wish(accountId, { qty: "20000" }) }),
    ).toMatchObject({
      error: { kind: "order.limits_broken", issues: [{ path: "buying_power" }] },
    });
    const { algoId } = await begin(accountId, { limitPrice: "5", qty: "9000" });
    await pass(0);
    const [child] = (await read(algoId)).children;
    const modify = {
      orderId: child?.orderId ?? "",
      idempotencyKey: "larger",
      qty: "9000",
      limitPrice: null,
      stopPrice: null,
    };
    expect(await house.flows.modifyOrder(alice(), modify)).toMatchObject({ error: { kind: "algo.child_fixed" } });
    const spent = await house.flows.submitOrder(alice(), {
      idempotencyKey: "spent",
      request: { ...orderBody(accountId), qty: "8000" },
    });
    expect(spent).toMatchObject({ ok: true });
    await pass(25_000);
    expect(await standing(algoId)).toEqual({ status: "working", reason: null, waiting: "order.limits_broken" });
    await flows.cancelAlgo(alice(), algoId);
  });

  it("takes its part of the volume, and follows the profile of earlier sessions", async () => {
    const accountId = await account();
    const bolt = (await house.addInstrument("BOLT")).instrumentId;
    const vwap = { symbol: "BOLT", kind: "vwap", durationS: 1_200, slices: 2, sessions: 1 } as const;
    expect(await flows.previewAlgo(alice(), wish(accountId, vwap))).toMatchObject({
      error: { kind: "algo.no_volume", path: "kind" },
    });
    const nowMs = house.clock.nowMs();
    const from = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS - DAY_MS;
    await store(
      bolt,
      Array.from({ length: 30 }, (_, place) => ({ time: from + place * MINUTE_MS, volume: place < 11 ? 30 : 10 })),
    );
    const { algoId, profile } = await begin(accountId, vwap);
    expect(profile).toEqual({ sessions: 1, resolution: "5m" });
    const [first, second] = (await read(algoId)).slices;
    expect(Number(first?.qty)).toBeGreaterThan(Number(second?.qty));
    await flows.cancelAlgo(alice(), algoId);

    const tenth = await begin(accountId, {
      symbol: "BOLT",
      participation: "0.1",
      qty: "1000",
      durationS: 3_600,
      slices: 2,
    });
    await pass(0);
    expect(await standing(tenth.algoId)).toMatchObject({ waiting: "volume_unknown" });
    const start = Math.ceil(house.clock.nowMs() / MINUTE_MS) * MINUTE_MS;
    await store(bolt, [{ time: start, volume: 305 }]);
    await pass(3 * MINUTE_MS);
    expect(await sizes(tenth.algoId)).toEqual(["30"]);
    await flows.cancelAlgo(alice(), tenth.algoId);
  });

  it("refuses what makes no sense, names the field, and is not there for others", async () => {
    const accountId = await account();
    const refused = async (change: Partial<AlgoRequest>) => {
      const made = await flows.submitAlgo(alice(), { idempotencyKey: "bad", request: wish(accountId, change) });
      return made.ok ? null : [made.error.kind, made.error.path];
    };
    expect(await refused({ qty: "1e308" })).toEqual(["order.number_malformed", "qty"]);
    expect(await refused({ qty: "9".repeat(20) })).toEqual(["order.too_large", "qty"]);
    expect(await refused({ qty: "NaN" })).toEqual(["order.number_malformed", "qty"]);
    expect(await refused({ qty: "-1" })).toEqual(["order.not_positive", "qty"]);
    expect(await refused({ qty: "1.5" })).toEqual(["order.lot_off", "qty"]);
    expect(await refused({ limitPrice: "5.005" })).toEqual(["order.tick_off", "limitPrice"]);
    expect(await refused({ symbol: "NONE" })).toEqual(["instrument.not_found", "symbol"]);
    expect(await refused({ durationS: 5 })).toEqual(["algo.duration", "durationS"]);
    expect(await refused({ qty: "3" })).toEqual(["algo.slices", "slices"]);
    expect(await refused({ participation: "2" })).toEqual(["algo.participation", "participation"]);
    const bob = house.actor("bob");
    expect(await flows.submitAlgo(bob, { idempotencyKey: "x", request: wish(accountId) })).toMatchObject({
      error: { kind: "trading.account_unknown" },
    });
    const { algoId } = await begin(accountId);
    for (const verb of ["pauseAlgo", "resumeAlgo", "cancelAlgo", "readAlgo"] as const)
      expect(await flows[verb](bob, algoId)).toMatchObject({ error: { kind: "algo.not_found" } });
    expect(await flows.listAlgos(bob, { accountId, over: true, cursor: null, limit: 10 })).toMatchObject({
      value: { rows: [] },
    });
    const page = await flows.listAlgos(alice(), { accountId, over: false, cursor: null, limit: 10 });
    expect(page).toMatchObject({ value: { rows: [{ algoId }], cursor: null } });
    await flows.cancelAlgo(alice(), algoId);
  });

  it("fills on closed bars too", async () => {
    const accountId = await account();
    const paper = makePaperFlows(house.deps);
    await paper.setPaperTerms(alice(), { accountId, fillModel: "bars", resolution: "1m", latencyMs: null });
    const { algoId } = await begin(accountId, { slices: 2, durationS: 300 });
    await pass(0);
    expect(await sizes(algoId)).toEqual(["50"]);
    await flows.cancelAlgo(alice(), algoId);
  });
});

const orderBody = (accountId: string) => ({
  accountId,
  symbol: "ACME",
  side: "buy" as const,
  qty: "1",
  ordType: "market" as const,
  limitPrice: null,
  stopPrice: null,
  trailAmount: null,
  trailPercent: null,
  timeInForce: "day" as const,
  expireAt: null,
  reduceOnly: false,
  postOnly: false,
  takeProfit: null,
  stopLoss: null,
});

async function store(
  instrumentId: Awaited<ReturnType<TradingHouse["addInstrument"]>>["instrumentId"],
  bars: readonly { readonly time: number; readonly volume: number }[],
) {
  await house.database.db.transactions.run(async (tx) => {
    const ingest = makeBarIngest();
    const rows = bars.map((each) => ({ ...each, open: 10, high: 10, low: 10, close: 10 }));
    async function* one() {
      yield { bars: barColumnsOf(rows), lines: Int32Array.from(rows, (_, line) => line + 1), count: rows.length };
    }
    await ingest.stage(tx, one());
    const facts: BatchFacts = {
      batch: "algo.test",
      symbol: "BOLT",
      source: "simulated",
      title: "Live",
      origin: "live",
      createdBy: null,
    };
    await ingest.merge(tx, { instrumentId, resolution: "1m" }, facts, EpochMs.of(house.clock.nowMs()), () => undefined);
  });
}
