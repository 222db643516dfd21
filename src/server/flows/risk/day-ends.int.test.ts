import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CopyPort, EpochMs, type Result, type SqlPort, UserId } from "@/modules/_kernel";
import type { AccountFacts } from "@/modules/portfolio";
import { makeAccountStore } from "@/modules/portfolio/server";
import { makeAccountFlows } from "../accounts/account-flows";
import type { Actor } from "../contract";
import type { AccountFlows, ManualEntry } from "../contract/accounts";
import { seedDailyCloses } from "../testing/seed-bars";
import { accountIdOf } from "../trading/access";
import { openTradingHouse, type TradingHouse } from "../trading/testing/trading-house";
import { type DayEnds, type Ends, openDayEnds, readEnds } from "./day-ends";
import { makeRiskFlows } from "./limit-flows";

const DAY_MS = 86_400_000;
const rita: Actor = { kind: "user", userId: UserId.of("rita"), requestId: "test" };
let house: TradingHouse;
let books: AccountFlows;
let account: AccountFacts;

beforeAll(async () => {
  house = await openTradingHouse();
  books = makeAccountFlows(house.deps);
  const opened = must(
    await books.createAccount(house.actor("alice"), {
      name: "From elsewhere",
      portfolioName: null,
      kind: "external",
      baseCurrency: "USD",
      lotMethod: "fifo",
      settleDays: 0,
      openingCash: null,
    }),
  );
  const id = accountIdOf(opened.accountId);
  const found = id === null ? null : await makeAccountStore().find(house.deps.sql, id);
  if (found === null) throw new Error("the account is there");
  // As if it had been here for a month.
  account = { ...found, createdAt: ago(30) };
  await seedDailyCloses(house.deps, "ACME", [10, 12, 11, 10]);
  await book({ kind: "deposit", currency: "USD", amount: "1000", at: at(20), note: null });
  await book({
    kind: "adoption",
    symbol: "ACME",
    side: "buy",
    qty: "10",
    price: "10",
    fee: null,
    at: at(4),
    note: null,
  });
});
afterAll(() => house.database.close());

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const ago = (days: number) => EpochMs.of(Math.floor(house.clock.nowMs() / DAY_MS) * DAY_MS - days * DAY_MS);
const at = (days: number) => new Date(ago(days) + DAY_MS / 2).toISOString();
const book = async (entry: ManualEntry) =>
  must(
    await books.bookEntry(house.actor("alice"), {
      accountId: account.accountId,
      idempotencyKey: `key-${Math.random()}`,
      entry,
    }),
  );

/** The ends with what was known before, how many statements that took, and the same with nothing known. */
async function both(known: DayEnds | null): Promise<{ ends: Ends; statements: number; anew: Ends }> {
  const { sql, clock } = house.deps;
  let statements = 0;
  const counting: SqlPort & CopyPort = {
    ...sql,
    $queryRaw: (strings, ...values) => {
      statements += 1;
      return sql.$queryRaw(strings, ...values);
    },
  };
  const asked = { nowMs: clock.nowMs(), peak: true };
  const ends = await readEnds(counting, account, { ...asked, known });
  return { ends, statements, anew: await readEnds(sql, account, { ...asked, known: null }) };
}

/** As texts: money that came in is one sum a currency, however it was added up. */
function told({ yesterday, peak, flows }: Ends) {
  const sums = new Map<string, (typeof flows)[number]["amount"]>();
  for (const { currency, amount } of flows) sums.set(currency, sums.get(currency)?.plus(amount) ?? amount);
  return {
    yesterday: yesterday?.toFixed() ?? null,
    peak: peak?.toFixed() ?? null,
    flows: [...sums].map(([currency, amount]) => `${currency} ${amount.toFixed()}`),
  };
}

describe("the ends of the days that are over", () => {
  it("are not looked at while no limit of the account asks for them", async () => {
    const scope = { of: "account", subject: "alice-1" } as const;
    const terms = { kind: "daily_loss", value: "0.5" };
    must(await makeRiskFlows(house.deps).askLimit(rita, { limitId: null, scope, name: null, terms, reason: "test" }));
    expect(await openDayEnds(house.deps).of(account, house.clock.nowMs())).toBeNull();
  });

  it("are what reading them anew says, after whatever is booked", async () => {
    for (const terms of [
      { kind: "daily_loss", value: "0.5" },
      { kind: "drawdown", value: "0.5" },
    ])
      must(
        await makeRiskFlows(house.deps).askLimit(rita, {
          limitId: null,
          scope: { of: "account", subject: account.accountId },
          name: null,
          terms,
          reason: "test",
        }),
      );
    // That no limit asks was true a moment ago: another process has heard nothing of it.
    const elsewhere = { ...house.deps, sql: { ...house.deps.sql } };
    const known = await openDayEnds(elsewhere).of(account, house.clock.nowMs());
    // 900 in cash and 10 at 10; the highest was at 12.
    expect(told((await both(known)).ends)).toEqual({ yesterday: "1000", peak: "1020", flows: [] });

    await book({ kind: "deposit", currency: "USD", amount: "500", at: at(0), note: null });
    await book({ kind: "withdrawal", currency: "USD", amount: "20", at: at(0), note: null });
    await book({
      kind: "adoption",
      symbol: "ACME",
      side: "sell",
      qty: "4",
      price: "11",
      fee: null,
      at: at(0),
      note: null,
    });
    const today = await both(known);
    expect(told(today.ends)).toEqual({ yesterday: "1000", peak: "1020", flows: ["USD 480"] });
    expect(told(today.ends)).toEqual(told(today.anew));
    expect(today.statements).toBe(1);

    // Written down today, true the day before yesterday.
    await book({ kind: "deposit", currency: "USD", amount: "70", at: at(2), note: null });
    const late = await both(known);
    expect(told(late.ends)).toEqual({ yesterday: "1070", peak: "1090", flows: ["USD 480"] });
    expect(told(late.ends)).toEqual(told(late.anew));
    expect(late.statements).toBeGreaterThan(1);
  });

  it("count every batch once, however many there are", async () => {
    for (let place = 0; place < 12; place += 1)
      await book({ kind: "deposit", currency: "USD", amount: "1", at: at(0), note: null });
    const known = await openDayEnds({ sql: { ...house.deps.sql } }).of(account, house.clock.nowMs());
    await book({ kind: "deposit", currency: "USD", amount: "2", at: at(0), note: null });
    const { ends, statements, anew } = await both(known);
    expect(told(ends)).toMatchObject({ flows: ["USD 494"] });
    expect(told(ends)).toEqual(told(anew));
    expect(statements).toBe(1);
  });

  it("are read anew once the day is over", async () => {
    const before = { ...house.deps, sql: { ...house.deps.sql } };
    const cache = openDayEnds(before);
    const known = await cache.of(account, house.clock.nowMs());
    house.clock.pass(DAY_MS);
    const next = await both(known);
    expect(told(next.ends)).toEqual(told(next.anew));
    expect(next.ends.flows).toEqual([]);
    expect((await cache.of(account, house.clock.nowMs()))?.dayMs).toBe(ago(0));
  });
});
