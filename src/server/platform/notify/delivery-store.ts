import { z } from "zod";
import { EpochMs, type SqlPort } from "@/modules/_kernel";
import { momentOf } from "../../infra/moment";
import { CHANNEL_KINDS } from "./channels/port";
import type { Way } from "./plan";

/** The outbox of messages to people: each row is written before it is sent, and keeps what became of it. */

const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const fact = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const facts = z.record(z.string(), fact);
const severity = z.enum(["info", "success", "warning", "failure"]);
const TARGET_KINDS = [...CHANNEL_KINDS, "person"] as const;
const STATUSES = ["queued", "sending", "sent", "delivered", "acknowledged", "failed"] as const;
export type DeliveryStatus = (typeof STATUSES)[number];

// ---- what is to be planned ----------------------------------------------------------------------------------------

const UnplannedRows = z.array(
  z.object({
    notificationId: z.string(),
    userId: z.string(),
    severity,
    messageKey: z.string(),
    facts,
    createdAt: when,
  }),
);
export type Unplanned = z.output<typeof UnplannedRows>[number];

/** Oldest first. */
export async function listUnplanned(sql: SqlPort, limit: number): Promise<readonly Unplanned[]> {
  return UnplannedRows.parse(
    await sql.$queryRaw`
      SELECT id AS "notificationId", user_id AS "userId", severity, message_key AS "messageKey", facts, created_at AS "createdAt"
      FROM notification WHERE planned_at IS NULL ORDER BY created_at, id LIMIT ${limit}`,
  );
}

/** False: it was planned already. */
export async function markPlanned(tx: SqlPort, notificationId: string, nowMs: number): Promise<boolean> {
  const planned = await tx.$executeRaw`
    UPDATE notification SET planned_at = ${new Date(nowMs)} WHERE id = ${notificationId} AND planned_at IS NULL`;
  return planned === 1;
}

export interface NewDelivery {
  readonly deliveryId: string;
  readonly notificationId: string | null;
  readonly userId: string;
  readonly targetKind: (typeof TARGET_KINDS)[number];
  readonly targetName: string;
  readonly way: Way;
  readonly nowMs: number;
}

/** One message a way: a second row for it is not made. */
export async function insertDelivery(tx: SqlPort, one: NewDelivery): Promise<void> {
  const { deliveryId, notificationId, userId, targetKind, targetName, way, nowMs } = one;
  await tx.$executeRaw`
    INSERT INTO notify_delivery (delivery_id, notification_id, user_id, target_kind, target_id, target_name, status, due_at, created_at)
    VALUES (${deliveryId}, ${notificationId}, ${userId}, ${targetKind}, ${way.target.id}, ${targetName}, 'queued', ${new Date(way.dueMs)}, ${new Date(nowMs)})
    ON CONFLICT (notification_id, target_id) DO NOTHING`;
}

// ---- what is to be sent -------------------------------------------------------------------------------------------

const DueRows = z.array(
  z.object({
    deliveryId: z.string(),
    notificationId: z.string().nullable(),
    userId: z.string(),
    targetKind: z.enum(TARGET_KINDS),
    targetId: z.string(),
    attempts: z.number(),
    createdAt: when,
    severity: severity.nullable(),
    messageKey: z.string().nullable(),
    facts: facts.nullable(),
    href: z.string().nullable(),
    notifiedAt: when.nullable(),
  }),
);
export type DueDelivery = z.output<typeof DueRows>[number];

/**
 * Takes what is due to be sent: from now on each is `sending` with one attempt more. What was read meanwhile is `acknowledged`
 * instead and never sent. One that is still `sending` when its time is over was left by a sender that died: it is taken again.
 */
export async function claimDue(
  tx: SqlPort,
  { nowMs, givenUpMs, limit }: { readonly nowMs: number; readonly givenUpMs: number; readonly limit: number },
): Promise<readonly DueDelivery[]> {
  await tx.$executeRaw`
    UPDATE notify_delivery SET status = 'acknowledged', acknowledged_at = n.read_at
    FROM notification n
    WHERE notify_delivery.notification_id = n.id AND n.read_at IS NOT NULL AND status IN ('queued', 'sending')
      AND due_at <= ${new Date(nowMs)}`;
  const rows = await tx.$queryRaw`
    WITH due AS (
      SELECT delivery_id FROM notify_delivery
      WHERE status IN ('queued', 'sending') AND due_at <= ${new Date(nowMs)}
      ORDER BY due_at, delivery_id LIMIT ${limit} FOR UPDATE
    ), taken AS (
      UPDATE notify_delivery d SET status = 'sending', attempts = attempts + 1, due_at = ${new Date(givenUpMs)}
      FROM due WHERE d.delivery_id = due.delivery_id
      RETURNING d.*
    )
    SELECT d.delivery_id AS "deliveryId", d.notification_id AS "notificationId", d.user_id AS "userId",
      d.target_kind AS "targetKind", d.target_id AS "targetId", d.attempts, d.created_at AS "createdAt",
      n.severity, n.message_key AS "messageKey", n.facts, n.href, n.created_at AS "notifiedAt"
    FROM taken d LEFT JOIN notification n ON n.id = d.notification_id
    ORDER BY d.created_at, d.delivery_id LIMIT ${limit}`;
  return DueRows.parse(rows);
}

