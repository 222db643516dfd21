import { z } from "zod";
import { OrderId, type SqlPort, type Transactions, toDecimalText } from "@/modules/_kernel";
import { parsed } from "../domain/order/order";
import type { VenueOrderState } from "../domain/venue/venue-state";
import type { VenueWord } from "../domain/venue/venue-word";
import type { PaperVenueStore } from "../ports/paper-venue";
import { readPaperSide } from "./paper-side";
import { orderStateSchema, venueWord } from "./venue-words";

/** Open orders of one venue: above what an account may have open. */
const OPEN_MAX = 5_000;
const POSITIONS_MAX = 10_000;
const EVENTS_MAX = 1_000;

const orderId = z.custom<OrderId>(OrderId.is, "an order id");
const stateRows = z.array(z.object({ state: orderStateSchema }));
const venueRows = z.array(
  z.object({
    said: z.string().transform(Number),
    turns: z.number(),
    executions: z.number(),
    sessions: z.record(z.string(), z.number().nullable()),
  }),
);
const positionRows = z.array(z.object({ symbol: z.string(), qty: z.string() }));
const eventRows = z.array(
  z.object({ seq: z.string().transform(Number), order_id: orderId, event: venueWord, untold: z.boolean() }),
);
const tradeRows = z.array(z.object({ order_id: orderId, event: venueWord }));

/** Simulated venues on PostgreSQL. */
export function makePaperVenueStore({
  sql,
  transactions,
}: {
  readonly sql: SqlPort;
  readonly transactions: Transactions;
}): PaperVenueStore {
  const positions: PaperVenueStore["positions"] = async (accountId) => {
    const rows = positionRows.parse(
      await sql.$queryRaw`
        SELECT symbol, qty::text FROM paper_position WHERE account_id = ${accountId} ORDER BY symbol LIMIT ${POSITIONS_MAX}`,
    );
    return Object.fromEntries(rows.map(({ symbol, qty }) => [symbol, toDecimalText(parsed(qty))]));
  };
  return {
    positions,
    async load(accountId) {
      const [venue] = venueRows.parse(
        await sql.$queryRaw`
          SELECT said::text, turns, executions, sessions FROM paper_venue WHERE account_id = ${accountId} LIMIT 1`,
      );
      if (venue === undefined) return { said: 0, turns: 0, executions: 0, sessions: {}, positions: {}, orders: [] };
      const orders = stateRows.parse(
        await sql.$queryRaw`
          SELECT state FROM paper_order WHERE account_id = ${accountId} AND NOT ended ORDER BY order_id LIMIT ${OPEN_MAX}`,
      );
      return { ...venue, positions: await positions(accountId), orders: orders.map(({ state }) => state) };
    },
    async findOrder(accountId, id) {
      const rows = await sql.$queryRaw`
        SELECT state FROM paper_order WHERE account_id = ${accountId} AND order_id = ${id} LIMIT 1`;
      return stateRows.parse(rows)[0]?.state ?? null;
    },
    findTrade: (accountId, execId) => findTrade(sql, accountId, execId),
    keep: (accountId, before, changes, sessions, untold) =>
      transactions.run((tx) => keepChanges(tx, accountId, before, changes, sessions, untold)),
    snapshot: async (accountId, fillsMax) => ({
      ...(await readPaperSide(sql, accountId, fillsMax)),
      positions: await positions(accountId),
    }),
    async eventsAfter(accountId, cursor, limit) {
      const rows = eventRows.parse(
        await sql.$queryRaw`
          SELECT seq::text, order_id, event, untold FROM paper_event WHERE account_id = ${accountId} AND seq > ${cursor}
          ORDER BY paper_event.seq LIMIT ${Math.min(limit, EVENTS_MAX)}`,
      );
      const heard = rows.filter(({ untold }) => !untold);
      const events = heard.map((row) => ({ orderId: row.order_id, event: row.event }));
      return { events, cursor: rows.at(-1)?.seq ?? cursor };
    },
  };
}

