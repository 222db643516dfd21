import { z } from "zod";
import { type AccountId, OrderId, type SqlPort, toDecimalText } from "@/modules/_kernel";
import { parsed } from "../domain/order/order";
import type { Side } from "../domain/reconcile/difference";
import { standingFills } from "../domain/venue/standing-fills";
import { sideOrderOf } from "../domain/venue/venue-state";
import type { VenueEvent } from "../domain/venue/venue-word";
import { orderStateSchema, venueWord } from "./venue-words";

/** Above what an account may have open. */
const ORDERS_MAX = 5_000;
const CURRENCIES_MAX = 200;
/** Fills that were taken back or corrected, of those that are told at once: each of them a few times. */
const AMENDMENTS_MAX = 5_000;

const orderRows = z.array(z.object({ state: orderStateSchema }).transform(({ state }) => sideOrderOf(state)));
const wordRows = z.array(
  z
    .object({ order_id: z.custom<OrderId>(OrderId.is, "an order id"), event: venueWord })
    .transform(({ order_id, event }): VenueEvent => ({ orderId: order_id, event })),
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
      SELECT state FROM paper_order WHERE account_id = ${accountId} AND NOT ended ORDER BY order_id LIMIT ${ORDERS_MAX}`,
  );
  const told = wordRows.parse(
    await sql.$queryRaw`
      SELECT order_id, event FROM paper_event WHERE account_id = ${accountId} AND event->>'type' = 'filled'
      ORDER BY seq DESC LIMIT ${fillsMax + 1}`,
  );
  const execIds = told.flatMap(({ event }) => (event.type === "filled" ? [event.execId] : []));
  const amended = wordRows.parse(
    await sql.$queryRaw`
      SELECT order_id, event FROM paper_event
      WHERE account_id = ${accountId} AND event->>'type' IN ('busted', 'corrected') AND event->>'execId' = ANY (${execIds}::text[])
      ORDER BY seq LIMIT ${AMENDMENTS_MAX}`,
  );
  const cash = cashRows.parse(
    await sql.$queryRaw`
      SELECT currency, amount::text FROM paper_cash WHERE account_id = ${accountId} ORDER BY currency LIMIT ${CURRENCIES_MAX}`,
  );
  return {
    orders,
    fills: standingFills([...told.slice(0, fillsMax), ...amended]),
    allFills: told.length <= fillsMax,
    cash: Object.fromEntries(cash.map(({ currency, amount }) => [currency, toDecimalText(parsed(amount))])),
  };
}
