import { z } from "zod";
import { EpochMs, UserId } from "@/modules/_kernel";
import { CHANGE_SCOPES } from "../../domain/deployment/change-approval";
import type { AskedChange } from "../../ports-deployment-changes";
import type { Deployments } from "../../ports-deployments";

const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const userId = z.custom<UserId>(UserId.is, "a user id").nullable();
const setting = z.object({
  strategy: z.string(),
  params: z.record(z.string(), z.union([z.number(), z.boolean(), z.string()])),
  capital: z.string(),
  instruments: z.array(z.string()).nullable().default(null),
});
const Rows = z.array(
  z
    .object({
      change_id: z.string(),
      deployment_id: z.string(),
      before: setting,
      after: setting,
      from_at: when.nullable(),
      because: z.array(z.enum(CHANGE_SCOPES)),
      asked_by: userId,
      asked_at: when,
      expires_at: when,
      outcome: z.enum(["approved", "rejected", "withdrawn"]).nullable(),
      by_user: userId,
      decided_at: when.nullable(),
    })
    .transform(
      (row): AskedChange => ({
        changeId: row.change_id,
        deploymentId: row.deployment_id,
        before: row.before,
        after: row.after,
        fromMs: row.from_at,
        because: row.because,
        askedBy: row.asked_by,
        askedAtMs: row.asked_at,
        expiresAtMs: row.expires_at,
        decision:
          row.outcome === null || row.decided_at === null
            ? null
            : { outcome: row.outcome, by: row.by_user, atMs: row.decided_at },
      }),
    ),
);

type Asked = "setPublication" | "askChange" | "findChange" | "waitingChange" | "listChanges" | "decideChange";

/** Changes that a second person lets in. */
export function makeAskedChanges(): Pick<Deployments, Asked> {
  return {
    async setPublication(tx, deploymentId, publicationId) {
      await tx.$executeRaw`
        UPDATE deployment SET publication_id = ${publicationId} WHERE deployment_id = ${deploymentId}`;
    },
    async askChange(tx, change) {
      const { fromMs } = change;
      await tx.$executeRaw`
        INSERT INTO deployment_change (change_id, deployment_id, before, after, from_at, because, asked_by, asked_at, expires_at)
        VALUES (${change.changeId}, ${change.deploymentId}, ${JSON.stringify(change.before)}::jsonb,
          ${JSON.stringify(change.after)}::jsonb, ${fromMs === null ? null : new Date(fromMs)}, ${[...change.because]},
          ${change.askedBy}, ${new Date(change.askedAtMs)}, ${new Date(change.expiresAtMs)})`;
    },
    async findChange(sql, changeId) {
      const rows = await sql.$queryRaw`
        SELECT c.*, d.outcome, d.by_user, d.decided_at
        FROM deployment_change AS c LEFT JOIN deployment_change_decision AS d USING (change_id)
        WHERE c.change_id = ${changeId} LIMIT 1`;
      return Rows.parse(rows)[0] ?? null;
    },
    async waitingChange(sql, deploymentId, nowMs) {
      const rows = await sql.$queryRaw`
        SELECT c.*, d.outcome, d.by_user, d.decided_at
        FROM deployment_change AS c LEFT JOIN deployment_change_decision AS d USING (change_id)
        WHERE c.deployment_id = ${deploymentId} AND d.outcome IS NULL AND c.expires_at > ${new Date(nowMs)}
        ORDER BY c.asked_at DESC LIMIT 1`;
      return Rows.parse(rows)[0] ?? null;
    },
    async listChanges(sql, { accountIds, nowMs, limit }) {
      const rows = await sql.$queryRaw`
        SELECT c.*, d.outcome, d.by_user, d.decided_at
        FROM deployment_change AS c JOIN deployment AS p USING (deployment_id)
          LEFT JOIN deployment_change_decision AS d USING (change_id)
        WHERE ${accountIds === null}::boolean OR p.account_id = ANY(${[...(accountIds ?? [])]})
        ORDER BY d.outcome IS NULL AND c.expires_at > ${new Date(nowMs)} DESC, c.asked_at DESC, c.change_id
        LIMIT ${limit}`;
      return Rows.parse(rows);
    },
    async decideChange(tx, changeId, { outcome, by, atMs }) {
      await tx.$executeRaw`
        INSERT INTO deployment_change_decision (change_id, outcome, by_user, decided_at)
        VALUES (${changeId}, ${outcome}, ${by}, ${new Date(atMs)})`;
    },
  };
}
