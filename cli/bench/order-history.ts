import type { BenchDatabase } from "./database";
import { accountOf, someOrder } from "./order-house";

/** One order in so many is in an instrument of its own. */
export const RARE_EVERY = 5_000;
/** Rows that one statement makes. */
const CHUNK = 50_000;

/** Filled orders of one account with their events, fills and entries, written as the flows write them, without the checks at commit. */
export async function fillHistory({ asOwner, peer }: BenchDatabase, size: number): Promise<void> {
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
