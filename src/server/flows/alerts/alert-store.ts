import { z } from "zod";
import { EpochMs, type SqlPort } from "@/modules/_kernel";
import { momentOf } from "../../infra/moment";
import type { AlertInput, AlertView } from "../contract/alerts";
import { AlertTermsSchema } from "./terms";

/** Alerts of one person; of a house, as many as its watcher looks at within a second or two. */
export const ALERTS_MAX = 200;
const ACTIVE_MAX = 5_000;

const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const Rows = z.array(
  z.object({
    alertId: z.string(),
    ownerId: z.string(),
    name: z.string(),
    terms: AlertTermsSchema,
    severity: z.enum(["info", "warning", "failure"]),
    repeats: z.boolean(),
    coolDownS: z.number(),
    expiresAt: when.nullable(),
    status: z.enum(["active", "paused", "done", "expired"]),
    holds: z.boolean().nullable(),
    reading: z.string().nullable(),
    readAt: when.nullable(),
    watchedFrom: z.date(),
    seenUntil: z.date(),
    stateVersion: z.number(),
    firedCount: z.number(),
    lastFiredAt: when.nullable(),
    createdAt: when,
  }),
);
export type AlertRow = z.output<typeof Rows>[number];

/** `ownerId` null: every active one of the house. */
async function select(
  sql: SqlPort,
  { ownerId, alertId }: { readonly ownerId: string | null; readonly alertId: string | null },
): Promise<readonly AlertRow[]> {
  const isActive = ownerId === null && alertId === null;
  return Rows.parse(
    await sql.$queryRaw`
      SELECT alert_id AS "alertId", owner_id AS "ownerId", name, terms, severity, repeats, cool_down_s AS "coolDownS",
        expires_at AS "expiresAt", status, holds, reading, read_at AS "readAt", watched_from AS "watchedFrom", seen_until AS "seenUntil",
        state_version AS "stateVersion", fired_count AS "firedCount", last_fired_at AS "lastFiredAt", created_at AS "createdAt"
      FROM alert_rule
      WHERE removed_at IS NULL AND (NOT ${isActive} OR status = 'active') AND (${ownerId}::text IS NULL OR owner_id = ${ownerId})
        AND (${alertId}::text IS NULL OR alert_id = ${alertId})
      ORDER BY created_at DESC, alert_id LIMIT ${ACTIVE_MAX}`,
  );
}

export const listActive = (sql: SqlPort) => select(sql, { ownerId: null, alertId: null });
export const listOf = (sql: SqlPort, ownerId: string) => select(sql, { ownerId, alertId: null });
export async function findAlert(sql: SqlPort, alertId: string): Promise<AlertRow | null> {
  return (await select(sql, { ownerId: null, alertId }))[0] ?? null;
}

export function viewOf(row: AlertRow): AlertView {
  const { alertId, name, terms, severity, repeats, coolDownS, expiresAt, status } = row;
  const { holds, reading, readAt, firedCount, lastFiredAt, createdAt } = row;
  const set = { alertId, name, terms, severity, repeats, coolDownS, expiresAt, status, createdAt };
  return { ...set, holds, reading, readAt, firedCount, lastFiredAt };
}

export async function insertAlert(
  tx: SqlPort,
  {
    alertId,
    ownerId,
    nowMs,
    input,
  }: { readonly alertId: string; readonly ownerId: string; readonly nowMs: number; readonly input: AlertInput },
): Promise<void> {
  const { name, terms, severity, repeats, coolDownS, expiresAt } = input;
  await tx.$executeRaw`
    INSERT INTO alert_rule (alert_id, owner_id, name, terms, severity, repeats, cool_down_s, expires_at, status, created_at)
    VALUES (${alertId}, ${ownerId}, ${name}, ${JSON.stringify(terms)}::jsonb, ${severity}, ${repeats}, ${coolDownS},
      ${expiresAt === null ? null : new Date(expiresAt)}, 'active', ${new Date(nowMs)})`;
}

