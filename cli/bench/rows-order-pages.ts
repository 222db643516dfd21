import { performance } from "node:perf_hooks";
import { makeAccountFlows } from "@/server/flows/accounts/account-flows";
import { makeTradingFlows } from "@/server/flows/trading/trading-flows";
import { type BenchDatabase, openBenchDatabase } from "./database";
import type { Figure } from "./figure";
import { WrongAnswer } from "./fixture";
import { fillHistory, RARE_EVERY } from "./order-history";
import { accountOf, openTradingBench, trader } from "./order-house";

const PAGE = 100;
/** Pages that are timed; the middle one counts. */
const TRIES = 25;
/** A page turn that nobody notices: row 14 of the limits. */
const MUST_MS = 200;

/** Sizes of history that pages are timed at: a person's year, and a busy desk's. */
export const ORDER_HISTORIES = [10_000, 1_000_000] as const;
/** Of the person: the history is in one of them. */
const ACCOUNTS = 3;

/** How the pages of a person's orders, fills and entries grow with the length of history: the first and one in the middle. */
export async function measureOrderPages(
  sizes: readonly number[],
  serverUrl: string | null,
): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const size of sizes) {
    const database = await openBenchDatabase(serverUrl);
    try {
      await openTradingBench(database, ACCOUNTS);
      await fillHistory(database, size);
      figures.push(...(await measureSize(database, size)));
    } finally {
      await database.close();
    }
  }
  return figures.toSorted((left, right) => left.what.localeCompare(right.what) || left.bars - right.bars);
}

type Page = { readonly rows: readonly unknown[]; readonly cursor: string | null };

async function measureSize({ house }: BenchDatabase, size: number): Promise<readonly Figure[]> {
  const trading = makeTradingFlows(house.deps);
  const accounts = makeAccountFlows(house.deps);
  const accountId = accountOf(0);
  const value = async <T>(answer: Promise<{ readonly ok: true; readonly value: T } | { readonly ok: false }>) => {
    const { ok: isThere, ...rest } = await answer;
    if (!isThere || !("value" in rest)) throw new WrongAnswer("a page can be read");
    return rest.value;
  };
  const all = { accountId, symbol: null, limit: PAGE } as const;
  const any = { chart: null, currency: null, orderId: null, kind: null } as const;
  const pages: readonly (readonly [string, (cursor: string | null) => Promise<Page>])[] = [
    ["page of orders", (cursor) => value(trading.listOrders(trader, { ...all, state: "all", cursor }))],
    [
      "page of orders, all accounts",
      (cursor) => value(trading.listOrders(trader, { ...all, accountId: null, state: "all", cursor })),
    ],
    [
      "page of orders, rare symbol",
      (cursor) => value(trading.listOrders(trader, { ...all, symbol: "RARE", state: "all", cursor })),
    ],
    ["page of open orders", (cursor) => value(trading.listOrders(trader, { ...all, state: "open", cursor }))],
    ["page of fills", (cursor) => value(trading.listFills(trader, { ...all, cursor }))],
    ["page of fills, all accounts", (cursor) => value(trading.listFills(trader, { ...all, accountId: null, cursor }))],
    ["page of fills, rare symbol", (cursor) => value(trading.listFills(trader, { ...all, symbol: "RARE", cursor }))],
    ["page of the ledger", (cursor) => value(accounts.listBatches(trader, { ...all, ...any, cursor }))],
  ];
  const figures: Figure[] = [];
  for (const [what, read] of pages) {
    const first = await read(null);
    const least =
      what === "page of open orders" ? 0 : what.endsWith("rare symbol") ? Math.min(PAGE, size / RARE_EVERY) : PAGE;
    if (first.rows.length < least) throw new WrongAnswer(`${what} has ${least} rows, was ${first.rows.length}`);
    const times: number[] = [];
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const since = performance.now();
      await read(attempt % 2 === 0 ? null : first.cursor);
      times.push(performance.now() - since);
    }
    const middle = times.toSorted((left, right) => left - right)[Math.floor(TRIES / 2)] ?? Number.NaN;
    figures.push({ row: 14, what, bars: size, value: middle, unit: "ms", against: "must", againstValue: MUST_MS });
  }
  return figures;
}
