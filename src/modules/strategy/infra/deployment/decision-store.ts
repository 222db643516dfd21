import { z } from "zod";
import { EpochMs } from "@/modules/_kernel";
import type { DeploymentOrder, Deployments, ToldFill } from "../../ports-deployments";
import { decisionRows, orderRows, parityRows, toldRows } from "./deployment-rows";

/** Orders and fills that are read in one go; those of years are more. */
const PAGE_ROWS = 20_000;
/** Deployments that are asked of at once. */
const IDS_MAX = 500;
const LATEST = new Date("9999-12-31T00:00:00Z");
const EARLIEST = new Date(0);

const closeRows = z.array(
  z
    .object({
      moment: z.date().transform((date) => date.getTime()),
      seen: z.array(z.object({ symbol: z.string(), close: z.number() })),
    })
    .transform(({ moment, seen }) => ({ atMs: moment, seen })),
);
const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const noteRows = z.array(
  z
    .object({ moment: when, bar_at: when, lines: z.array(z.string()) })
    .transform(({ moment, bar_at, lines }) => ({ momentMs: moment, barMs: bar_at, lines })),
);
const counts = z.array(z.object({ count: z.number() }));
const idRows = z.array(
  z.object({
    deployment_id: z.string(),
    epoch: z.number(),
    symbol: z.string(),
    number: z.number(),
    order_id: z.string(),
  }),
);
const scoreRows = z.array(z.object({ deployment_id: z.string(), score: z.number() }));

type Decisions =
  | "closesSince"
  | "listNotes"
  | "decide"
  | "listDecisions"
  | "lastDecisions"
  | "countDecisions"
  | "letDecisionsGo"
  | "oldestDecision"
  | "countDays";
type Orders = "putOrder" | "settleOrder" | "ordersOf" | "orderIdsOf";
type Told = "tell" | "toldFills";
type Parity = "writeParity" | "listParity" | "lastParity";

const moments = z.array(z.object({ at: z.date().nullable() }));

/** What deployments decided. */
export function makeDecisionStore(): Pick<Deployments, Decisions> {
  return {
    ...makeDecisionAges(),
    async decide(tx, decision, refusedInARow) {
      const { deploymentId, epoch, momentMs, barMs, decidedAtMs, outcome, inputsHash, ...body } = decision;
      const symbols = [...new Set(decision.intents.map(({ symbol }) => symbol))];
      const kept = tx.$executeRaw`
        INSERT INTO deployment_decision (deployment_id, moment, epoch, bar_at, decided_at, outcome, inputs_hash, symbols, body)
        VALUES (${deploymentId}, ${new Date(momentMs)}, ${epoch}, ${new Date(barMs)}, ${new Date(decidedAtMs)}, ${outcome},
          ${inputsHash}, ${symbols}, ${JSON.stringify(body)}::jsonb)`;
      const moved = tx.$executeRaw`
        UPDATE deployment SET decided_to = ${new Date(momentMs)}, refused_in_a_row = ${refusedInARow}
        WHERE deployment_id = ${deploymentId}`;
      await Promise.all([kept, moved]);
    },
    async listDecisions(sql, { deploymentId, symbol, fromMs, toMs, outcome, beforeMs, limit }) {
      return decisionRows.parse(
        await sql.$queryRaw`
          SELECT deployment_id, epoch, moment, bar_at, decided_at, outcome, inputs_hash, body FROM deployment_decision
          WHERE deployment_id = ${deploymentId} AND moment < ${beforeMs === null ? LATEST : new Date(beforeMs)}
            AND bar_at >= ${fromMs === null ? EARLIEST : new Date(fromMs)} AND bar_at <= ${toMs === null ? LATEST : new Date(toMs)}
            AND (${symbol}::text IS NULL OR ${symbol} = ANY(symbols)) AND (${outcome}::text IS NULL OR outcome = ${outcome})
          ORDER BY moment DESC LIMIT ${limit}`,
      );
    },
    async lastDecisions(sql, deploymentIds) {
      const rows = decisionRows.parse(
        await sql.$queryRaw`
          SELECT d.* FROM unnest(${[...deploymentIds]}::text[]) AS asked (id)
          CROSS JOIN LATERAL (
            SELECT deployment_id, epoch, moment, bar_at, decided_at, outcome, inputs_hash, body FROM deployment_decision
            WHERE deployment_id = asked.id ORDER BY moment DESC LIMIT 1
          ) d LIMIT ${IDS_MAX}`,
      );
      return new Map(rows.map((row) => [row.deploymentId, row]));
    },
    async closesSince(sql, deploymentId, { afterMs, everyMs, limit }) {
      const rows = await sql.$queryRaw`
        SELECT moment, seen FROM (
          SELECT DISTINCT ON (part) moment, body -> 'seen' AS seen, part FROM (
            SELECT moment, body, floor(extract(epoch FROM moment) * 1000 / ${everyMs}::float8) AS part FROM deployment_decision
            WHERE deployment_id = ${deploymentId} AND moment > ${new Date(afterMs)} AND outcome <> 'failed'
          ) parts ORDER BY part, moment DESC
        ) closes ORDER BY moment LIMIT ${limit}`;
      return closeRows.parse(rows);
    },
    async listNotes(sql, deploymentId, { beforeMs, limit }) {
      const rows = await sql.$queryRaw`
        SELECT moment, bar_at, body -> 'notes' AS lines FROM deployment_decision
        WHERE deployment_id = ${deploymentId} AND moment < ${beforeMs === null ? LATEST : new Date(beforeMs)}
          AND body -> 'notes' <> '[]'::jsonb
        ORDER BY moment DESC LIMIT ${limit}`;
      return noteRows.parse(rows);
    },
    async countDecisions(sql, deploymentId) {
      const rows = await sql.$queryRaw`
        SELECT count(*)::integer AS count FROM deployment_decision WHERE deployment_id = ${deploymentId} LIMIT 1`;
      return counts.parse(rows)[0]?.count ?? 0;
    },
    async countDays(sql, deploymentId) {
      const rows = await sql.$queryRaw`
        SELECT count(DISTINCT (bar_at AT TIME ZONE 'UTC')::date)::integer AS count FROM deployment_decision
        WHERE deployment_id = ${deploymentId} LIMIT 1`;
      return counts.parse(rows)[0]?.count ?? 0;
    },
  };
}