/** It begins anew: active, and nothing is known of how it stood. */
export async function replaceAlert(tx: SqlPort, alertId: string, input: AlertInput): Promise<void> {
  const { name, terms, severity, repeats, coolDownS, expiresAt } = input;
  await tx.$executeRaw`
    UPDATE alert_rule SET name = ${name}, terms = ${JSON.stringify(terms)}::jsonb, severity = ${severity}, repeats = ${repeats},
      cool_down_s = ${coolDownS}, expires_at = ${expiresAt === null ? null : new Date(expiresAt)}, status = 'active',
      holds = NULL, reading = NULL, read_at = NULL, watched_from = clock_timestamp(), seen_until = clock_timestamp(), state_version = state_version + 1
    WHERE alert_id = ${alertId}`;
}

export async function writeStatus(tx: SqlPort, alertId: string, status: AlertView["status"]): Promise<void> {
  await tx.$executeRaw`
    UPDATE alert_rule SET status = ${status}, state_version = state_version + 1,
      holds = CASE WHEN ${status} = 'active' THEN NULL ELSE holds END,
      watched_from = CASE WHEN ${status} = 'active' THEN clock_timestamp() ELSE watched_from END,
      seen_until = CASE WHEN ${status} = 'active' THEN clock_timestamp() ELSE seen_until END
    WHERE alert_id = ${alertId}`;
}

/** Puts it aside with its history: {@link restoreAlert} brings both back. */
export async function removeAlert(tx: SqlPort, alertId: string, nowMs: EpochMs): Promise<void> {
  await tx.$executeRaw`
    UPDATE alert_rule SET removed_at = ${new Date(nowMs)}, state_version = state_version + 1
    WHERE alert_id = ${alertId} AND removed_at IS NULL`;
}

/**
 * Brings back what its owner removed after `sinceMs`, as it was; what came to pass meanwhile is none of its business. Null: there is
 * nothing of theirs to bring back, else its name.
 */
export async function restoreAlert(
  tx: SqlPort,
  { alertId, ownerId, sinceMs }: { readonly alertId: string; readonly ownerId: string; readonly sinceMs: EpochMs },
): Promise<string | null> {
  const rows = await tx.$queryRaw`
    UPDATE alert_rule SET removed_at = NULL, state_version = state_version + 1,
      holds = CASE WHEN status = 'active' THEN NULL ELSE holds END, watched_from = clock_timestamp(), seen_until = clock_timestamp()
    WHERE alert_id = ${alertId} AND owner_id = ${ownerId} AND removed_at >= ${new Date(sinceMs)}
    RETURNING name`;
  return z.array(z.object({ name: z.string() })).parse(rows)[0]?.name ?? null;
}

/** Ends what was removed longer ago than `ageMs`. Returns how many. */
export function pruneRemovedAlerts(sql: SqlPort, ageMs: number, limit: number): Promise<number> {
  return sql.$executeRaw`
    DELETE FROM alert_rule WHERE alert_id IN (
      SELECT alert_id FROM alert_rule WHERE removed_at < now() - make_interval(secs => ${ageMs / 1000}) ORDER BY removed_at LIMIT ${limit}
    )`;
}

export interface AlertState {
  readonly holds: boolean | null;
  readonly reading: string | null;
  readonly readMs: number;
  readonly seenUntil: Date;
  readonly fired: number;
  readonly status: AlertView["status"];
}

/** False: somebody changed it meanwhile, and what was seen is of another one. */
export async function writeState(
  tx: SqlPort,
  { alertId, stateVersion }: Pick<AlertRow, "alertId" | "stateVersion">,
  { holds, reading, readMs, seenUntil, fired, status }: AlertState,
): Promise<boolean> {
  const read = new Date(readMs);
  const changed = await tx.$executeRaw`
    UPDATE alert_rule SET holds = ${holds}, reading = ${reading}, read_at = ${read}, seen_until = ${seenUntil}, status = ${status},
      state_version = state_version + 1, fired_count = fired_count + ${fired},
      last_fired_at = CASE WHEN ${fired} > 0 THEN ${read} ELSE last_fired_at END
    WHERE alert_id = ${alertId} AND state_version = ${stateVersion} AND status = 'active'`;
  return changed === 1;
}

