import { z } from "zod";
import { EpochMs, type SqlPort, UserId } from "@/modules/_kernel";
import { STANDING_KINDS } from "../domain/limits/limit-kinds";
import { limitOf, limitTerms } from "../domain/limits/limit-terms";
import type { LimitScope } from "../domain/pre-trade/request";
import type { DecidedChange, LimitStore, StandingLimit } from "../ports/limits";

/** Limits of one house: far more than anybody watches. */
export const LIMITS_MAX = 1_000;
const CHANGES_MAX = 200;
/** Any number that nobody else locks. */
const LIMITS_LOCK = 72_707_382;

const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const person = z.custom<UserId>(UserId.is, "a user id").nullable();
const scopeColumns = { scope_of: z.enum(["all", "user", "account", "strategy"]), subject: z.string().nullable() };

const standingRows = z.array(
  z
    .object({
      limit_id: z.string(),
      version: z.number(),
      ...scopeColumns,
      name: z.string().nullable(),
      terms: limitTerms,
      since: when,
    })
    .transform(
      ({ limit_id: limitId, version, name, terms, since, ...scope }): StandingLimit => ({
        limitId,
        version,
        scope: scopeOf(scope),
        name,
        terms,
        since,
      }),
    ),
);

const changeRows = z.array(
  z
    .object({
      change_id: z.string(),
      limit_id: z.string(),
      version: z.number(),
      kind: z.enum(STANDING_KINDS),
      ...scopeColumns,
      name: z.string().nullable(),
      terms: limitTerms.nullable(),
      before: limitTerms.nullable(),
      looser: z.boolean(),
      reason: z.string(),
      asked_by: person,
      asked_at: when,
      expires_at: when,
      outcome: z.enum(["in_force", "rejected", "withdrawn"]).nullable(),
      decided_by: person,
      decided_at: when.nullable(),
      note: z.string().nullable(),
    })
    .transform((row): DecidedChange => {
      const { outcome, decided_at: at } = row;
      return {
        changeId: row.change_id,
        limitId: row.limit_id,
        version: row.version,
        kind: row.kind,
        scope: scopeOf(row),
        name: row.name,
        terms: row.terms,
        before: row.before,
        isLooser: row.looser,
        reason: row.reason,
        askedBy: row.asked_by,
        askedAt: row.asked_at,
        expiresAt: row.expires_at,
        decision: outcome === null || at === null ? null : { outcome, by: row.decided_by, at, note: row.note },
      };
    }),
);

function scopeOf({
  scope_of: of,
  subject,
}: {
  scope_of: "all" | "user" | "account" | "strategy";
  subject: string | null;
}): LimitScope {
  return of === "all" || subject === null ? { of: "all" } : { of, subject };
}
const subjectOf = (scope: LimitScope): string | null => (scope.of === "all" ? null : scope.subject);

/** Limits on PostgreSQL. What is in force is written with the decision that puts it in force. */
export function makeLimitStore(): LimitStore {
  return {
    async lock(tx) {
      await tx.$queryRaw`SELECT pg_advisory_xact_lock(${LIMITS_LOCK}::bigint)::text`;
    },
    async find(sql, limitId) {
      const rows = await sql.$queryRaw`
        SELECT limit_id, version, scope_of, subject, name, terms, since FROM risk_limit
        WHERE limit_id = ${limitId} LIMIT 1`;
      return standingRows.parse(rows)[0] ?? null;
    },
    list: listStanding,
    async binding(sql, { accountId, userId, strategyId = null }) {
      // Until this transaction ends no limit changes: one that was tightened and answered lets nothing more through.
      const held = sql.$queryRaw`SELECT pg_advisory_xact_lock_shared(${LIMITS_LOCK}::bigint)::text`;
      const limits = sql.$queryRaw`
        SELECT limit_id, version, scope_of, subject, name, terms, since FROM risk_limit
        WHERE scope_of = 'all' OR (scope_of = 'account' AND subject = ${accountId})
          OR (scope_of = 'user' AND subject = ${userId})
            OR (scope_of = 'strategy' AND subject = ${strategyId})
        ORDER BY since, limit_id LIMIT ${LIMITS_MAX}`;
      const [, rows] = await Promise.all([held, limits]);
      return standingRows.parse(rows).map(({ terms, name, scope }) => limitOf(terms, { name, scope }));
    },
    async ask(tx, change) {
      await tx.$executeRaw`
        INSERT INTO risk_limit_change (change_id, limit_id, version, kind, scope_of, subject, name, terms, before, looser, reason,
          asked_by, asked_at, expires_at)
        VALUES (${change.changeId}, ${change.limitId}, ${change.version}, ${change.kind}, ${change.scope.of},
          ${subjectOf(change.scope)}, ${change.name}, ${jsonOf(change.terms)}::jsonb, ${jsonOf(change.before)}::jsonb,
          ${change.isLooser}, ${change.reason}, ${change.askedBy}, ${new Date(change.askedAt)}, ${new Date(change.expiresAt)})`;
    },
    async findChange(sql, changeId) {
      const rows = await sql.$queryRaw`
        SELECT c.*, d.outcome, d.decided_by, d.decided_at, d.note
        FROM risk_limit_change c LEFT JOIN risk_limit_decision d USING (change_id)
        WHERE c.change_id = ${changeId} LIMIT 1`;
      return changeRows.parse(rows)[0] ?? null;
    },
    async decide(tx, change, { outcome, by, at, note }) {
      const { changeId, limitId, version, scope, name, terms } = change;
      await tx.$executeRaw`
        INSERT INTO risk_limit_decision (change_id, outcome, decided_by, decided_at, note)
        VALUES (${changeId}, ${outcome}, ${by}, ${new Date(at)}, ${note})`;
      if (outcome !== "in_force") return;
      if (terms === null) await tx.$executeRaw`DELETE FROM risk_limit WHERE limit_id = ${limitId}`;
      else
        await tx.$executeRaw`
          INSERT INTO risk_limit (limit_id, version, scope_of, subject, name, terms, since)
          VALUES (${limitId}, ${version}, ${scope.of}, ${subjectOf(scope)}, ${name}, ${jsonOf(terms)}::jsonb, ${new Date(at)})
          ON CONFLICT (limit_id) DO UPDATE SET version = excluded.version, name = excluded.name, terms = excluded.terms,
            since = excluded.since`;
    },
    changes: listChanges,
  };
}

async function listStanding(sql: SqlPort): Promise<readonly StandingLimit[]> {
  const rows = await sql.$queryRaw`
    SELECT limit_id, version, scope_of, subject, name, terms, since FROM risk_limit
    ORDER BY since, limit_id LIMIT ${LIMITS_MAX}`;
  return standingRows.parse(rows);
}

const listChanges: LimitStore["changes"] = async (sql, of) => {
  const limitId = of !== "all" && "limitId" in of ? of.limitId : null;
  const waitingAt = of !== "all" && "waitingAt" in of ? new Date(of.waitingAt) : null;
  const rows = await sql.$queryRaw`
    SELECT c.*, d.outcome, d.decided_by, d.decided_at, d.note
    FROM risk_limit_change c LEFT JOIN risk_limit_decision d USING (change_id)
    WHERE (${limitId}::text IS NULL OR c.limit_id = ${limitId})
      AND (${waitingAt}::timestamptz IS NULL OR (d.change_id IS NULL AND c.expires_at > ${waitingAt}))
    ORDER BY c.asked_at DESC, c.change_id DESC LIMIT ${CHANGES_MAX}`;
  return changeRows.parse(rows);
};

const jsonOf = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
