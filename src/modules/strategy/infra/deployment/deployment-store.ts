import { z } from "zod";
import type { SqlPort, UserId } from "@/modules/_kernel";
import type { DeploymentStanding } from "../../domain/deployment/deployment-state";
import type { Deployment, Deployments } from "../../ports-deployments";
import { makeAllocations } from "./allocations";
import { makeApprovals } from "./approvals";
import { makeAskedChanges } from "./asked-changes";
import { makeAssignedFills } from "./assigned-fills";
import { makeDecisionStore, makeDeploymentOrders, makeParityStore, makeToldFills } from "./decision-store";
import { deploymentRows, epochRows, transitionRows } from "./deployment-rows";
import { makeVirtualFills } from "./virtual-fills";

/** Deployments of one house that a page lists: far more than two processors can run. */
const LISTED_MAX = 500;
/** Publications that something runs by. */
const PUBLICATIONS_MAX = 1_000;

const counts = z.array(z.object({ publication_id: z.string(), count: z.number() }));
const versions = z.array(z.object({ deployment_id: z.string(), version: z.string() }));
const holders = z.array(z.object({ symbol: z.string(), deployment_id: z.string() }));
const reasonOf = (standing: DeploymentStanding) =>
  standing.status === "reduce_only" || standing.status === "failed" ? JSON.stringify(standing.reason) : null;

/** Several deployments by one statement. */
const readingMany: Pick<Deployments, "findAll" | "list" | "listActive" | "versionsOf"> = {
  async findAll(sql, deploymentIds) {
    const rows = await sql.$queryRaw`
      SELECT *, capital::text AS capital, pending_capital::text AS pending_capital FROM deployment
      WHERE deployment_id = ANY(${[...deploymentIds]}) LIMIT ${LISTED_MAX}`;
    return new Map(deploymentRows.parse(rows).map((each) => [each.deploymentId, each]));
  },
  async list(sql, { accountIds, over }) {
    return deploymentRows.parse(
      await sql.$queryRaw`
        SELECT *, capital::text AS capital, pending_capital::text AS pending_capital FROM deployment
        WHERE (${accountIds === null}::boolean OR account_id = ANY(${[...(accountIds ?? [])]}))
          AND (${over}::boolean OR status <> 'stopped')
        ORDER BY created_at DESC, deployment_id DESC LIMIT ${LISTED_MAX}`,
    );
  },
  async listActive(sql, limit) {
    return deploymentRows.parse(
      await sql.$queryRaw`
        SELECT *, capital::text AS capital, pending_capital::text AS pending_capital FROM deployment
        WHERE status IN ('starting', 'warming', 'running', 'reduce_only', 'pausing')
        ORDER BY deployment_id LIMIT ${limit}`,
    );
  },
  async versionsOf(sql, deploymentIds) {
    const rows = await sql.$queryRaw`
      SELECT deployment_id, xmin::text AS version FROM deployment
      WHERE deployment_id = ANY(${[...deploymentIds]}) LIMIT ${LISTED_MAX}`;
    return new Map(versions.parse(rows).map(({ deployment_id, version }) => [deployment_id, version]));
  },
};

