import { z } from "zod";
import type { SqlPort } from "@/modules/_kernel";
import { ALGO_SLICES_MAX } from "../../domain/algo/schedule";
import type { Algo, AlgoChildOrder, AlgoStore } from "../../ports/algo-store";
import { algoRows, childRows, transitionRows } from "./algo-rows";

/** Parents of one account that work at once: its open orders have a bound of their own. */
const ACTIVE_MAX = 1_000;
const PAGE_MAX = 200;
/** Pauses and resumes of one parent that are shown. */
const TRANSITIONS_MAX = 1_000;

const parentRows = z.array(z.object({ algo_id: z.string() }));

/** `<milliseconds>_<id>` of the last row of a page; what is none begins at the newest. */
const CURSOR_PATTERN = /^(\d{1,15})_([A-Za-z0-9-]{1,36})$/;
function readCursor(cursor: string | null) {
  const [, at, id] = CURSOR_PATTERN.exec(cursor ?? "") ?? [];
  return at === undefined || id === undefined
    ? { at: new Date("9999-12-31T00:00:00Z"), id: "" }
    : { at: new Date(Number(at)), id };
}

/** Parent orders on PostgreSQL. */
export function makeAlgoStore(): AlgoStore {
  return {
    async insert(tx, algo, by) {
      const { standing } = algo;
      await tx.$executeRaw`
        INSERT INTO order_algo (algo_id, account_id, created_by, kind, symbol, side, currency, qty, lot, limit_price,
          reduce_only, participation, seed, duration_ms, slices, profile, market_from, created_at, status, reason,
          status_since, paused_ms, transitions)
        VALUES (${algo.algoId}, ${algo.accountId}, ${algo.createdBy}, ${algo.kind}, ${algo.symbol}, ${algo.side},
          ${algo.currency}, ${algo.qty}::numeric, ${algo.lot}::numeric, ${algo.limitPrice}::numeric, ${algo.reduceOnly},
          ${algo.participation}::numeric, ${algo.seed}, ${algo.durationMs}, ${JSON.stringify(algo.slices)}::jsonb,
          ${algo.profile === null ? null : JSON.stringify(algo.profile)}::jsonb, ${new Date(algo.marketFromMs)},
          ${new Date(algo.createdAt)}, ${standing.status}, ${standing.reason}, ${new Date(standing.sinceMs)},
          ${standing.pausedMs}, 1)`;
      await tx.$executeRaw`
        INSERT INTO order_algo_transition (algo_id, number, at, event, from_status, to_status, reason, by_user)
        VALUES (${algo.algoId}, 1, ${new Date(algo.createdAt)}, 'created', NULL, ${standing.status}, ${standing.reason}, ${by})`;
    },
    find: findAlgo,
    async lock(tx, algoId) {
      await tx.$queryRaw`SELECT algo_id FROM order_algo WHERE algo_id = ${algoId} LIMIT 1 FOR UPDATE`;
      return findAlgo(tx, algoId);
    },
    async listActive(sql, limit) {
      return algoRows.parse(
        await sql.$queryRaw`
          SELECT *, qty::text, lot::text, limit_price::text, participation::text, seed::text, paused_ms::text
          FROM order_algo WHERE status IN ('working', 'paused') ORDER BY account_id, algo_id LIMIT ${limit}`,
      );
    },
    async lockActiveOf(tx, accountId) {
      return algoRows.parse(
        await tx.$queryRaw`
          SELECT *, qty::text, lot::text, limit_price::text, participation::text, seed::text, paused_ms::text
          FROM order_algo WHERE account_id = ${accountId} AND status IN ('working', 'paused')
          ORDER BY algo_id LIMIT ${ACTIVE_MAX} FOR UPDATE`,
      );
    },
    list: listAlgos,
    async move(tx, before, { standing, event, refusal, by }) {
      const number = before.transitions + 1;
      await tx.$executeRaw`
        UPDATE order_algo SET status = ${standing.status}, reason = ${standing.reason}, refusal = ${refusal},
          status_since = ${new Date(standing.sinceMs)}, paused_ms = ${standing.pausedMs}, waiting = NULL,
          transitions = ${number}
        WHERE algo_id = ${before.algoId}`;
      await tx.$executeRaw`
        INSERT INTO order_algo_transition (algo_id, number, at, event, from_status, to_status, reason, by_user)
        VALUES (${before.algoId}, ${number}, ${new Date(standing.sinceMs)}, ${event}, ${before.standing.status},
          ${standing.status}, ${standing.reason}, ${by})`;
    },
    ...makeAlgoChildren(),
  };
}

