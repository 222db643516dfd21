import { z } from "zod";
import { EpochMs, type SqlPort, type UserId } from "@/modules/_kernel";
import type { NotificationView } from "../../flows/contract";
import { momentOf } from "../../infra/moment";
import type { RecordTx } from "../../infra/prisma";

/** What a person is told in the app: one row each, in words of the message catalog. */

const fact = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const notifications = z.array(
  z.object({
    notificationId: z.string(),
    severity: z.enum(["info", "success", "warning", "failure"]),
    messageKey: z.string(),
    facts: z.record(z.string(), fact),
    href: z.string().nullable(),
    createdAt: when,
    readAt: when.nullable(),
  }),
);

export interface NewNotification {
  readonly notificationId: string;
  readonly userId: UserId;
  readonly severity: NotificationView["severity"];
  readonly messageKey: string;
  readonly facts: NotificationView["facts"];
  readonly href: string | null;
}

/**
 * Writes one notification and returns it as the person will see it. In SQL, because it is written in whatever transaction
 * ends a piece of work; the caller publishes it in the same one.
 */
export async function addNotification(tx: SqlPort, one: NewNotification): Promise<NotificationView> {
  const rows = await tx.$queryRaw`
    INSERT INTO notification (id, user_id, severity, message_key, facts, href)
    VALUES (${one.notificationId}, ${one.userId}, ${one.severity}, ${one.messageKey}, ${JSON.stringify(one.facts)}::jsonb, ${one.href})
    RETURNING id AS "notificationId", severity, message_key AS "messageKey", facts, href,
              created_at AS "createdAt", read_at AS "readAt"`;
  const [view] = notifications.parse(rows);
  if (view === undefined) throw new Error("INSERT ... RETURNING returned no row");
  return view;
}

/** The part of a client or transaction that reads and marks notifications. */
type NotificationRows = Pick<RecordTx, "notification">;

/** Newest first. */
export async function listNotifications(
  { notification }: NotificationRows,
  userId: UserId,
  limit: number,
): Promise<readonly NotificationView[]> {
  const rows = await notification.findMany({
    where: { userId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit,
  });
  return notifications.parse(rows.map(({ id, ...row }) => ({ notificationId: id, ...row })));
}

/** Marks as read what the person had on the screen: nothing newer than `upToMs`. Returns how many were unread. */
export async function markRead(
  { notification }: NotificationRows,
  userId: UserId,
  { upToMs, nowMs }: { readonly upToMs: EpochMs; readonly nowMs: EpochMs },
): Promise<number> {
  const where = { userId, readAt: null, createdAt: { lte: new Date(upToMs) } };
  return (await notification.updateMany({ where, data: { readAt: new Date(nowMs) } })).count;
}

/** Removes notifications older than `ageMs`. Returns how many. */
export function pruneNotifications(sql: SqlPort, ageMs: number, limit: number): Promise<number> {
  return sql.$executeRaw`
    DELETE FROM notification WHERE id IN (
      SELECT id FROM notification WHERE created_at < now() - make_interval(secs => ${ageMs / 1000})
      ORDER BY created_at LIMIT ${limit}
    )`;
}

/** When there first was a notification that is still kept; null: there is none. */
export function oldestNotification(sql: SqlPort): Promise<EpochMs | null> {
  return momentOf(sql.$queryRaw`SELECT min(created_at) AS at FROM notification LIMIT 1`);
}