/** What was seen, where nothing came of it: for people who look. */
export async function writeReading(
  tx: SqlPort,
  alertId: string,
  reading: string | null,
  readMs: number,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE alert_rule SET reading = ${reading}, read_at = ${new Date(readMs)} WHERE alert_id = ${alertId} AND status = 'active'`;
}

export interface NewFiring {
  readonly alertId: string;
  /** What fired it. */
  readonly key: string;
  readonly atMs: number;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** False: this has fired it already. */
export async function insertFiring(tx: SqlPort, { alertId, key, atMs, facts }: NewFiring): Promise<boolean> {
  const made = await tx.$executeRaw`
    INSERT INTO alert_firing (alert_id, key, at, facts) VALUES (${alertId}, ${key}, ${new Date(atMs)}, ${JSON.stringify(facts)}::jsonb)
    ON CONFLICT (alert_id, key) DO NOTHING`;
  return made === 1;
}

const fact = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const FiringRows = z.array(
  z.object({
    firingId: z.string(),
    alertId: z.string(),
    name: z.string(),
    at: when,
    facts: z.object({ messageKey: z.string(), facts: z.record(z.string(), fact) }),
  }),
);
export type FiringRow = z.output<typeof FiringRows>[number];

export async function listFiringsOf(
  sql: SqlPort,
  {
    ownerId,
    alertId,
    before,
    limit,
  }: {
    readonly ownerId: string;
    readonly alertId: string | null;
    readonly before: string | null;
    readonly limit: number;
  },
): Promise<readonly FiringRow[]> {
  return FiringRows.parse(
    await sql.$queryRaw`
      SELECT f.firing_id::text AS "firingId", f.alert_id AS "alertId", a.name, f.at, f.facts
      FROM alert_firing f JOIN alert_rule a USING (alert_id)
      WHERE a.owner_id = ${ownerId} AND a.removed_at IS NULL AND (${alertId}::text IS NULL OR f.alert_id = ${alertId})
        AND (${before}::bigint IS NULL OR f.firing_id < ${before}::bigint)
      ORDER BY f.firing_id DESC LIMIT ${limit}`,
  );
}

/** Of one owner's alerts, oldest first, after a firing. */
export async function listFiringsAfter(
  sql: SqlPort,
  { ownerId, after, limit }: { readonly ownerId: string; readonly after: bigint; readonly limit: number },
): Promise<readonly FiringRow[]> {
  return FiringRows.parse(
    await sql.$queryRaw`
      SELECT f.firing_id::text AS "firingId", f.alert_id AS "alertId", a.name, f.at, f.facts
      FROM alert_firing f JOIN alert_rule a USING (alert_id)
      WHERE a.owner_id = ${ownerId} AND a.removed_at IS NULL AND f.firing_id > ${String(after)}::bigint
      ORDER BY f.firing_id LIMIT ${limit}`,
  );
}

/** The newest firing's number, 0 where there is none. Alerts fire in one process alone: no smaller one comes later. */
export async function newestFiring(sql: SqlPort): Promise<bigint> {
  const rows = z
    .array(z.object({ id: z.string().transform(BigInt) }))
    .parse(await sql.$queryRaw`SELECT coalesce(max(firing_id), 0)::text AS id FROM alert_firing LIMIT 1`);
  return rows[0]?.id ?? 0n;
}

/** Removes firings older than `ageMs`. Returns how many. */
export function pruneFirings(sql: SqlPort, ageMs: number, limit: number): Promise<number> {
  return sql.$executeRaw`
    DELETE FROM alert_firing WHERE firing_id IN (
      SELECT firing_id FROM alert_firing WHERE at < now() - make_interval(secs => ${ageMs / 1000}) ORDER BY firing_id LIMIT ${limit}
    )`;
}

/** When there first was a firing that is still kept; null: there is none. */
export function oldestFiring(sql: SqlPort): Promise<EpochMs | null> {
  return momentOf(sql.$queryRaw`SELECT min(at) AS at FROM alert_firing LIMIT 1`);
}