type Children = "setWaiting" | "putChild" | "childrenOf" | "parentOf" | "transitionsOf";

/** What was sent of parents, and what happened to them. */
function makeAlgoChildren(): Pick<AlgoStore, Children> {
  return {
    async setWaiting(sql, algoId, waiting) {
      await sql.$executeRaw`
        UPDATE order_algo SET waiting = ${waiting} WHERE algo_id = ${algoId} AND status = 'working'`;
    },
    async putChild(tx, algoId, { number, orderId, qty, sentAt }) {
      await tx.$executeRaw`
        INSERT INTO order_algo_child (algo_id, number, order_id, qty, sent_at)
        VALUES (${algoId}, ${number}, ${orderId}, ${qty}::numeric, ${new Date(sentAt)})`;
    },
    childrenOf,
    async parentOf(sql, orderId) {
      const rows = parentRows.parse(
        await sql.$queryRaw`SELECT algo_id FROM order_algo_child WHERE order_id = ${orderId} LIMIT 1`,
      );
      return rows[0]?.algo_id ?? null;
    },
    async transitionsOf(sql, algoId) {
      return transitionRows.parse(
        await sql.$queryRaw`
          SELECT number, at, event, from_status, to_status, reason, by_user FROM order_algo_transition
          WHERE algo_id = ${algoId} ORDER BY number LIMIT ${TRANSITIONS_MAX}`,
      );
    },
  };
}

async function findAlgo(sql: SqlPort, algoId: string): Promise<Algo | null> {
  const rows = algoRows.parse(
    await sql.$queryRaw`
      SELECT *, qty::text, lot::text, limit_price::text, participation::text, seed::text, paused_ms::text
      FROM order_algo WHERE algo_id = ${algoId} LIMIT 1`,
  );
  return rows[0] ?? null;
}

const listAlgos: AlgoStore["list"] = async (sql, { accountIds, over, cursor, limit }) => {
  const before = readCursor(cursor);
  const most = Math.min(limit, PAGE_MAX);
  const rows = algoRows.parse(
    await sql.$queryRaw`
      SELECT *, qty::text, lot::text, limit_price::text, participation::text, seed::text, paused_ms::text
      FROM order_algo
      WHERE (${accountIds === null}::boolean OR account_id = ANY (${[...(accountIds ?? [])]}::text[]))
        AND (${over}::boolean OR status IN ('working', 'paused'))
        AND (created_at, algo_id) < (${before.at}, ${before.id})
      ORDER BY created_at DESC, algo_id DESC LIMIT ${most + 1}`,
  );
  const page = rows.slice(0, most);
  const last = page.at(-1);
  return { rows: page, cursor: rows.length > most && last !== undefined ? `${last.createdAt}_${last.algoId}` : null };
};

/**
 * What a child did not fill can be sent again where nothing of it left the house, where the venue never took it, and where both
 * sides of the account agreed after it ended: until then a late fill of it may come.
 */
const childrenOf: AlgoStore["childrenOf"] = async (sql, algoIds) => {
  const rows = childRows.parse(
    await sql.$queryRaw`
      SELECT c.algo_id, c.number, c.order_id, c.sent_at, o.status, o.qty::text, o.filled_qty::text,
        o.filled_notional::text, o.closed_at IS NOT NULL AS is_closed,
        (o.closed_at IS NOT NULL AND (o.sent_at IS NULL OR o.status IN ('rejected', 'filled')
          OR coalesce(r.agreed_at > o.closed_at, false))) AS is_settled
      FROM order_algo_child c JOIN trade_order o USING (order_id)
      LEFT JOIN reconcile_run r ON r.account_id = o.account_id
      WHERE c.algo_id = ANY (${[...algoIds]}::text[])
      ORDER BY c.algo_id, c.number LIMIT ${ALGO_SLICES_MAX * Math.max(1, algoIds.length)}`,
  );
  const byAlgo = new Map<string, AlgoChildOrder[]>(algoIds.map((id) => [id, []]));
  for (const { algoId, child } of rows) byAlgo.get(algoId)?.push(child);
  return byAlgo;
};