/** Takes one that was just written, for whoever wrote it to send. */
export async function claimOne(tx: SqlPort, deliveryId: string, givenUpMs: number): Promise<void> {
  await tx.$executeRaw`
    UPDATE notify_delivery SET status = 'sending', attempts = attempts + 1, due_at = ${new Date(givenUpMs)}
    WHERE delivery_id = ${deliveryId} AND status = 'queued'`;
}

/** When the next one is due; null: nothing waits. */
export async function nextDueMs(sql: SqlPort): Promise<number | null> {
  const rows = z
    .array(z.object({ at: z.date().nullable() }))
    .parse(
      await sql.$queryRaw`SELECT min(due_at) AS at FROM notify_delivery WHERE status IN ('queued', 'sending') LIMIT 1`,
    );
  return rows[0]?.at?.getTime() ?? null;
}

/** What one try came to. Names the attempt: the word of a sender that was given up changes nothing any more. */
export async function settleDelivery(
  tx: SqlPort,
  { deliveryId, attempts }: Pick<DueDelivery, "deliveryId" | "attempts">,
  {
    status,
    answer,
    nowMs,
    dueMs,
  }: {
    readonly status: "queued" | "sent" | "delivered" | "failed";
    readonly answer: string;
    readonly nowMs: number;
    readonly dueMs: number;
  },
): Promise<boolean> {
  const now = new Date(nowMs);
  const isOut = status === "sent" || status === "delivered";
  const settled = await tx.$executeRaw`
    UPDATE notify_delivery SET status = ${status}, answer = ${answer}, due_at = ${new Date(dueMs)},
      sent_at = CASE WHEN ${isOut} THEN ${now} ELSE sent_at END,
      delivered_at = CASE WHEN ${status === "delivered"} THEN ${now} ELSE delivered_at END
    WHERE delivery_id = ${deliveryId} AND attempts = ${attempts} AND status = 'sending'`;
  return settled === 1;
}

/** A way that failed does not keep the next ones waiting. */
export async function hurryOthers(tx: SqlPort, notificationId: string, nowMs: number): Promise<void> {
  await tx.$executeRaw`
    UPDATE notify_delivery SET due_at = ${new Date(nowMs)}
    WHERE notification_id = ${notificationId} AND status = 'queued' AND attempts = 0 AND due_at > ${new Date(nowMs)}`;
}

// ---- what people say of it ----------------------------------------------------------------------------------------

/** Reads one's own notification. False: there is no such one that is unread. */
export async function acknowledge(
  tx: SqlPort,
  notificationId: string,
  userId: string,
  nowMs: number,
): Promise<boolean> {
  const now = new Date(nowMs);
  const read = await tx.$executeRaw`
    UPDATE notification SET read_at = ${now} WHERE id = ${notificationId} AND user_id = ${userId} AND read_at IS NULL`;
  if (read === 0) return false;
  await tx.$executeRaw`
    UPDATE notify_delivery SET status = 'acknowledged', acknowledged_at = ${now}
    WHERE notification_id = ${notificationId} AND status <> 'failed'`;
  return true;
}

/** What left the house about notifications that were read in the app since. */
export function acknowledgeRead(
  tx: SqlPort,
  { sinceMs, limit }: { readonly sinceMs: number; readonly limit: number },
): Promise<number> {
  return tx.$executeRaw`
    UPDATE notify_delivery SET status = 'acknowledged', acknowledged_at = n.read_at FROM notification n
    WHERE n.id = notify_delivery.notification_id AND delivery_id IN (
      SELECT d.delivery_id FROM notify_delivery d JOIN notification r ON r.id = d.notification_id
      WHERE d.status IN ('sent', 'delivered') AND r.read_at IS NOT NULL AND d.created_at > ${new Date(sinceMs)}
      ORDER BY d.delivery_id LIMIT ${limit})`;
}

