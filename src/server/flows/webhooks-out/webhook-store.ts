import { z } from "zod";
import { EpochMs, type SqlPort } from "@/modules/_kernel";
import { momentOf } from "../../infra/moment";
import type { WebhookDeliveryView, WebhookOutView } from "../contract/webhooks-out";

export const WEBHOOKS_MAX = 20;
const HOUSE_MAX = 1_000;
export const WEBHOOK_KINDS = ["order", "fill", "alert", "halt", "deployment"] as const;

const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const number = z.string().transform(BigInt);
const Rows = z.array(
  z.object({
    webhookId: z.string(),
    ownerId: z.string(),
    name: z.string(),
    address: z.string(),
    kinds: z.array(z.enum(WEBHOOK_KINDS)),
    state: z.enum(["active", "paused", "gone"]),
    stateNote: z.string().nullable(),
    eventsFrom: z.date(),
    eventsUntil: z.date(),
    firingId: number,
    newsSeq: number,
    createdAt: when,
  }),
);
export type WebhookRow = z.output<typeof Rows>[number];

/** `ownerId` and `webhookId` null: every active one of the house. */
export async function listWebhooks(
  sql: SqlPort,
  { ownerId, webhookId }: { readonly ownerId: string | null; readonly webhookId: string | null },
): Promise<readonly WebhookRow[]> {
  const isHouse = ownerId === null && webhookId === null;
  return Rows.parse(
    await sql.$queryRaw`
      SELECT webhook_id AS "webhookId", owner_id AS "ownerId", name, address, kinds, state, state_note AS "stateNote",
        events_from AS "eventsFrom", events_until AS "eventsUntil", firing_id::text AS "firingId", news_seq::text AS "newsSeq",
        created_at AS "createdAt"
      FROM webhook_out
      WHERE (NOT ${isHouse} OR state = 'active') AND (${ownerId}::text IS NULL OR owner_id = ${ownerId})
        AND (${webhookId}::text IS NULL OR webhook_id = ${webhookId})
      ORDER BY created_at, webhook_id LIMIT ${HOUSE_MAX}`,
  );
}

export function viewOf({ webhookId, name, address, kinds, state, stateNote, createdAt }: WebhookRow): WebhookOutView {
  return { webhookId, name, address, kinds, state, stateNote, createdAt };
}

export interface Marks {
  readonly firingId: bigint;
  readonly newsSeq: bigint;
}

/** False: its owner has one of that name. Events from this moment on are its. */
export async function insertWebhook(
  tx: SqlPort,
  {
    webhookId,
    ownerId,
    name,
    address,
    kinds,
    nowMs,
    marks,
  }: Pick<WebhookRow, "webhookId" | "ownerId" | "name" | "address"> & {
    readonly kinds: readonly string[];
    readonly nowMs: number;
    readonly marks: Marks;
  },
): Promise<boolean> {
  const made = await tx.$executeRaw`
    INSERT INTO webhook_out (webhook_id, owner_id, name, address, kinds, events_from, events_until, firing_id, news_seq, created_at)
    VALUES (${webhookId}, ${ownerId}, ${name}, ${address}, ${[...kinds]}, clock_timestamp(), clock_timestamp(),
      ${String(marks.firingId)}::bigint, ${String(marks.newsSeq)}::bigint, ${new Date(nowMs)})
    ON CONFLICT (owner_id, name) DO NOTHING`;
  return made === 1;
}

/** Active again it begins with what happens from now on. */
export async function writeWebhookState(
  tx: SqlPort,
  webhookId: string,
  {
    state,
    note,
    marks,
  }: { readonly state: WebhookRow["state"]; readonly note: string | null; readonly marks: Marks | null },
): Promise<void> {
  await tx.$executeRaw`UPDATE webhook_out SET state = ${state}, state_note = ${note} WHERE webhook_id = ${webhookId}`;
  if (marks === null) return;
  await tx.$executeRaw`
    UPDATE webhook_out SET events_from = clock_timestamp(), events_until = clock_timestamp(),
      firing_id = ${String(marks.firingId)}::bigint, news_seq = ${String(marks.newsSeq)}::bigint
    WHERE webhook_id = ${webhookId}`;
}

