import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Result } from "@/modules/_kernel";
import { FORMER_SYMBOL, isoDate } from "@/modules/data";
import { makeInstrumentStore } from "@/modules/data/server";
import type { Actor } from "../contract";
import type { AccountFlows, ManualEntry } from "../contract/accounts";
import { seedDailyCloses } from "../testing/seed-bars";
import { openTradingHouse, type TradingHouse } from "../trading/testing/trading-house";
import { makeAccountFlows } from "./account-flows";

const DAY_MS = 86_400_000;
let house: TradingHouse;
let flows: AccountFlows;
let alice: Actor;
let accountId: string;

beforeAll(async () => {
  house = await openTradingHouse();
  flows = makeAccountFlows(house.deps);
  alice = house.actor("alice");
  const opened = await flows.createAccount(alice, {
    name: "From elsewhere",
    portfolioName: null,
    kind: "external",
    baseCurrency: "USD",
    lotMethod: "fifo",
    settleDays: 0,
    openingCash: null,
  });
  ({ accountId } = must(opened));
});
afterAll(() => house.database.close());

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const daysAgo = (days: number) => Math.floor(house.clock.nowMs() / DAY_MS) * DAY_MS - days * DAY_MS;
const book = async (entry: ManualEntry) =>
  must(await flows.bookEntry(alice, { accountId, idempotencyKey: `key-${Math.random()}`, entry }));
const at = (days: number) => new Date(daysAgo(days) + DAY_MS / 2).toISOString();

const seedCloses = (closes: readonly number[]) => seedDailyCloses(house.deps, "ACME", closes);

describe("the daily values of an account", () => {
  it("are none before its books begin", async () => {
    expect(must(await flows.listDailyValues(alice, accountId))).toEqual([]);
  });

  it("begin with the first entry of its books, however late that was written down", async () => {
    await seedCloses([10, 11, 12]);
    await book({ kind: "deposit", currency: "USD", amount: "1000", at: at(5), note: null });
    await book({
      kind: "adoption",
      symbol: "ACME",
      side: "buy",
      qty: "10",
      price: "10",
      fee: null,
      at: at(3),
      note: null,
    });
    await book({ kind: "withdrawal", currency: "USD", amount: "50", at: at(1), note: null });
    expect(must(await flows.listDailyValues(alice, accountId))).toEqual([
      { day: isoDate(daysAgo(5)), equity: "1000", flow: "1000" },
      { day: isoDate(daysAgo(4)), equity: "1000", flow: "0" },
      { day: isoDate(daysAgo(3)), equity: "1000", flow: "0" },
      { day: isoDate(daysAgo(2)), equity: "1010", flow: "0" },
      // 850 in cash after the withdrawal, and 10 at 12.
      { day: isoDate(daysAgo(1)), equity: "970", flow: "-50" },
    ]);
  });

  it("do not say what a day was worth on which something had no price", async () => {
    await house.addInstrument("DARK");
    await book({
      kind: "adoption",
      symbol: "DARK",
      side: "buy",
      qty: "1",
      price: "5",
      fee: null,
      at: at(2),
      note: null,
    });
    const values = must(await flows.listDailyValues(alice, accountId));
    expect(values.map(({ equity }) => equity)).toEqual(["1000", "1000", "1000", null, null]);
  });
});

describe("instruments of many symbols", () => {
  it("are found in one question, by the symbol they had too", async () => {
    const store = makeInstrumentStore(house.deps.sql);
    const moved = await house.addInstrument("OLDNAME");
    await house.deps.transactions.run(async (tx) => {
      await store.rename(tx, moved.instrumentId, "NEWNAME");
      await store.linkAlias(tx, moved.instrumentId, { source: FORMER_SYMBOL, alias: "OLDNAME", venue: "" });
      // Once BOLT was its symbol; by now another has it.
      await store.linkAlias(tx, moved.instrumentId, { source: FORMER_SYMBOL, alias: "BOLT", venue: "" });
    });
    const found = await store.findAll(["ACME", "OLDNAME", "NEWNAME", "NOWHERE", "ACME", "BOLT"]);
    expect(Object.fromEntries([...found].map(([wanted, { symbol }]) => [wanted, symbol]))).toEqual({
      ACME: "ACME",
      BOLT: "BOLT",
      OLDNAME: "NEWNAME",
      NEWNAME: "NEWNAME",
    });
    for (const [wanted, instrument] of found) expect(await store.find(wanted)).toEqual(instrument);
    expect((await store.findAll([])).size).toBe(0);
  });
});
