import { AccountId, type Clock, EpochMs, type InstrumentId, UserId } from "@/modules/_kernel";
import type { Quote } from "@/modules/data";
import { makeInstrumentStore } from "@/modules/data/server";
import type { AccountFacts, Booking } from "@/modules/portfolio";
import { makeAccountStore, makeLedgerStore } from "@/modules/portfolio/server";
import { someAccount } from "@/modules/portfolio/testing";
import { type TestDatabase, withTestDatabase } from "../../../infra/testing/database";
import { insertUser } from "../../../platform/identity";
import type { Actor, Role } from "../../contract";
import type { OrderRequest } from "../../contract/trading";
import type { FlowDeps } from "../../deps";
import { makeTestDeps } from "../../testing/test-house";
import { makeTradingFlows } from "../trading-flows";

/** A market order to buy 100 ACME, changed where a test needs it. */
export function someRequest(change: Partial<OrderRequest> = {}): OrderRequest {
  return {
    accountId: "alice-1",
    symbol: "ACME",
    side: "buy",
    qty: "100",
    ordType: "market",
    limitPrice: null,
    stopPrice: null,
    trailAmount: null,
    trailPercent: null,
    timeInForce: "day",
    expireAt: null,
    reduceOnly: false,
    postOnly: false,
    takeProfit: null,
    stopLoss: null,
    ...change,
  };
}

/** A day on which no exchange has a holiday, a Wednesday, 15:00 UTC. */
const BEGIN_MS = Date.UTC(2026, 2, 4, 15);

/** A clock that goes when it is told to. */
export class TestClock implements Clock {
  #nowMs = BEGIN_MS;
  nowMs = (): EpochMs => EpochMs.of(this.#nowMs);
  pass(ms: number): void {
    this.#nowMs += ms;
  }
}

/** A house with people, an account of each trader with 100 000 USD, and instruments that are quoted. */
export async function openTradingHouse(change: Partial<FlowDeps> = {}) {
  const database: TestDatabase = await withTestDatabase();
  const clock = new TestClock();
  const deps = makeTestDeps(database, { clock, ...change });
  const people = { alice: "trader", bob: "trader", rita: "risk", vic: "viewer" } as const satisfies Record<
    string,
    Role
  >;
  for (const [name, role] of Object.entries(people))
    await deps.records.run((tx) =>
      insertUser(tx, {
        userId: UserId.of(name),
        email: `${name}@example.com`,
        name,
        role,
        passwordHash: "",
        timeZone: "UTC",
      }),
    );
  const actor = (name: keyof typeof people): Actor => ({ kind: "user", userId: UserId.of(name), requestId: "test" });

  const openAccount = async (id: string, facts: Partial<AccountFacts> = {}, cash = "100000") => {
    const accountId = AccountId.of(id);
    const account = someAccount({
      accountId,
      name: id,
      portfolioId: `${id}-p`,
      portfolioName: id,
      ownerId: UserId.of("alice"),
      ...facts,
    });
    await database.db.transactions.run(async (tx) => {
      await makeAccountStore().insert(tx, account);
      await makeLedgerStore().lockAccount(tx, accountId);
      const entry = { kind: "deposit", currency: "USD", amount: cash } as const;
      const booking: Booking = {
        entry,
        externalRef: "opening",
        at: clock.nowMs(),
        calendar: null,
        orderId: null,
        note: null,
        by: null,
      };
      await makeLedgerStore().book(tx, account, booking);
    });
    return account;
  };
  await openAccount("alice-1");
  await openAccount("bob-1", { ownerId: UserId.of("bob") });

  const { addInstrument, quote } = makeTestMarket(database, deps, clock);
  for (const symbol of ["ACME", "BOLT"]) {
    await addInstrument(symbol);
    await quote(symbol, 9.9, 10);
  }
  return { database, deps, clock, flows: makeTradingFlows(deps), actor, openAccount, addInstrument, quote };
}

/** Instruments and their quotes. */
function makeTestMarket(database: TestDatabase, deps: FlowDeps, clock: TestClock) {
  const ids = new Map<string, InstrumentId>();
  const addInstrument = async (symbol: string, kind: "crypto" | "equity" | "index" = "crypto") => {
    const instrument = await database.db.transactions.run((tx) =>
      makeInstrumentStore(deps.sql).ensure(tx, {
        symbol,
        name: symbol,
        kind,
        currency: "USD",
        timeZone: kind === "crypto" ? "UTC" : "America/New_York",
        tick: "0.01",
        lot: "1",
      }),
    );
    ids.set(symbol, instrument.instrumentId);
    return instrument;
  };
  let fence = 0n;
  const quote = async (symbol: string, bid: number, ask: number, facts: Partial<Quote> = {}) => {
    const instrumentId = ids.get(symbol);
    if (instrumentId === undefined) throw new Error(`no instrument ${symbol}`);
    fence += 1n;
    const nowMs = clock.nowMs();
    await deps.quotes.put(
      [
        {
          instrumentId,
          feed: "simulated",
          bid,
          ask,
          bidSize: 1_000,
          askSize: 1_000,
          last: bid,
          lastSize: 1,
          reference: null,
          eventMs: nowMs,
          receivedMs: nowMs,
          clock: "wall",
          beatMs: 15_000,
          calendar: "24/7",
          minute: null,
          ...facts,
        },
      ],
      fence,
    );
  };
  return { addInstrument, quote };
}

export type TradingHouse = Awaited<ReturnType<typeof openTradingHouse>>;
