import { afterAll, beforeAll, expect, it } from "vitest";
import { EpochMs, type InstrumentId } from "@/modules/_kernel";
import { type BatchFacts, barColumnsOf } from "@/modules/data";
import { makeBarIngest } from "@/modules/data/server";
import type { LeaseKeeper } from "../../platform/work/lease";
import type { OrderRequest } from "../contract/trading";
import { makePaperFlows } from "./paper-flows";
import { openTradingHouse, someRequest, type TradingHouse } from "./testing/trading-house";
import { startTrading } from "./work-accounts";

let house: TradingHouse;
let trading: LeaseKeeper;
let acme: InstrumentId;
const MINUTE = 60_000;

beforeAll(async () => {
  house = await openTradingHouse();
  trading = startTrading(house.deps, "test", 0);
  acme = (await house.addInstrument("ACME")).instrumentId;
});
afterAll(async () => {
  await trading.stop();
  await house.database.close();
});

/** A minute that is over, as a feed brings it. */
async function minute(open: number, close: number) {
  house.clock.pass(MINUTE);
  const time = Math.floor(house.clock.nowMs() / MINUTE) * MINUTE - MINUTE;
  const bar = { time, open, high: Math.max(open, close), low: Math.min(open, close), close, volume: 5 };
  await house.database.db.transactions.run(async (tx) => {
    const ingest = makeBarIngest();
    async function* one() {
      yield { bars: barColumnsOf([bar]), lines: Int32Array.of(1), count: 1 };
    }
    await ingest.stage(tx, one());
    const facts: BatchFacts = {
      batch: "live.test",
      symbol: "ACME",
      source: "simulated",
      title: "Live",
      origin: "live",
      createdBy: null,
    };
    const series = { instrumentId: acme, resolution: "1m" } as const;
    await ingest.merge(tx, series, facts, EpochMs.of(house.clock.nowMs()), () => undefined);
  });
  await house.quote("ACME", close - 0.05, close + 0.05);
}
const alice = () => house.actor("alice");
async function send(key: string, change: Partial<OrderRequest>) {
  const made = await house.flows.submitOrder(alice(), { idempotencyKey: key, request: someRequest(change) });
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value.order.orderId;
}
const find = async (orderId: string) => {
  const found = await house.flows.readOrder(alice(), orderId);
  return found.ok ? found.value.order : null;
};
const until = (orderId: string, status: string) =>
  expect.poll(async () => (await find(orderId))?.status, { timeout: 8_000, interval: 20 }).toBe(status);

it("fills an account on closed bars at the next open, by terms that hold while orders are open", async () => {
  const paper = makePaperFlows(house.deps);
  const terms = { accountId: "alice-1", fillModel: "bars", resolution: "1m", latencyMs: null } as const;
  expect(await paper.setPaperTerms(house.actor("bob"), terms)).toMatchObject({
    error: { kind: "trading.account_unknown" },
  });
  expect(await paper.setPaperTerms(alice(), { ...terms, latencyMs: 0.5 })).toMatchObject({
    error: { kind: "paper.latency", path: "latencyMs" },
  });
  expect(await paper.setPaperTerms(alice(), terms)).toMatchObject({ ok: true, value: { fillModel: "bars" } });

  await minute(10, 10.2);
  const bought = await send("buy", { qty: "100" });
  await until(bought, "working");
  expect(await paper.setPaperTerms(alice(), { ...terms, fillModel: "quotes" })).toMatchObject({
    error: { kind: "paper.open_orders" },
  });
  await minute(10.3, 11);
  await until(bought, "filled");
  expect(await find(bought)).toMatchObject({ averagePrice: "10.3", filledQty: "100" });

  const stop = await send("stop", { side: "sell", ordType: "stop", stopPrice: "9", reduceOnly: true });
  await until(stop, "working");
  await trading.stop();
  await minute(10, 8);
  trading = startTrading(house.deps, "next", 0);
  await until(stop, "filled");
  expect(await find(stop)).toMatchObject({ averagePrice: "9" });
  expect(await paper.setPaperTerms(alice(), { ...terms, fillModel: "quotes" })).toMatchObject({ ok: true });
  expect(await paper.readPaperTerms(house.actor("rita"), "alice-1")).toMatchObject({ value: { fillModel: "quotes" } });
});
