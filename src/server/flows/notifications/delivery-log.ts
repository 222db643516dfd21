import { err, ok, UserId } from "@/modules/_kernel";
import { appendAudit } from "../../platform/audit";
import { addressesOf } from "../../platform/identity";
import {
  acknowledge,
  type ChannelRow,
  claimOne,
  confirmDelivered,
  type DeliveryRow,
  insertDelivery,
  isNotificationOf,
  listDeliveries,
  requeueDelivery,
  settleDelivery,
} from "../../platform/notify";
import type { Actor, Answer } from "../contract";
import type { DeliveryView, NotificationFlows } from "../contract/notifications";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { personOf } from "../trading/access";
import { NEEDS_PERSON, ownChannel } from "./manage-channels";
import type { ChannelOptions } from "./open-channel";
import { messageOf, trySend } from "./try-send";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "secrets" | "clock" | "newId" | "signals">;
type LogFlows = Pick<
  NotificationFlows,
  "testChannel" | "listDeliveries" | "retryDelivery" | "acknowledgeNotification" | "confirmDelivery"
>;

export function makeLogFlows(deps: Deps, options: ChannelOptions): LogFlows {
  const { sql, prisma, transactions, clock, signals } = deps;
  return {
    async testChannel(actor, channelId) {
      const channel = await ownChannel(deps, actor, channelId);
      return channel.ok ? sendTest(deps, actor, channel.value, options) : channel;
    },
    async listDeliveries(actor, { everybody, status, cursor, limit }) {
      const person = await personOf(prisma, actor);
      const seesAll = everybody && person.role === "admin";
      if (!seesAll && actor.userId === null) return { rows: [], cursor: null };
      const query = { userId: seesAll ? null : actor.userId, status, before: beforeOf(cursor), limit: limit + 1 };
      const rows = await listDeliveries(sql, query);
      const page = rows.slice(0, limit);
      const last = rows.length > limit ? page.at(-1) : undefined;
      return {
        rows: await viewsOf(deps, page),
        cursor: last === undefined ? null : `${last.createdAt}.${last.deliveryId}`,
      };
    },
    async retryDelivery(actor, deliveryId) {
      const found = await findDelivery(deps, actor, deliveryId);
      if (!found.ok) return found;
      const queued = await transactions.run(async (tx) => {
        if (!(await requeueDelivery(tx, deliveryId, clock.nowMs()))) return false;
        const details = { target: found.value.targetName };
        await appendAudit(tx, {
          actor,
          action: "notify.retry",
          subjectType: "notify_delivery",
          subjectId: deliveryId,
          details,
        });
        return true;
      });
      if (!queued) return err({ kind: "notify.not_failed", path: "deliveryId", facts: { status: found.value.status } });
      signals.send("outbox", "");
      return findDelivery(deps, actor, deliveryId);
    },
    async acknowledgeNotification(actor, notificationId) {
      const { userId } = actor;
      if (userId === null) return err(NEEDS_PERSON);
      await transactions.run(async (tx) => {
        if (!(await acknowledge(tx, notificationId, userId, clock.nowMs()))) return;
        await appendAudit(tx, {
          actor,
          action: "notification.acknowledge",
          subjectType: "notification",
          subjectId: notificationId,
        });
      });
      if (await isNotificationOf(sql, notificationId, userId)) return ok(null);
      return err({ kind: "notify.notification_not_found", path: "notificationId" });
    },
    async confirmDelivery({ userId }, deliveryId) {
      if (userId === null) return err(NEEDS_PERSON);
      // Late, twice or of somebody else: nothing changes, and nothing is said about it.
      await transactions.run((tx) => confirmDelivered(tx, deliveryId, userId, clock.nowMs()));
      return ok(null);
    },
  };
}

/** A message like any other, but sent at once by whoever asks, and not tried again. */
async function sendTest(deps: Deps, actor: Actor, channel: ChannelRow, options: ChannelOptions): Answer<DeliveryView> {
  const { transactions, clock, newId } = deps;
  const deliveryId = newId();
  const { channelId, kind, name, userId } = channel;
  const nowMs = clock.nowMs();
  const way = { target: { kind: "channel", id: channelId }, dueMs: nowMs } as const;
  const claimed = await transactions.run(async (tx) => {
    await insertDelivery(tx, {
      deliveryId,
      notificationId: null,
      userId,
      targetKind: kind,
      targetName: name,
      way,
      nowMs,
    });
    await claimOne(tx, deliveryId, nowMs + GIVEN_UP_MS);
    const details = { channelId, kind, name };
    await appendAudit(tx, {
      actor,
      action: "notify.test",
      subjectType: "notify_channel",
      subjectId: channelId,
      details,
    });
    return { deliveryId, attempts: 1 };
  });
  const message = await messageOf(deps, { deliveryId, nowMs, about: null });
  const answer = await trySend(deps, channel, message, { signal: new AbortController().signal, options });
  const isOut = answer.kind === "sent" || answer.kind === "delivered";
  const status = isOut ? answer.kind : "failed";
  const endMs = clock.nowMs();
  await transactions.run((tx) =>
    settleDelivery(tx, claimed, { status, answer: answer.answer, nowMs: endMs, dueMs: endMs }),
  );
  return findDelivery(deps, actor, deliveryId);
}

/** Longer than a test may take: a row of one that died with its process does not stay `sending`. */
const GIVEN_UP_MS = 60_000;

async function findDelivery(deps: Deps, actor: Actor, deliveryId: string): Answer<DeliveryView> {
  const person = await personOf(deps.prisma, actor);
  const query = { userId: null, deliveryId, status: null, before: null, limit: 1 };
  const [row] = await listDeliveries(deps.sql, query);
  if (row === undefined || (row.userId !== actor.userId && person.role !== "admin")) return err(notFound(deliveryId));
  const [view] = await viewsOf(deps, [row]);
  return view === undefined ? err(notFound(deliveryId)) : ok(view);
}

const notFound = (deliveryId: string): AppError => ({
  kind: "notify.delivery_not_found",
  path: "deliveryId",
  facts: { deliveryId: deliveryId.slice(0, 64) },
});

async function viewsOf({ prisma }: Deps, rows: readonly DeliveryRow[]): Promise<readonly DeliveryView[]> {
  const addresses = await addressesOf(prisma, [...new Set(rows.map(({ userId }) => userId))]);
  return rows.map(({ messageKey, facts, userId, ...row }) => ({
    ...row,
    userId: UserId.of(userId),
    who: addresses.get(userId) ?? "",
    about: messageKey === null ? null : { messageKey, facts: facts ?? {} },
  }));
}

/** A cursor that is none is read as the beginning. */
function beforeOf(cursor: string | null): { readonly atMs: number; readonly deliveryId: string } | null {
  const match = /^(\d{1,15})\.([A-Za-z0-9._-]{1,64})$/.exec(cursor ?? "");
  const [, at, deliveryId] = match ?? [];
  return at === undefined || deliveryId === undefined ? null : { atMs: Number(at), deliveryId };
}