/** Words about one fill: it was told, and taken back or corrected a few times. */
const WORDS_MAX = 1_000;

/** The newest word about a fill that stands. */
async function findTrade(
  sql: SqlPort,
  ...[accountId, execId]: Parameters<PaperVenueStore["findTrade"]>
): ReturnType<PaperVenueStore["findTrade"]> {
  const rows = tradeRows.parse(
    await sql.$queryRaw`
      SELECT order_id, event FROM paper_event
      WHERE account_id = ${accountId} AND event->>'execId' = ${execId} AND event->>'type' IN ('filled', 'busted', 'corrected')
      ORDER BY seq LIMIT ${WORDS_MAX}`,
  );
  const last = rows.at(-1);
  if (last === undefined || (last.event.type !== "filled" && last.event.type !== "corrected")) return null;
  return { orderId: last.order_id, fill: { was: last.event, revision: rows.length } };
}

type Keep = PaperVenueStore["keep"];

async function keepChanges(
  tx: SqlPort,
  ...[accountId, before, changes, sessions, untold = null]: Parameters<Keep>
): Promise<void> {
  const { turns, executions, orders, events, positions, paid } = changes;
  const kept = await tx.$executeRaw`
    INSERT INTO paper_venue AS v (account_id, said, turns, executions, sessions)
    VALUES (${accountId}, ${events.length}, ${turns}, ${executions}, ${JSON.stringify(sessions)}::jsonb)
    ON CONFLICT (account_id) DO UPDATE SET said = v.said + excluded.said, turns = excluded.turns,
      executions = excluded.executions, sessions = excluded.sessions
    WHERE v.said = ${before.said}`;
  if (kept !== 1)
    throw new Error(`the simulated venue of ${accountId} was changed by another after event ${before.said}`);
  if (orders.length > 0)
    await tx.$executeRaw`
      INSERT INTO paper_order (account_id, order_id, state, ended)
      SELECT ${accountId}, r.order_id, r.state, r.ended
      FROM jsonb_to_recordset(${JSON.stringify(orders.map(orderRow))}::jsonb) r(order_id text, state jsonb, ended boolean)
      ON CONFLICT (account_id, order_id) DO UPDATE SET state = excluded.state, ended = excluded.ended`;
  if (events.length > 0)
    await tx.$executeRaw`
      INSERT INTO paper_event (account_id, seq, order_id, event, untold)
      SELECT ${accountId}, ${before.said} + r.place, r.order_id, r.event, coalesce(r.event ->> 'execId' = ${untold}::text, false)
      FROM jsonb_to_recordset(${JSON.stringify(events.map(eventRow))}::jsonb) r(place int, order_id text, event jsonb)`;
  const moved = Object.entries(positions).map(([symbol, qty]) => ({ symbol, qty }));
  if (moved.length > 0)
    await tx.$executeRaw`
      INSERT INTO paper_position (account_id, symbol, qty)
      SELECT ${accountId}, r.symbol, r.qty
      FROM jsonb_to_recordset(${JSON.stringify(moved)}::jsonb) r(symbol text, qty numeric)
      ON CONFLICT (account_id, symbol) DO UPDATE SET qty = excluded.qty`;
  const money = Object.entries(paid).map(([currency, amount]) => ({ currency, amount }));
  if (money.length > 0)
    await tx.$executeRaw`
      INSERT INTO paper_cash AS c (account_id, currency, amount)
      SELECT ${accountId}, r.currency, r.amount FROM jsonb_to_recordset(${JSON.stringify(money)}::jsonb) r(currency text, amount numeric)
      ON CONFLICT (account_id, currency) DO UPDATE SET amount = c.amount + excluded.amount`;
}

const orderRow = (state: VenueOrderState) => ({ order_id: state.intent.orderId, state, ended: state.ended });
const eventRow = ({ orderId: id, event }: { readonly orderId: OrderId; readonly event: VenueWord }, index: number) => ({
  place: index + 1,
  order_id: id,
  event,
});