/** How old decisions are, and those that are too old. */
function makeDecisionAges(): Pick<Deployments, "letDecisionsGo" | "oldestDecision"> {
  return {
    async letDecisionsGo(tx, limit) {
      const rows = await tx.$queryRaw`SELECT let_decisions_go(${limit}::integer) AS count`;
      return counts.parse(rows)[0]?.count ?? 0;
    },
    async oldestDecision(sql, { quiet }) {
      const rows = await sql.$queryRaw`
        SELECT min(decided_at) AS at FROM deployment_decision WHERE ${!quiet}::boolean OR outcome = 'none' LIMIT 1`;
      const at = moments.parse(rows)[0]?.at ?? null;
      return at === null ? null : EpochMs.of(at.getTime());
    },
  };
}

type IdRow = z.infer<typeof idRows>[number];

/** The largest that its column takes. */
const EPOCH_LAST = 2_147_483_647;

/** When an order was decided on; a person's flatten comes last. */
const decidedMs = ({ momentMs }: DeploymentOrder): number => momentMs ?? Number.MAX_SAFE_INTEGER;

/** All rows, however many there are: page by page, each after the last of the one before. */
async function readPages<T>(page: (after: T | null) => Promise<readonly T[]>): Promise<readonly T[]> {
  let rows = await page(null);
  const all = [rows];
  while (rows.length === PAGE_ROWS) {
    rows = await page(rows.at(-1) ?? null);
    all.push(rows);
  }
  return all.length === 1 ? rows : all.flat();
}

/** Orders by the numbers that strategies know them by. */
export function makeDeploymentOrders(): Pick<Deployments, Orders> {
  return {
    async putOrder(tx, deploymentId, { epoch, symbol, number, momentMs, request, state, orderId }) {
      await tx.$executeRaw`
        INSERT INTO deployment_order (deployment_id, epoch, symbol, number, moment, request, state, order_id)
        VALUES (${deploymentId}, ${epoch}, ${symbol}, ${number}, ${momentMs === null ? null : new Date(momentMs)},
          ${JSON.stringify(request)}::jsonb, ${state}, ${orderId})`;
    },
    async settleOrder(tx, deploymentId, { epoch, symbol, number, state, orderId }) {
      await tx.$executeRaw`
        UPDATE deployment_order SET state = ${state}, order_id = ${orderId}
        WHERE deployment_id = ${deploymentId} AND epoch = ${epoch} AND symbol = ${symbol} AND number = ${number}
          AND state IN ('held', 'virtual')`;
    },
    async ordersOf(sql, deploymentId, only) {
      const rows = await readPages(async (after: DeploymentOrder | null) =>
        orderRows.parse(
          await (only === null
            ? sql.$queryRaw`
                SELECT epoch, symbol, number, moment, request, state, order_id FROM deployment_order
                WHERE deployment_id = ${deploymentId}
                  AND (epoch, symbol, number) > (${after?.epoch ?? -1}, ${after?.symbol ?? ""}, ${after?.number ?? 0})
                ORDER BY epoch, symbol, number LIMIT ${PAGE_ROWS}`
            : sql.$queryRaw`
                SELECT epoch, symbol, number, moment, request, state, order_id FROM deployment_order
                WHERE deployment_id = ${deploymentId} AND (epoch = ${only.epoch} OR order_id = ANY(${[...only.orderIds]}))
                  AND (epoch, symbol, number) > (${after?.epoch ?? -1}, ${after?.symbol ?? ""}, ${after?.number ?? 0})
                ORDER BY epoch, symbol, number LIMIT ${PAGE_ROWS}`),
        ),
      );
      return rows.toSorted((a, b) => a.epoch - b.epoch || decidedMs(a) - decidedMs(b));
    },
    async orderIdsOf(sql, deploymentIds) {
      const rows = await readPages(async (after: IdRow | null) =>
        idRows.parse(
          await sql.$queryRaw`
            SELECT deployment_id, epoch, symbol, number, order_id FROM deployment_order
            WHERE deployment_id = ANY(${[...deploymentIds]}) AND order_id IS NOT NULL
              AND (deployment_id, epoch, symbol, number)
                > (${after?.deployment_id ?? ""}, ${after?.epoch ?? -1}, ${after?.symbol ?? ""}, ${after?.number ?? 0})
            ORDER BY deployment_id, epoch, symbol, number LIMIT ${PAGE_ROWS}`,
        ),
      );
      const ids = new Map<string, string[]>(deploymentIds.map((id) => [id, []]));
      for (const row of rows) ids.get(row.deployment_id)?.push(row.order_id);
      return ids;
    },
  };
}

