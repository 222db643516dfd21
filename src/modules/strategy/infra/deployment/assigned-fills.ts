import { z } from "zod";
import { EpochMs, SIDES, UserId } from "@/modules/_kernel";
import type { AssignedFill, Deployments } from "../../ports-deployments";

/** What people gave to deployments, read at once: each of them was a decision of somebody. */
const ASSIGNED_MAX = 50_000;

const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const rows = z.array(
  z
    .object({
      deployment_id: z.string(),
      batch_id: z.string(),
      item_id: z.string(),
      symbol: z.string(),
      side: z.enum(SIDES),
      qty: z.string(),
      price: z.string(),
      currency: z.string(),
      fees: z.array(z.object({ amount: z.string(), currency: z.string() })),
      filled_at: when,
      assigned_at: when,
      assigned_by: z.custom<UserId>(UserId.is, "a user id").nullable(),
    })
    .transform(({ deployment_id, batch_id, item_id, filled_at, assigned_at, assigned_by, ...row }) => ({
      deploymentId: deployment_id,
      fill: {
        ...row,
        batchId: batch_id,
        itemId: item_id,
        filledAtMs: filled_at,
        assignedAtMs: assigned_at,
        by: assigned_by,
      } satisfies AssignedFill,
    })),
);

/** What deployments were given of what their accounts had by nobody's order. */
export function makeAssignedFills(): Pick<Deployments, "assign" | "assignedFillsOf"> {
  return {
    async assign(tx, deploymentId, accountId, fill) {
      const { batchId, itemId, symbol, side, qty, price, currency, fees, filledAtMs, assignedAtMs, by } = fill;
      await tx.$executeRaw`
        INSERT INTO deployment_assigned (batch_id, deployment_id, account_id, item_id, symbol, side, qty, price, currency, fees,
          filled_at, assigned_at, assigned_by)
        VALUES (${batchId}, ${deploymentId}, ${accountId}, ${itemId}, ${symbol}, ${side}, ${qty}::numeric, ${price}::numeric,
          ${currency}, ${JSON.stringify(fees)}::jsonb, ${new Date(filledAtMs)}, ${new Date(assignedAtMs)}, ${by})`;
    },
    async assignedFillsOf(sql, deploymentIds) {
      const found = rows.parse(
        await sql.$queryRaw`
          SELECT deployment_id, batch_id, item_id, symbol, side, qty::text AS qty, price::text AS price, currency, fees, filled_at,
            assigned_at, assigned_by
          FROM deployment_assigned WHERE deployment_id = ANY(${[...deploymentIds]})
          ORDER BY filled_at, batch_id LIMIT ${ASSIGNED_MAX}`,
      );
      const fills = new Map<string, AssignedFill[]>(deploymentIds.map((id) => [id, []]));
      for (const { deploymentId, fill } of found) fills.get(deploymentId)?.push(fill);
      return fills;
    },
  };
}