export async function isNotificationOf(sql: SqlPort, notificationId: string, userId: string): Promise<boolean> {
  const rows = await sql.$queryRaw<readonly unknown[]>`
    SELECT 1 AS one FROM notification WHERE id = ${notificationId} AND user_id = ${userId} LIMIT 1`;
  return rows.length === 1;
}

/** A device showed it. False: there is no such message of that person that waits for this. */
export async function confirmDelivered(
  tx: SqlPort,
  deliveryId: string,
  userId: string,
  nowMs: number,
): Promise<boolean> {
  // The device may be faster than the push service's answer to us.
  const changed = await tx.$executeRaw`
    UPDATE notify_delivery SET status = CASE WHEN status = 'sent' THEN 'delivered' ELSE status END,
      delivered_at = ${new Date(nowMs)}
    WHERE delivery_id = ${deliveryId} AND user_id = ${userId} AND delivered_at IS NULL AND status IN ('sending', 'sent')`;
  return changed === 1;
}

/** Tries one that failed from the beginning. False: it has not failed. */
export async function requeueDelivery(tx: SqlPort, deliveryId: string, nowMs: number): Promise<boolean> {
  const queued = await tx.$executeRaw`
    UPDATE notify_delivery SET status = 'queued', attempts = 0, due_at = ${new Date(nowMs)}
    WHERE delivery_id = ${deliveryId} AND status = 'failed'`;
  return queued === 1;
}

// ---- the log ------------------------------------------------------------------------------------------------------

const LogRows = z.array(
  z.object({
    deliveryId: z.string(),
    notificationId: z.string().nullable(),
    userId: z.string(),
    targetKind: z.enum(TARGET_KINDS),
    targetName: z.string(),
    status: z.enum(STATUSES),
    dueAt: when,
    attempts: z.number(),
    createdAt: when,
    sentAt: when.nullable(),
    deliveredAt: when.nullable(),
    acknowledgedAt: when.nullable(),
    answer: z.string().nullable(),
    messageKey: z.string().nullable(),
    facts: facts.nullable(),
  }),
);
export type DeliveryRow = z.output<typeof LogRows>[number];

/** Newest first. `userId` null: of everybody. */
export async function listDeliveries(
  sql: SqlPort,
  {
    userId,
    deliveryId = null,
    status,
    before,
    limit,
  }: {
    readonly userId: string | null;
    readonly deliveryId?: string | null;
    readonly status: DeliveryStatus | null;
    readonly before: { readonly atMs: number; readonly deliveryId: string } | null;
    readonly limit: number;
  },
): Promise<readonly DeliveryRow[]> {
  const at = before === null ? null : new Date(before.atMs);
  return LogRows.parse(
    await sql.$queryRaw`
      SELECT d.delivery_id AS "deliveryId", d.notification_id AS "notificationId", d.user_id AS "userId",
        d.target_kind AS "targetKind", d.target_name AS "targetName", d.status, d.due_at AS "dueAt", d.attempts,
        d.created_at AS "createdAt", d.sent_at AS "sentAt", d.delivered_at AS "deliveredAt",
        d.acknowledged_at AS "acknowledgedAt", d.answer, n.message_key AS "messageKey", n.facts
      FROM notify_delivery d LEFT JOIN notification n ON n.id = d.notification_id
      WHERE (${userId}::text IS NULL OR d.user_id = ${userId}) AND (${status}::text IS NULL OR d.status = ${status})
        AND (${deliveryId}::text IS NULL OR d.delivery_id = ${deliveryId})
        AND (${at}::timestamptz IS NULL OR (d.created_at, d.delivery_id) < (${at}, ${before?.deliveryId ?? ""}))
      ORDER BY d.created_at DESC, d.delivery_id DESC LIMIT ${limit}`,
  );
}

/** Removes what is older than `ageMs`. Returns how many. */
export function pruneDeliveries(sql: SqlPort, ageMs: number, limit: number): Promise<number> {
  return sql.$executeRaw`
    DELETE FROM notify_delivery WHERE delivery_id IN (
      SELECT delivery_id FROM notify_delivery WHERE created_at < now() - make_interval(secs => ${ageMs / 1000})
      ORDER BY created_at LIMIT ${limit}
    )`;
}

/** When there first was a delivery that is still kept; null: there is none. */
export function oldestDelivery(sql: SqlPort): Promise<EpochMs | null> {
  return momentOf(sql.$queryRaw`SELECT min(created_at) AS at FROM notify_delivery LIMIT 1`);
}