export async function moveMarks(
  tx: SqlPort,
  webhookId: string,
  { eventsUntil, firingId, newsSeq }: Marks & { readonly eventsUntil: Date },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE webhook_out SET events_until = greatest(events_until, ${eventsUntil}),
      firing_id = greatest(firing_id, ${String(firingId)}::bigint), news_seq = greatest(news_seq, ${String(newsSeq)}::bigint)
    WHERE webhook_id = ${webhookId}`;
}

export async function deleteWebhook(tx: SqlPort, webhookId: string): Promise<void> {
  await tx.$executeRaw`DELETE FROM webhook_out WHERE webhook_id = ${webhookId}`;
}

// ---- deliveries ---------------------------------------------------------------------------------------------------

export interface NewEvent {
  readonly deliveryId: string;
  readonly webhookId: string;
  readonly eventKey: string;
  readonly kind: string;
  readonly body: string;
  readonly nowMs: number;
}

export async function insertEvent(
  tx: SqlPort,
  { deliveryId, webhookId, eventKey, kind, body, nowMs }: NewEvent,
): Promise<void> {
  const now = new Date(nowMs);
  await tx.$executeRaw`
    INSERT INTO webhook_out_delivery (delivery_id, webhook_id, event_key, kind, body, status, due_at, created_at)
    VALUES (${deliveryId}, ${webhookId}, ${eventKey}, ${kind}, ${body}, 'queued', ${now}, ${now})
    ON CONFLICT (webhook_id, event_key) DO NOTHING`;
}

const DueRows = z.array(
  z.object({ deliveryId: z.string(), webhookId: z.string(), body: z.string(), attempts: z.number() }),
);
export type DueEvent = z.output<typeof DueRows>[number];

/** Takes what is due of subscriptions that are active; what a dead sender left `sending` is taken again when its time is over. */
export async function claimEvents(
  tx: SqlPort,
  { nowMs, givenUpMs, limit }: { readonly nowMs: number; readonly givenUpMs: number; readonly limit: number },
): Promise<readonly DueEvent[]> {
  return DueRows.parse(
    await tx.$queryRaw`
      WITH due AS (
        SELECT delivery_id FROM webhook_out_delivery d JOIN webhook_out w USING (webhook_id)
        WHERE status IN ('queued', 'sending') AND due_at <= ${new Date(nowMs)} AND w.state = 'active'
        ORDER BY due_at, d.created_at, delivery_id LIMIT ${limit} FOR UPDATE OF d
      )
      UPDATE webhook_out_delivery d SET status = 'sending', attempts = attempts + 1, due_at = ${new Date(givenUpMs)}
      FROM due WHERE d.delivery_id = due.delivery_id
      RETURNING d.delivery_id AS "deliveryId", d.webhook_id AS "webhookId", d.body, d.attempts`,
  );
}

export async function settleEvent(
  tx: SqlPort,
  { deliveryId, attempts }: Pick<DueEvent, "deliveryId" | "attempts">,
  {
    status,
    answer,
    nowMs,
    dueMs,
  }: {
    readonly status: "queued" | "delivered" | "failed";
    readonly answer: string;
    readonly nowMs: number;
    readonly dueMs: number;
  },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE webhook_out_delivery SET status = ${status}, answer = ${answer}, due_at = ${new Date(dueMs)},
      sent_at = CASE WHEN ${status === "delivered"} THEN ${new Date(nowMs)} ELSE sent_at END
    WHERE delivery_id = ${deliveryId} AND attempts = ${attempts} AND status = 'sending'`;
}

/** False: there is no such delivery, or it is under way already. */
export async function requeueEvent(tx: SqlPort, deliveryId: string, nowMs: number): Promise<boolean> {
  const queued = await tx.$executeRaw`
    UPDATE webhook_out_delivery SET status = 'queued', attempts = 0, due_at = ${new Date(nowMs)}
    WHERE delivery_id = ${deliveryId} AND status IN ('delivered', 'failed')`;
  return queued === 1;
}

const LogRows = z.array(
  z.object({
    deliveryId: z.string(),
    webhookId: z.string(),
    kind: z.enum(WEBHOOK_KINDS),
    body: z.string(),
    status: z.enum(["queued", "sending", "delivered", "failed"]),
    attempts: z.number(),
    createdAt: when,
    sentAt: when.nullable(),
    answer: z.string().nullable(),
  }),
);

/** Newest first. */
export async function listEvents(
  sql: SqlPort,
  {
    webhookId,
    deliveryId,
    before,
    limit,
  }: {
    readonly webhookId: string | null;
    readonly deliveryId: string | null;
    readonly before: { readonly atMs: number; readonly deliveryId: string } | null;
    readonly limit: number;
  },
): Promise<readonly WebhookDeliveryView[]> {
  const at = before === null ? null : new Date(before.atMs);
  return LogRows.parse(
    await sql.$queryRaw`
      SELECT delivery_id AS "deliveryId", webhook_id AS "webhookId", kind, body, status, attempts, created_at AS "createdAt",
        sent_at AS "sentAt", answer
      FROM webhook_out_delivery
      WHERE (${webhookId}::text IS NULL OR webhook_id = ${webhookId}) AND (${deliveryId}::text IS NULL OR delivery_id = ${deliveryId})
        AND (${at}::timestamptz IS NULL OR (created_at, delivery_id) < (${at}, ${before?.deliveryId ?? ""}))
      ORDER BY created_at DESC, delivery_id DESC LIMIT ${limit}`,
  );
}

/** Removes what is older than `ageMs`. Returns how many. */
export function pruneEvents(sql: SqlPort, ageMs: number, limit: number): Promise<number> {
  return sql.$executeRaw`
    DELETE FROM webhook_out_delivery WHERE delivery_id IN (
      SELECT delivery_id FROM webhook_out_delivery WHERE created_at < now() - make_interval(secs => ${ageMs / 1000})
      ORDER BY created_at LIMIT ${limit}
    )`;
}

/** When there first was a call of a webhook out that is still kept; null: there is none. */
export function oldestEvent(sql: SqlPort): Promise<EpochMs | null> {
  return momentOf(sql.$queryRaw`SELECT min(created_at) AS at FROM webhook_out_delivery LIMIT 1`);
}
