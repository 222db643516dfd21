import { z } from "zod";

const payload = z.object({ fetchId: z.string().min(1).max(64) });

/**
 * Brings history from a feed, page by page. Safe to begin again at any moment: the fetch's row says how far it is. Many
 * attempts, because each goes on where the last one stopped.
 */
export const backfillJob = { name: "data.backfill", queue: "ingest", payload, options: { attempts: 10 } } as const;

/** The same for which nobody waits, on workers of its own: a long one never stands before a person's. */
export const bulkBackfillJob = { ...backfillJob, name: "data.backfill-bulk", queue: "bulk" } as const;

export type BackfillPayload = z.output<typeof payload>;
