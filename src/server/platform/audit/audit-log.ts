import { z } from "zod";
import { EpochMs, type SqlPort } from "@/modules/_kernel";
import type { Actor, AuditView, Page } from "../../flows/contract";
import type { AuditFilter } from "../../flows/contract/audit";

/** Who did what: append-only, written in the transaction of the change itself. */

export interface AuditEntry {
  readonly actor: Actor;
  /** `<noun>.<verb>`: `user.create`, `import.undo`. */
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  /** Facts of the change for whoever reads the log. Never a password, a token or a file's content. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Every mutation calls this once with its own transaction: the change and its trace are kept together or not at all. */
export async function appendAudit(tx: SqlPort, entry: AuditEntry): Promise<void> {
  const { actor, action, subjectType, subjectId, details = {} } = entry;
  await tx.$executeRaw`
    INSERT INTO audit_log (actor, actor_kind, action, subject_type, subject_id, request_id, details)
    VALUES (${actor.userId}, ${actor.kind}, ${action}, ${subjectType}, ${subjectId}, ${actor.requestId},
            ${JSON.stringify(actor.key === undefined ? details : { ...details, apiKey: actor.key.keyId })}::jsonb)`;
}

const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const auditRows = z.array(
  z.object({
    id: z.string(),
    at: when,
    actor: z.string(),
    action: z.string(),
    subject: z.string(),
    details: z.record(z.string(), z.unknown()),
  }),
);

/** What the newest such row of a person since then tells about the change; null: there is none. */
export async function findAudit(
  sql: SqlPort,
  of: Pick<AuditEntry, "action" | "subjectId"> & { readonly actorId: string; readonly sinceMs: EpochMs },
): Promise<unknown> {
  const rows = await sql.$queryRaw`
    SELECT details FROM audit_log
    WHERE at >= ${new Date(of.sinceMs)} AND action = ${of.action} AND subject_id = ${of.subjectId} AND actor = ${of.actorId}
    ORDER BY id DESC LIMIT 1`;
  return z.array(z.object({ details: z.unknown() })).parse(rows)[0]?.details ?? null;
}

/** Newest first. `cursor` is what the page before ended with; one that is no number is read as the beginning. */
export async function listAudit(
  sql: SqlPort,
  { cursor, limit, ...filter }: AuditFilter & { readonly cursor: string | null; readonly limit: number },
): Promise<Page<AuditView>> {
  const before = cursor !== null && /^\d{1,18}$/.test(cursor) ? cursor : "9223372036854775807";
  const rows = auditRows.parse(
    await sql.$queryRaw`
      SELECT id::text, at, coalesce(actor, actor_kind) AS actor, action,
             subject_type || ' ' || subject_id AS subject, details
      FROM audit_log
      WHERE id < ${before}::bigint
        AND (${filter.actor ?? null}::text IS NULL OR coalesce(actor, actor_kind) = ${filter.actor ?? null})
        AND (${filter.action ?? null}::text IS NULL OR starts_with(action, ${filter.action ?? ""}))
        AND (${filter.subject ?? null}::text IS NULL OR strpos(lower(subject_type || ' ' || subject_id), ${(filter.subject ?? "").toLowerCase()}) > 0)
        AND (${filter.fromMs ?? null}::double precision IS NULL OR at >= to_timestamp(${filter.fromMs ?? 0} / 1000.0))
        AND (${filter.toMs ?? null}::double precision IS NULL OR at < to_timestamp(${filter.toMs ?? 0} / 1000.0))
      ORDER BY audit_log.id DESC LIMIT ${limit + 1}`,
  );
  const page = rows.slice(0, limit);
  return { rows: page, cursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}
