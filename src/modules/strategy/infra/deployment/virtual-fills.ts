import { z } from "zod";
import { EpochMs } from "@/modules/_kernel";
import type { Deployments, VirtualFill } from "../../ports-deployments";

/** Fills of shadows that are read at once: years of minutes. */
const FILLS_MAX = 50_000;

const rows = z.array(
  z
    .object({
      deployment_id: z.string(),
      epoch: z.number(),
      symbol: z.string(),
      place: z.number(),
      number: z.number().nullable(),
      told_at: z.date().transform((date) => EpochMs.of(date.getTime())),
      side: z.enum(["buy", "sell"]),
      qty: z.string(),
      price: z.string(),
      fee: z.string(),
      currency: z.string(),
    })
    .transform(({ deployment_id, told_at, ...row }) => ({
      deploymentId: deployment_id,
      fill: { ...row, toldAtMs: told_at } satisfies VirtualFill,
    })),
);

/** What the engine's venue filled of shadows. */
export function makeVirtualFills(): Pick<Deployments, "putVirtualFills" | "virtualFillsOf"> {
  return {
    async putVirtualFills(tx, deploymentId, fills) {
      for (const { epoch, symbol, place, number, toldAtMs, side, qty, price, fee, currency } of fills)
        await tx.$executeRaw`
          INSERT INTO deployment_virtual_fill (deployment_id, epoch, symbol, place, number, told_at, side, qty, price, fee, currency)
          VALUES (${deploymentId}, ${epoch}, ${symbol}, ${place}, ${number}, ${new Date(toldAtMs)}, ${side}, ${qty}::numeric,
            ${price}::numeric, ${fee}::numeric, ${currency}) ON CONFLICT DO NOTHING`;
    },
    async virtualFillsOf(sql, deploymentIds) {
      const found = rows.parse(
        await sql.$queryRaw`
          SELECT deployment_id, epoch, symbol, place, number, told_at, side, qty::text AS qty, price::text AS price,
            fee::text AS fee, currency
          FROM deployment_virtual_fill WHERE deployment_id = ANY(${[...deploymentIds]})
          ORDER BY epoch, told_at, symbol, place LIMIT ${FILLS_MAX}`,
      );
      const fills = new Map<string, VirtualFill[]>(deploymentIds.map((id) => [id, []]));
      for (const { deploymentId, fill } of found) fills.get(deploymentId)?.push(fill);
      return fills;
    },
  };
}
