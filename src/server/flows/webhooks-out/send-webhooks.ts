import { timers } from "@/modules/data/server";
import { nextTryMs, postWebhook, type SendAnswer } from "../../platform/notify";
import { readSetting } from "../../platform/settings";
import { keepLease, type Lease, type LeaseKeeper, LeaseLost } from "../../platform/work/lease";
import type { FlowDeps } from "../deps";
import { NO_SETTINGS } from "../notifications/open-channel";
import { type Collected, collectEvents } from "./collect-events";
import { webhookSecret } from "./manage-webhooks";
import {
  claimEvents,
  type DueEvent,
  insertEvent,
  listWebhooks,
  moveMarks,
  settleEvent,
  type WebhookRow,
  writeWebhookState,
} from "./webhook-store";

const ROUND_EVERY_MS = 1_000;
/** Under way at once: a few receivers that do not answer keep nobody else waiting. */
const IN_FLIGHT_MAX = 32;
/** Longer than a try can take; after it a sender that said nothing is taken for dead. */
const GIVEN_UP_MS = 60_000;

/** Tells programs outside what happens. One process does it at a time; what is told is a row before it is sent. */
export function startWebhooksOut(deps: FlowDeps, holder: string): LeaseKeeper {
  return keepLease(deps, { name: "webhooks-out", holder }, async (lease) => {
    const sender = makeWebhookSender(deps, lease);
    try {
      while (!lease.signal.aborted) {
        await sender.round();
        await timers.sleep(ROUND_EVERY_MS, lease.signal);
      }
    } finally {
      await sender.settled();
    }
  });
}

export interface WebhookSender {
  /** Collects what happened and begins to send what is due. */
  round(): Promise<void>;
  /** When everything that is under way has ended. */
  settled(): Promise<void>;
}

export function makeWebhookSender(deps: FlowDeps, lease: Lease): WebhookSender {
  const { sql, clock, log } = deps;
  const inFlight = new Map<string, Promise<void>>();
  return {
    async round() {
      const active = await listWebhooks(sql, { ownerId: null, webhookId: null });
      if (active.length === 0) return;
      for (const webhook of active) await keep(deps, lease, webhook, await collectEvents(deps, webhook));
      const nowMs = clock.nowMs();
      const limit = IN_FLIGHT_MAX - inFlight.size;
      if (limit === 0) return;
      const due = await lease.fenced((tx) => claimEvents(tx, { nowMs, givenUpMs: nowMs + GIVEN_UP_MS, limit }));
      for (const one of due) {
        const sending = sendOne(deps, lease, one)
          .catch((error: unknown) => {
            // Nobody knows what became of it: its time runs out, and it is sent again with its id.
            if (!(error instanceof LeaseLost)) log.error({ error, deliveryId: one.deliveryId }, "Webhook not settled");
          })
          .finally(() => inFlight.delete(one.deliveryId));
        inFlight.set(one.deliveryId, sending);
      }
    },
    async settled() {
      await Promise.all(inFlight.values());
    },
  };
}

async function keep(deps: FlowDeps, lease: Lease, webhook: WebhookRow, collected: Collected): Promise<void> {
  const { events, eventsUntil, firingId, newsSeq } = collected;
  const isSame =
    eventsUntil.getTime() === webhook.eventsUntil.getTime() &&
    firingId === webhook.firingId &&
    newsSeq === webhook.newsSeq;
  if (isSame && events.length === 0) return;
  await lease.fenced(async (tx) => {
    for (const { kind, key, atMs, data } of events) {
      const body = JSON.stringify({ type: kind, timestamp: new Date(atMs).toISOString(), data });
      const event = { deliveryId: deps.newId(), webhookId: webhook.webhookId, eventKey: key, kind, body };
      await insertEvent(tx, { ...event, nowMs: deps.clock.nowMs() });
    }
    await moveMarks(tx, webhook.webhookId, { eventsUntil, firingId, newsSeq });
  });
}

async function sendOne(deps: FlowDeps, lease: Lease, one: DueEvent): Promise<void> {
  const answer = await post(deps, lease, one);
  if (lease.signal.aborted && answer.kind === "later") return;
  await lease.fenced(async (tx) => {
    const nowMs = deps.clock.nowMs();
    const pauseMs = answer.kind === "later" ? nextTryMs(one.attempts, answer.afterMs) : null;
    const status = answer.kind === "delivered" ? "delivered" : pauseMs === null ? "failed" : "queued";
    await settleEvent(tx, one, { status, answer: answer.answer, nowMs, dueMs: nowMs + (pauseMs ?? 0) });
    if (answer.kind === "gone")
      await writeWebhookState(tx, one.webhookId, { state: "gone", note: answer.answer, marks: null });
  });
}

async function post({ prisma, secrets, clock }: FlowDeps, { signal }: Lease, one: DueEvent): Promise<SendAnswer> {
  const kept = await secrets.read(webhookSecret(one.webhookId));
  if (kept.state !== "open") return { kind: "refused", answer: "Its secret cannot be opened: make the webhook anew." };
  const { url = "", secret = "", oldSecret, oldUntil } = kept.value;
  const isOldValid = oldSecret !== undefined && Number(oldUntil ?? 0) > clock.nowMs();
  const { allowPrivate } = await readSetting(prisma, "notify", NO_SETTINGS);
  return postWebhook(
    { allowPrivate, nowMs: () => clock.nowMs() },
    { url, secrets: isOldValid ? [secret, oldSecret] : [secret] },
    { id: one.deliveryId, body: one.body, signal },
  );
}
