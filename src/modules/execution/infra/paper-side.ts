import { z } from "zod";
import { type AccountId, EpochMs, SIDES, type SqlPort, toDecimalText } from "@/modules/_kernel";
import { parsed } from "../domain/order/order";
import type { Side } from "../domain/reconcile/difference";

/** Above what an account may have open. */
const ORDERS_MAX = 5_000;
const CURRENCIES_MAX = 200;

const orderRows = z.array(
  z
    .object({ order_id: z.string(), symbol: z.string(), side: z.enum(SIDES), qty: z.string(), filled: z.string() })
    .transform(({ order_id, filled, ...row }) => ({ ...row, orderId: order_id, filledQty: filled })),
);
const fillRows = z.array(
  z
    .object({
      order_id: z.string(),
      event: z.object({
        execId: z.string(),
        symbol: z.string(),
        side: z.enum(SIDES),
        qty: z.string(),
        price: z.string(),
        currency: z.string(),
        fees: z.array(z.object({ amount: z.string(), currency: z.string() })),
        at: z.custom<EpochMs>(EpochMs.is, "a moment"),
      }),
    })
    .transform(({ order_id, event }) => ({ ...event, orderId: order_id })),
);
const cashRows = z.array(z.object({ currency: z.string(), amount: z.string() }));

/** What the simulated venue of an account has, but its positions. */
export async function readPaperSide(
  sql: SqlPort,
  accountId: AccountId,
  fillsMax: number,
): Promise<Omit<Side, "positions">> {
  const orders = orderRows.parse(
    await sql.$queryRaw`
      SELECT order_id, state->'intent'->>'symbol' AS symbol, state->'intent'->>'side' AS side, state->>'qty' AS qty,
        state->>'filled' AS filled
      FROM paper_order WHERE account_id = ${accountId} AND NOT ended ORDER BY order_id LIMIT ${ORDERS_MAX}`,
  );
  const fills = fillRows.parse(
    await sql.$queryRaw`
      SELECT order_id, event FROM paper_event WHERE account_id = ${accountId} AND event->>'type' = 'filled'
      ORDER BY seq DESC LIMIT ${fillsMax + 1}`,
  );
  const cash = cashRows.parse(
    await sql.$queryRaw`
      SELECT currency, amount::text FROM paper_cash WHERE account_id = ${accountId} ORDER BY currency LIMIT ${CURRENCIES_MAX}`,
  );
  return {
    orders,
    fills: fills.slice(0, fillsMax),
    allFills: fills.length <= fillsMax,
    cash: Object.fromEntries(cash.map(({ currency, amount }) => [currency, toDecimalText(parsed(amount))])),
  };
}
