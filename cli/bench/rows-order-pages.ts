import { performance } from "node:perf_hooks";
import { makeAccountFlows } from "@/server/flows/accounts/account-flows";
import { makeTradingFlows } from "@/server/flows/trading/trading-flows";
import { type BenchDatabase, openBenchDatabase } from "./database";
import type { Figure } from "./figure";
import { WrongAnswer } from "./fixture";
import { accountOf, openTradingBench, someOrder, trader } from "./order-house";

const PAGE = 100;
/** Pages that are timed; the middle one counts. */
const TRIES = 25;
/** A page turn that nobody notices: row 14 of the limits. */
const MUST_MS = 200;
/** Rows that one statement makes. */
const CHUNK = 50_000;

/** Sizes of history that pages are timed at: a person's year, and a busy desk's. */
export const ORDER_HISTORIES = [10_000, 1_000_000] as const;
/** Of the person: the history is in one of them. */
const ACCOUNTS = 3;
/** Every so manieth order is in an instrument of its own. */
const RARE_EVERY = 5_000;

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
      await fill(database, size);
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

/** Filled orders of one account with their events, fills and entries, written as the flows write them, without the checks at commit. */
async function fill({ asOwner, peer }: BenchDatabase, size: number): Promise<void> {
  const checked = ["ledger_batch", "ledger_posting"];
  for (const table of checked) await asOwner(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
  const accountId = accountOf(0);
  const { accountId: _account, takeProfit: _take, stopLoss: _stop, ...terms } = someOrder(0, "market");
  const intent = JSON.stringify({ ...terms, currency: "USD", parentId: null, ocoGroupId: null });
  for (let from = 0; from < size; from += CHUNK) {
    const rows = `generate_series(${from}, ${Math.min(size, from + CHUNK) - 1}) n`;
    const symbol = `CASE n % ${RARE_EVERY} WHEN 0 THEN 'RARE' ELSE 'BENCH' END`;
    const at = "timestamptz '2020-01-01' + n * interval '1 minute'";
    await asOwner(`INSERT INTO order_intent (order_id, account_id, intent, created_at)
      SELECT 'b' || n, '${accountId}', '${intent}'::jsonb || jsonb_build_object('orderId', 'b' || n), ${at} FROM ${rows}`);
    await asOwner(`INSERT INTO order_event (order_id, version, type, at, event)
      SELECT 'b' || n, 1, 'requested', ${at}, '{"type":"requested"}' FROM ${rows}`);
    await asOwner(`INSERT INTO trade_order (order_id, account_id, symbol, side, ord_type, time_in_force, currency, status, version, qty,
        filled_qty, filled_notional, quarantined, created_at, sent_at, closed_at)
      SELECT 'b' || n, '${accountId}', ${symbol}, 'buy', 'market', 'gtc', 'USD', 'filled', 5, 1, 1, 100, 0, ${at}, ${at}, ${at} FROM ${rows}`);
    await asOwner(`INSERT INTO execution_fill (account_id, exec_id, order_id, version, symbol, side, qty, price, currency, fees, at)
      SELECT '${accountId}', 'X' || n, 'b' || n, 5, ${symbol}, 'buy', 1, 100, 'USD', '[]', ${at} FROM ${rows}`);
    await asOwner(`INSERT INTO ledger_batch (batch_id, account_id, kind, external_ref, symbol, currency, order_id, entry, lines, effective_at)
      SELECT ${size} + n, '${accountId}', 'fill', 'X' || n, 'BENCH', 'USD', 'b' || n,
        '{"kind":"fill","symbol":"BENCH","side":"buy","qty":"1","price":"100","multiplier":"1","currency":"USD","baseAsset":null,"fees":[],"lots":[]}',
        2, ${at} FROM ${rows}`);
    await asOwner(`INSERT INTO ledger_posting (batch_id, line, account_id, chart, symbol, currency, amount, qty)
      SELECT ${size} + n, l.line, '${accountId}', l.chart, 'BENCH', 'USD', l.amount, l.qty FROM ${rows}
      CROSS JOIN (VALUES (1, 'securities', 100, 1), (2, 'cash', -100, NULL)) l(line, chart, amount, qty)`);
  }
  for (const table of checked) await asOwner(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
  await peer.settle();
}
