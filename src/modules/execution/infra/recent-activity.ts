import { z } from "zod";
import { type AccountId, EpochMs, type Exact, exact, SIDES, type Side, type SqlPort } from "@/modules/_kernel";

const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const countRows = z.array(z.object({ ms: z.number(), orders: z.number() }));
const alikeRows = z.array(z.object({ limit_price: z.string().nullable(), at: when }));

interface Windows {
  readonly accountId: AccountId;
  readonly nowMs: number;
  /** Lengths in milliseconds. */
  readonly windows: readonly number[];
}

type Counts = ReadonlyMap<number, number>;

/**
 * How many orders were asked for in each window: of a bracket the parent alone, as one was asked for. `without` are orders that are
 * looked at anew. Counted by the database, for a window may hold a day of orders and each order asks.
 */
export async function countRecentOrders(
  sql: SqlPort,
  { accountId, nowMs, windows, without }: Windows & { readonly without: ReadonlySet<string> },
): Promise<Counts> {
  if (windows.length === 0) return NONE;
  return countsOf(
    await sql.$queryRaw`
      SELECT w.ms, (
        SELECT count(*)::int FROM trade_order o
        WHERE o.account_id = ${accountId} AND o.parent_id IS NULL AND o.order_id <> ALL (${[...without]}::text[])
          AND o.created_at > 'epoch'::timestamptz + (${nowMs}::float8 - w.ms) * interval '1 millisecond'
      ) AS orders FROM unnest(${[...windows]}::float8[]) AS w(ms)`,
  );
}

/** The same of cancels that people and programs asked for; what a bracket's other half cancels is asked by nobody. */
export async function countRecentCancels(sql: SqlPort, { accountId, nowMs, windows }: Windows): Promise<Counts> {
  if (windows.length === 0) return NONE;
  return countsOf(
    await sql.$queryRaw`
      SELECT w.ms, (
        SELECT count(*)::int FROM order_event e JOIN order_intent i USING (order_id)
        WHERE e.type = 'cancel_requested' AND i.account_id = ${accountId}
          AND e.event ->> 'reason' IS DISTINCT FROM 'linked_order'
          AND e.at > 'epoch'::timestamptz + (${nowMs}::float8 - w.ms) * interval '1 millisecond'
      ) AS orders FROM unnest(${[...windows]}::float8[]) AS w(ms)`,
  );
}

const NONE: Counts = new Map();
const countsOf = (rows: unknown): Counts => new Map(countRows.parse(rows).map(({ ms, orders }) => [ms, orders]));

/** More than anybody waits for. */
const CANCELS_MAX = 20_000;
const cancelRows = z.array(z.object({ at: when }));

/** When people and programs asked for a cancel since a moment, newest first. */
export async function readRecentCancels(
  sql: SqlPort,
  { accountId, sinceMs }: { readonly accountId: AccountId; readonly sinceMs: number },
): Promise<readonly EpochMs[]> {
  const rows = cancelRows.parse(
    await sql.$queryRaw`
      SELECT e.at FROM order_event e JOIN order_intent i USING (order_id)
      WHERE e.type = 'cancel_requested' AND e.at > ${new Date(sinceMs)} AND i.account_id = ${accountId}
        AND e.event ->> 'reason' IS DISTINCT FROM 'linked_order'
      ORDER BY e.at DESC LIMIT ${CANCELS_MAX}`,
  );
  return rows.map(({ at }) => at);
}

/** What an order asks for, its price apart. */
export interface AskedFor {
  readonly symbol: string;
  readonly side: Side;
  readonly qty: Exact;
}

/** Orders for the same that were asked for since a moment: of each limit price the newest. */
export async function readRecentOrders(
  sql: SqlPort,
  {
    accountId,
    asked,
    sinceMs,
    without,
  }: {
    readonly accountId: AccountId;
    readonly asked: AskedFor;
    readonly sinceMs: number;
    readonly without: ReadonlySet<string>;
  },
) {
  const rows = alikeRows.parse(
    await sql.$queryRaw`
      SELECT i.intent ->> 'limitPrice' AS limit_price, max(o.created_at) AS at
      FROM trade_order o JOIN order_intent i USING (order_id)
      WHERE o.account_id = ${accountId} AND o.symbol = ${asked.symbol} AND o.created_at > ${new Date(sinceMs)}
        AND o.side = ${asked.side} AND (i.intent ->> 'qty')::numeric = ${asked.qty.toFixed()}::numeric
        AND o.parent_id IS NULL AND o.order_id <> ALL (${[...without]}::text[])
      GROUP BY 1`,
  );
  return rows.map(({ limit_price: limit, at }) => ({
    ...asked,
    limitPrice: limit === null ? null : exact(limit),
    atMs: at,
  }));
}

const eventRows = z.array(
  z.object({
    orderId: z.string(),
    version: z.number(),
    accountId: z.string(),
    symbol: z.string(),
    side: z.enum(SIDES),
    type: z.string(),
    at: when,
    recordedAt: z.date(),
    event: z.record(z.string(), z.unknown()),
  }),
);

/**
 * What happened to orders since it was recorded at a moment, by our clock, oldest first. A transaction that began earlier may still
 * add one that is recorded before the newest of these: who must miss none looks back a little, and knows them by order and version.
 *
 * An order that never left is canceled by the wish alone: that wish is told as `canceled`.
 *
 * @param asked.accountIds - Of these accounts; null: of all.
 */
export async function readEventsSince(
  sql: SqlPort,
  {
    accountIds,
    types,
    since,
    limit,
  }: {
    readonly accountIds: readonly string[] | null;
    readonly types: readonly string[];
    readonly since: Date;
    readonly limit: number;
  },
): Promise<z.output<typeof eventRows>> {
  const all = accountIds === null;
  return eventRows.parse(
    await sql.$queryRaw`
      SELECT * FROM (
        SELECT e.order_id AS "orderId", e.version, o.account_id AS "accountId", o.symbol, o.side, e.at,
          e.recorded_at AS "recordedAt", e.event,
          CASE WHEN e.type = 'cancel_requested' AND o.status = 'canceled' AND o.version = e.version THEN 'canceled' ELSE e.type END AS type
        FROM order_event e JOIN trade_order o USING (order_id)
        WHERE e.recorded_at > ${since} AND (${all} OR o.account_id = ANY (${[...(accountIds ?? [])]}::text[]))
      ) AS happened
      WHERE type = ANY (${[...types]}::text[])
      ORDER BY "recordedAt", "orderId", version LIMIT ${limit}`,
  );
}
