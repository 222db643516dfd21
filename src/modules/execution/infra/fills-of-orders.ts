import { z } from "zod";
import { EpochMs, type Exact, invariant, parseExact, SIDES, type SqlPort, ZERO } from "@/modules/_kernel";

/** A fill of one of the orders that were asked for, exact. */
export interface OrderFill {
  readonly execId: string;
  readonly orderId: string;
  readonly symbol: string;
  readonly side: (typeof SIDES)[number];
  readonly qty: Exact;
  readonly price: Exact;
  readonly currency: string;
  readonly fees: readonly { readonly amount: Exact; readonly currency: string }[];
  readonly at: EpochMs;
}

/** Orders that are asked of in one go, and far more fills than so many have. */
const ORDERS_AT_ONCE = 5_000;
const FILLS_MAX = 500_000;

const amount = z.string().transform((text) => parseExact(text) ?? ZERO);
const rows = z.array(
  z
    .object({
      exec_id: z.string(),
      order_id: z.string(),
      symbol: z.string(),
      side: z.enum(SIDES),
      qty: amount,
      price: amount,
      currency: z.string(),
      fees: z.array(z.object({ amount, currency: z.string() })),
      at: z.date().transform((date) => EpochMs.of(date.getTime())),
    })
    .transform(({ exec_id, order_id, ...row }): OrderFill => ({ execId: exec_id, orderId: order_id, ...row })),
);

/** Fills of those orders, in the order in which they were booked. */
export async function readFillsOf(sql: SqlPort, orderIds: readonly string[]): Promise<readonly OrderFill[]> {
  const parts: (readonly OrderFill[])[] = [];
  for (let from = 0; from < orderIds.length; from += ORDERS_AT_ONCE) {
    const some = orderIds.slice(from, from + ORDERS_AT_ONCE);
    const part = rows.parse(
      await sql.$queryRaw`
        SELECT exec_id, order_id, symbol, side, qty::text, price::text, currency, fees, at FROM execution_fill
        WHERE order_id = ANY(${some}) ORDER BY at, order_id, version LIMIT ${FILLS_MAX}`,
    );
    invariant(part.length < FILLS_MAX, `${some.length} orders have fewer fills than ${FILLS_MAX}`);
    parts.push(part);
  }
  return parts.length === 1 ? (parts[0] ?? []) : parts.flat().toSorted((a, b) => a.at - b.at);
}
