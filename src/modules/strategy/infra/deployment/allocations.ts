import { z } from "zod";
import { AccountId, EpochMs } from "@/modules/_kernel";
import { ALLOCATION_METHODS } from "../../domain/deployment/allocate";
import type { AccountAllocation, CapitalChange } from "../../ports-deployment-changes";
import type { Deployments } from "../../ports-deployments";

/** Changes of capital in one epoch: years of sessions. */
const CHANGES_MAX = 10_000;

const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const number = z.coerce.number();

const allocationRows = z.array(
  z
    .object({
      account_id: z.custom<AccountId>(AccountId.is, "an account id"),
      method: z.enum(ALLOCATION_METHODS),
      share: number,
      band: number,
      volatility: number,
      weights: z.record(z.string(), z.number()),
      changed_at: when,
      reckoned_at: when.nullable(),
    })
    .transform(
      ({ account_id, changed_at, reckoned_at, ...row }): AccountAllocation => ({
        ...row,
        accountId: account_id,
        changedAtMs: changed_at,
        reckonedAtMs: reckoned_at,
      }),
    ),
);
const changeRows = z.array(
  z
    .object({ epoch: z.number(), told_at: when, before: z.string(), after: z.string(), changed_at: when })
    .transform(
      ({ told_at, changed_at, ...row }): CapitalChange => ({ ...row, toldAtMs: told_at, changedAtMs: changed_at }),
    ),
);

type Allocations =
  | "setCapital"
  | "capitalChanges"
  | "findAllocation"
  | "listAllocations"
  | "setAllocation"
  | "dropAllocation"
  | "markReckoned";

/** What deployments have of their accounts. */
export function makeAllocations(): Pick<Deployments, Allocations> {
  return {
    async setCapital(tx, deploymentId, { epoch, toldAtMs, before, after, changedAtMs }) {
      await tx.$executeRaw`
        INSERT INTO deployment_capital (deployment_id, number, epoch, told_at, before, after, changed_at)
        SELECT ${deploymentId}, coalesce(max(number), 0) + 1, ${epoch}, ${new Date(toldAtMs)}, ${before}::numeric,
          ${after}::numeric, ${new Date(changedAtMs)}
        FROM deployment_capital WHERE deployment_id = ${deploymentId}`;
      await tx.$executeRaw`UPDATE deployment SET capital = ${after}::numeric WHERE deployment_id = ${deploymentId}`;
    },
    async capitalChanges(sql, deploymentId, epoch) {
      return changeRows.parse(
        await sql.$queryRaw`
          SELECT epoch, told_at, before::text AS before, after::text AS after, changed_at FROM deployment_capital
          WHERE deployment_id = ${deploymentId}
            AND epoch = coalesce(${epoch}::integer, (SELECT epoch FROM deployment WHERE deployment_id = ${deploymentId}))
          ORDER BY number LIMIT ${CHANGES_MAX}`,
      );
    },
    async findAllocation(sql, accountId) {
      const rows = await sql.$queryRaw`
        SELECT account_id, method, share::text AS share, band::text AS band, volatility::text AS volatility, weights, changed_at,
          reckoned_at FROM account_allocation WHERE account_id = ${accountId} LIMIT 1`;
      return allocationRows.parse(rows)[0] ?? null;
    },
    async listAllocations(sql, limit) {
      return allocationRows.parse(
        await sql.$queryRaw`
          SELECT account_id, method, share::text AS share, band::text AS band, volatility::text AS volatility, weights, changed_at,
            reckoned_at FROM account_allocation ORDER BY account_id LIMIT ${limit}`,
      );
    },
    async setAllocation(tx, { accountId, method, share, band, volatility, weights, changedAtMs }, by) {
      await tx.$executeRaw`
        INSERT INTO account_allocation (account_id, method, share, band, volatility, weights, changed_at, changed_by)
        VALUES (${accountId}, ${method}, ${share}::numeric, ${band}::numeric, ${volatility}::numeric,
          ${JSON.stringify(weights)}::jsonb, ${new Date(changedAtMs)}, ${by})
        ON CONFLICT (account_id) DO UPDATE SET method = excluded.method, share = excluded.share, band = excluded.band,
          volatility = excluded.volatility, weights = excluded.weights, changed_at = excluded.changed_at,
          changed_by = excluded.changed_by`;
    },
    async dropAllocation(tx, accountId) {
      await tx.$executeRaw`DELETE FROM account_allocation WHERE account_id = ${accountId}`;
    },
    async markReckoned(tx, accountId, atMs) {
      await tx.$executeRaw`UPDATE account_allocation SET reckoned_at = ${new Date(atMs)} WHERE account_id = ${accountId}`;
    },
  };
}