/** Deployments on PostgreSQL. */
export function makeDeploymentStore(): Deployments {
  return {
    async insert(tx, deployment, by) {
      const { standing, pending, ...row } = deployment;
      const written = await tx.$executeRaw`
        INSERT INTO deployment (deployment_id, owner_id, name, strategy, strategy_title, strategy_version, preset_id, publication_id, params,
          pending, pending_at, pending_strategy, pending_from, instruments, resolution, account_id, currency, capital, schedule, stage, mode, shadow_of, status, reason,
          status_since, created_at, started_at, epoch, decided_to, refused_in_a_row, transitions)
        VALUES (${row.deploymentId}, ${row.ownerId}, ${row.name}, ${row.strategy}, ${row.strategyTitle}, ${row.strategyVersion},
          ${row.presetId}, ${row.publicationId}, ${JSON.stringify(row.params)}::jsonb, ${pending === null ? null : JSON.stringify(pending.params)}::jsonb,
          ${dateOf(pending?.atMs ?? null)}, ${pending?.strategy ?? null}, ${dateOf(pending?.fromMs ?? null)}, ${[...row.instruments]}, ${row.resolution}, ${row.accountId}, ${row.currency},
          ${row.capital}::numeric, ${row.schedule}, ${row.stage}, ${row.mode}, ${row.shadowOf}, ${standing.status}, ${reasonOf(standing)}::jsonb,
          ${new Date(standing.sinceMs)}, ${new Date(row.createdAtMs)}, ${dateOf(row.startedAtMs)}, ${row.epoch},
          ${dateOf(row.decidedToMs)}, ${row.refusedInARow}, 1)
        ON CONFLICT (coalesce(owner_id, ''), lower(name)) DO NOTHING`;
      if (written === 0) return false;
      await writeTransition(tx, { ...deployment, transitions: 1 }, { event: "created", from: null, by });
      return true;
    },
    find: (sql, deploymentId) => findOne(sql, deploymentId),
    ...readingMany,
    async lock(tx, deploymentId) {
      const rows = await tx.$queryRaw`
        SELECT *, capital::text AS capital, pending_capital::text AS pending_capital FROM deployment WHERE deployment_id = ${deploymentId} LIMIT 1 FOR UPDATE`;
      return deploymentRows.parse(rows)[0] ?? null;
    },
    async shadowsOf(sql, deploymentId) {
      return deploymentRows.parse(
        await sql.$queryRaw`
          SELECT *, capital::text AS capital, pending_capital::text AS pending_capital FROM deployment
          WHERE shadow_of = ${deploymentId} ORDER BY created_at DESC, deployment_id DESC LIMIT ${LISTED_MAX}`,
      );
    },
    ...makePublished(),
    ...makeClaims(),
    ...makeMoves(),
    ...makeEpochs(),
    ...makeApprovals(),
    ...makeAskedChanges(),
    ...makeAllocations(),
    ...makeDecisionStore(),
    ...makeDeploymentOrders(),
    ...makeToldFills(),
    ...makeParityStore(),
    ...makeVirtualFills(),
    ...makeAssignedFills(),
  };
}

/** What runs by which publication. */
function makePublished(): Pick<Deployments, "publishedBy" | "countPublished"> {
  return {
    async publishedBy(sql, publicationId) {
      return deploymentRows.parse(
        await sql.$queryRaw`
          SELECT *, capital::text AS capital, pending_capital::text AS pending_capital FROM deployment
          WHERE publication_id = ${publicationId} AND status <> 'stopped'
          ORDER BY created_at DESC, deployment_id DESC LIMIT ${LISTED_MAX}`,
      );
    },
    async countPublished(sql) {
      const rows = await sql.$queryRaw`
        SELECT publication_id, count(*)::integer AS count FROM deployment
        WHERE publication_id IS NOT NULL AND status <> 'stopped'
        GROUP BY publication_id LIMIT ${PUBLICATIONS_MAX}`;
      return new Map(counts.parse(rows).map(({ publication_id, count }) => [publication_id, count]));
    },
  };
}

/** What a strategy alone trades on an account. */
function makeClaims(): Pick<Deployments, "claim" | "unclaim"> {
  return {
    async claim(tx, { deploymentId, accountId, instruments }, strategy) {
      for (const symbol of [...instruments].toSorted()) {
        await tx.$executeRaw`
          INSERT INTO deployment_claim (account_id, strategy, symbol, deployment_id)
          VALUES (${accountId}, ${strategy}, ${symbol}, ${deploymentId}) ON CONFLICT DO NOTHING`;
      }
      const [other] = holders.parse(
        await tx.$queryRaw`
          SELECT symbol, deployment_id FROM deployment_claim
          WHERE account_id = ${accountId} AND strategy = ${strategy} AND symbol = ANY(${[...instruments]})
            AND deployment_id <> ${deploymentId} ORDER BY symbol LIMIT 1`,
      );
      return other === undefined ? null : { symbol: other.symbol, deploymentId: other.deployment_id };
    },
    async unclaim(tx, deploymentId) {
      await tx.$executeRaw`DELETE FROM deployment_claim WHERE deployment_id = ${deploymentId}`;
    },
  };
}

type Moves = "move" | "history" | "setPending" | "setStage";

