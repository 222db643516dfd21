import { z } from "zod";
import type { AccountId, EpochMs, SqlPort } from "@/modules/_kernel";
import { FILL_MODELS, PAPER_RESOLUTIONS, type PaperTerms, USUAL_PAPER_TERMS } from "../domain/venue/paper-terms";

const rows = z.array(
  z
    .object({
      fill_model: z.enum(FILL_MODELS),
      resolution: z.enum(PAPER_RESOLUTIONS),
      latency_ms: z.number().nullable(),
    })
    .transform(
      (row): PaperTerms => ({
        fillModel: row.fill_model,
        resolution: row.resolution,
        latencyMs: row.latency_ms,
      }),
    ),
);

/** How the orders of a paper account are filled; the usual terms where nobody set any. */
export async function readPaperTerms(sql: SqlPort, accountId: AccountId): Promise<PaperTerms> {
  const found = await sql.$queryRaw`
    SELECT fill_model, resolution, latency_ms FROM paper_terms WHERE account_id = ${accountId} LIMIT 1`;
  return rows.parse(found)[0] ?? USUAL_PAPER_TERMS;
}

/** Under the account's lock, while it has no open orders. */
export async function writePaperTerms(
  tx: SqlPort,
  accountId: AccountId,
  { fillModel, resolution, latencyMs }: PaperTerms,
  { by, at }: { readonly by: string | null; readonly at: EpochMs },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO paper_terms (account_id, fill_model, resolution, latency_ms, set_by, set_at)
    VALUES (${accountId}, ${fillModel}, ${resolution}, ${latencyMs}, ${by}, ${new Date(at)})
    ON CONFLICT (account_id) DO UPDATE SET fill_model = excluded.fill_model, resolution = excluded.resolution,
      latency_ms = excluded.latency_ms, set_by = excluded.set_by, set_at = excluded.set_at`;
}