/** What strategies were told of their fills. */
export function makeToldFills(): Pick<Deployments, Told> {
  return {
    async tell(tx, deploymentId, accountId, fills) {
      if (fills.length === 0) return;
      const rows = fills.map(({ execId, orderId, epoch, toldAtMs }) => ({
        exec_id: execId,
        order_id: orderId,
        epoch,
        told_at: new Date(toldAtMs),
      }));
      await tx.$executeRaw`
        INSERT INTO deployment_fill (deployment_id, account_id, exec_id, order_id, epoch, told_at)
        SELECT ${deploymentId}, ${accountId}, exec_id, order_id, epoch, told_at
        FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r(exec_id text, order_id text, epoch int, told_at timestamptz)`;
    },
    async toldFills(sql, deploymentId, epoch) {
      return readPages(async (after: ToldFill | null) =>
        toldRows.parse(
          await sql.$queryRaw`
            SELECT exec_id, order_id, epoch, told_at FROM deployment_fill
            WHERE deployment_id = ${deploymentId} AND epoch >= ${epoch ?? 0} AND epoch <= ${epoch ?? EPOCH_LAST}
              AND (epoch, told_at, exec_id) > (${after?.epoch ?? -1}, ${new Date(after?.toldAtMs ?? 0)}, ${after?.execId ?? ""})
            ORDER BY epoch, told_at, exec_id LIMIT ${PAGE_ROWS}`,
        ),
      );
    },
  };
}

/** How sessions compare with the engine. */
export function makeParityStore(): Pick<Deployments, Parity> {
  return {
    async writeParity(tx, deploymentId, { session, comparedAtMs, decisions, alike, fills, fillsAlike, first }) {
      await tx.$executeRaw`
        INSERT INTO deployment_parity (deployment_id, session, compared_at, decisions, alike, fills, fills_alike, first)
        VALUES (${deploymentId}, ${session}::date, ${new Date(comparedAtMs)}, ${decisions}, ${alike}, ${fills}, ${fillsAlike},
          ${first === null ? null : JSON.stringify(first)}::jsonb)
        ON CONFLICT (deployment_id, session) DO UPDATE SET compared_at = excluded.compared_at, decisions = excluded.decisions,
          alike = excluded.alike, fills = excluded.fills, fills_alike = excluded.fills_alike, first = excluded.first`;
    },
    async listParity(sql, deploymentId, limit) {
      return parityRows.parse(
        await sql.$queryRaw`
          SELECT to_char(session, 'YYYY-MM-DD') AS session, compared_at, decisions, alike, fills, fills_alike, first
          FROM deployment_parity WHERE deployment_id = ${deploymentId} ORDER BY deployment_parity.session DESC LIMIT ${limit}`,
      );
    },
    async lastParity(sql, deploymentIds) {
      const rows = scoreRows.parse(
        await sql.$queryRaw`
          SELECT DISTINCT ON (deployment_id) deployment_id,
            CASE WHEN decisions = 0 THEN 1 ELSE alike::float8 / decisions END AS score
          FROM deployment_parity WHERE deployment_id = ANY(${[...deploymentIds]})
          ORDER BY deployment_id, session DESC LIMIT ${IDS_MAX}`,
      );
      return new Map(rows.map(({ deployment_id, score }) => [deployment_id, score]));
    },
  };
}