/** How deployments change. */
function makeMoves(): Pick<Deployments, Moves> {
  return {
    async move(tx, before, { event, standing, by }) {
      const { deploymentId, transitions, startedAtMs } = before;
      const started = event === "start" ? (startedAtMs ?? standing.sinceMs) : startedAtMs;
      await tx.$executeRaw`
        UPDATE deployment SET status = ${standing.status}, reason = ${reasonOf(standing)}::jsonb,
          status_since = ${new Date(standing.sinceMs)}, started_at = ${dateOf(started)}, transitions = ${transitions + 1},
          refused_in_a_row = CASE WHEN ${event === "start"}::boolean THEN 0 ELSE refused_in_a_row END
        WHERE deployment_id = ${deploymentId}`;
      const after = { ...before, standing, startedAtMs: started, transitions: transitions + 1 };
      await writeTransition(tx, after, { event, from: before.standing.status, by });
      return after;
    },
    async history(sql, deploymentId, limit) {
      return transitionRows.parse(
        await sql.$queryRaw`
          SELECT at, event, from_status, to_status, reason, by_user FROM deployment_transition
          WHERE deployment_id = ${deploymentId} ORDER BY number DESC LIMIT ${limit}`,
      );
    },
    async setPending(tx, deploymentId, pending) {
      await tx.$executeRaw`
        UPDATE deployment SET pending = ${pending === null ? null : JSON.stringify(pending.params)}::jsonb,
          pending_at = ${dateOf(pending?.atMs ?? null)}, pending_strategy = ${pending?.strategy ?? null},
          pending_from = ${dateOf(pending?.fromMs ?? null)}, pending_capital = ${pending?.capital ?? null}::numeric,
          pending_instruments = ${pending?.instruments == null ? null : [...pending.instruments]}::text[]
        WHERE deployment_id = ${deploymentId}`;
    },
    async setStage(tx, deploymentId, stage) {
      await tx.$executeRaw`UPDATE deployment SET stage = ${stage} WHERE deployment_id = ${deploymentId}`;
    },
  };
}

type Epochs = "beginEpoch" | "readEpoch" | "listEpochs";

/** How often, and as what, a strategy was begun anew. */
function makeEpochs(): Pick<Deployments, Epochs> {
  return {
    async beginEpoch(tx, deploymentId, epoch, { taken, title }) {
      const { params, strategy, strategyVersion, instruments, warmFromMs, liveFromMs, opening, begunAtMs } = epoch;
      await tx.$executeRaw`
        INSERT INTO deployment_epoch (deployment_id, epoch, params, strategy, strategy_version, instruments, warm_from, live_from, opening, begun_at)
        VALUES (${deploymentId}, ${epoch.epoch}, ${JSON.stringify(params)}::jsonb, ${strategy}, ${strategyVersion},
          ${[...instruments]}, ${new Date(warmFromMs)}, ${new Date(liveFromMs)}, ${JSON.stringify(opening)}::jsonb, ${new Date(begunAtMs)})`;
      await tx.$executeRaw`
        UPDATE deployment SET epoch = ${epoch.epoch}, params = ${JSON.stringify(params)}::jsonb, strategy = ${strategy},
          strategy_version = ${strategyVersion}, strategy_title = ${title}
        WHERE deployment_id = ${deploymentId}`;
      if (taken)
        await tx.$executeRaw`
          UPDATE deployment SET capital = coalesce(pending_capital, capital), pending_capital = NULL,
            instruments = coalesce(pending_instruments, instruments), pending_instruments = NULL,
            pending = NULL, pending_at = NULL, pending_strategy = NULL, pending_from = NULL
          WHERE deployment_id = ${deploymentId}`;
    },
    async readEpoch(sql, deploymentId, epoch) {
      const rows = await sql.$queryRaw`
        SELECT epoch, params, strategy, strategy_version, instruments, warm_from, live_from, opening, begun_at FROM deployment_epoch
        WHERE deployment_id = ${deploymentId} AND epoch = ${epoch} LIMIT 1`;
      return epochRows.parse(rows)[0] ?? null;
    },
    async listEpochs(sql, deploymentId, limit) {
      return epochRows.parse(
        await sql.$queryRaw`
          SELECT epoch, params, strategy, strategy_version, instruments, warm_from, live_from, opening, begun_at FROM deployment_epoch
          WHERE deployment_id = ${deploymentId} ORDER BY epoch DESC LIMIT ${limit}`,
      );
    },
  };
}

async function findOne(sql: SqlPort, deploymentId: string): Promise<Deployment | null> {
  const rows = await sql.$queryRaw`
    SELECT *, capital::text AS capital, pending_capital::text AS pending_capital FROM deployment WHERE deployment_id = ${deploymentId} LIMIT 1`;
  return deploymentRows.parse(rows)[0] ?? null;
}

async function writeTransition(
  tx: SqlPort,
  { deploymentId, transitions, standing }: Deployment,
  { event, from, by }: { readonly event: string; readonly from: string | null; readonly by: UserId | null },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO deployment_transition (deployment_id, number, at, event, from_status, to_status, reason, by_user)
    VALUES (${deploymentId}, ${transitions}, ${new Date(standing.sinceMs)}, ${event}, ${from}, ${standing.status},
      ${reasonOf(standing)}::jsonb, ${by})`;
}

/** A moment for a column that may have none. */
export const dateOf = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));
