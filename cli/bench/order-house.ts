import { AccountId, EpochMs, UserId } from "@/modules/_kernel";
import type { Instrument } from "@/modules/data";
import { makeInstrumentStore } from "@/modules/data/server";
import { makeAccountStore, makeLedgerStore } from "@/modules/portfolio/server";
import type { Actor } from "@/server/flows/contract";
import type { OrderRequest } from "@/server/flows/contract/trading";
import { insertUser } from "@/server/platform/identity";
import type { BenchDatabase } from "./database";

const SYMBOL = "BENCH";
/** More than all orders of a run can spend. */
const CASH = "1000000000000";
/** How old an account is: what looks back on it has a year to look at. */
export const ACCOUNT_DAYS = 365;
export const DAY_MS = 86_400_000;
/** A quote is fresh for this long. */
const BEAT_MS = 60_000;
const OWNER = UserId.of("bench");

export const trader: Actor = { kind: "user", userId: OWNER, requestId: "bench" };
export const accountOf = (place: number) => AccountId.of(`bench-${place}`);

/** A person with accounts, and an instrument that is traded and never closes. */
export async function openTradingBench(database: BenchDatabase, accounts: number): Promise<Instrument> {
  await openBenchAccounts(database, accounts);
  return benchInstrument(database, SYMBOL);
}

/** A person with accounts that no order can empty. */
export async function openBenchAccounts({ house }: BenchDatabase, accounts: number): Promise<void> {
  const { deps } = house;
  await deps.records.run((tx) =>
    insertUser(tx, {
      userId: OWNER,
      email: "bench@example.com",
      name: "bench",
      role: "trader",
      passwordHash: "",
      timeZone: "UTC",
    }),
  );
  for (let place = 0; place < accounts; place += 1) await openAccount(deps, place);
}

/** An instrument that never closes. */
export function benchInstrument({ house: { deps } }: BenchDatabase, symbol: string): Promise<Instrument> {
  const facts = { symbol, name: symbol, kind: "crypto", currency: "USD", timeZone: "UTC" } as const;
  return deps.transactions.run((tx) => makeInstrumentStore(tx).ensure(tx, { ...facts, tick: "0.01", lot: "1" }));
}

function openAccount(deps: BenchDatabase["house"]["deps"], place: number): Promise<void> {
  const accountId = accountOf(place);
  const openedAt = openingMs(deps.clock.nowMs());
  return deps.transactions.run(async (tx) => {
    const account = {
      accountId,
      name: accountId,
      portfolioId: `${accountId}-p`,
      portfolioName: accountId,
      ownerId: OWNER,
      members: [],
      kind: "paper",
      baseCurrency: "USD",
      lotMethod: "fifo",
      settleDays: 0,
      createdAt: openedAt,
      archivedAt: null,
    } as const;
    await makeAccountStore().insert(tx, account);
    await makeLedgerStore().lockAccount(tx, accountId);
    await makeLedgerStore().book(tx, account, {
      entry: { kind: "deposit", currency: "USD", amount: CASH },
      externalRef: "opening",
      at: openedAt,
      calendar: null,
      orderId: null,
      note: null,
      by: null,
    });
  });
}

/** When accounts of the bench were opened, and what they hold was bought: the first moment of that day. */
export const openingMs = (nowMs: EpochMs): EpochMs =>
  EpochMs.of(Math.floor(nowMs / DAY_MS) * DAY_MS - ACCOUNT_DAYS * DAY_MS);

/** The latest price, as a feed brings it. */
export async function putQuote({ house }: BenchDatabase, { instrumentId }: Instrument, fence: bigint): Promise<void> {
  const { quotes, clock } = house.deps;
  const nowMs = clock.nowMs();
  const sides = { bid: 99.99, ask: 100, bidSize: 1_000_000, askSize: 1_000_000, last: 100, lastSize: 1 };
  const times = { eventMs: nowMs, receivedMs: nowMs, clock: "wall", beatMs: BEAT_MS, calendar: "24/7" } as const;
  await quotes.put([{ instrumentId, feed: "simulated", ...sides, ...times, reference: null, minute: null }], fence);
}

/** An order that rests, so that the account has more and more to reckon with, or one that fills at once. */
export const someOrder = (place: number, ordType: "limit" | "market"): OrderRequest => ({
  accountId: accountOf(place),
  symbol: SYMBOL,
  side: "buy",
  qty: "1",
  ordType,
  limitPrice: ordType === "limit" ? "50" : null,
  stopPrice: null,
  trailAmount: null,
  trailPercent: null,
  timeInForce: "gtc",
  expireAt: null,
  reduceOnly: false,
  postOnly: false,
  takeProfit: null,
  stopLoss: null,
});
