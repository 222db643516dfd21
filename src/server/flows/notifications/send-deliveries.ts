import { EpochMs, UserId } from "@/modules/_kernel";
import { timers } from "@/modules/data/server";
import { findUser } from "../../platform/identity";
import {
  acknowledgeRead,
  claimDue,
  type DueDelivery,
  findChannel,
  hurryOthers,
  insertDelivery,
  listChannels,
  listUnplanned,
  markGone,
  markPlanned,
  nextDueMs,
  nextTryMs,
  planWays,
  readHabit,
  readRules,
  type SendAnswer,
  settleDelivery,
  type Unplanned,
} from "../../platform/notify";
import { keepLease, type Lease, type LeaseKeeper, LeaseLost } from "../../platform/work/lease";
import type { FlowDeps } from "../deps";
import { makeKeepAlive } from "./keep-alive";
import type { ChannelOptions } from "./open-channel";
import { tellPerson } from "./tell-person";
import { messageOf, trySend } from "./try-send";

type Deps = FlowDeps;

/** Notifications that one round plans. */
const PLAN_MAX = 100;
/** Messages under way at once: a few receivers that do not answer keep nobody else waiting. */
const IN_FLIGHT_MAX = 32;
/** Longer than a try can take; after it a sender that said nothing is taken for dead. */
const GIVEN_UP_MS = 60_000;
/** The shortest: news come many a second while the house trades, and few of them are for people. */
const ROUND_LEAST_MS = 200;
/** How often what was read in the app is looked for among what left the house. */
const READ_EVERY_MS = 5_000;
/** The longest sleep: for what nobody rings for. */
const IDLE_MS = 2_000;
const READ_MAX = 500;
const READ_SINCE_MS = 7 * 86_400_000;

/**
 * Brings what people are told to their channels. One process does it at a time. Each message is a row that is `sending` before it is
 * sent, so a process that dies in between leaves one that may have left: it is sent again with the same id, for an alarm that comes
 * twice is better than one that does not come.
 */
export function startNotifier(deps: Deps, holder: string, options: ChannelOptions = {}): LeaseKeeper {
  return keepLease(deps, { name: "notifier", holder }, async (lease) => {
    const notifier = makeNotifier(deps, lease, options);
    const keepAlive = makeKeepAlive(deps, lease);
    let wake: () => void = () => undefined;
    const stop = deps.signals.on("outbox", () => wake());
    try {
      while (!lease.signal.aborted) {
        const rung = new AbortController();
        wake = () => rung.abort();
        await keepAlive.round();
        const waitMs = await notifier.round(() => wake());
        await timers.sleep(ROUND_LEAST_MS, lease.signal);
        await timers.sleep(waitMs, AbortSignal.any([rung.signal, lease.signal]));
      }
    } finally {
      stop();
      await notifier.settled();
    }
  });
}

export interface Notifier {
  /** Plans and begins to send what is due. @param onDone - Called when a message has been settled. Returns how long there is nothing to do. */
  round(onDone?: () => void): Promise<number>;
  /** When everything that is under way has ended. */
  settled(): Promise<void>;
}

export function makeNotifier(deps: Deps, lease: Lease, options: ChannelOptions = {}): Notifier {
  const { clock, log } = deps;
  const inFlight = new Map<string, Promise<void>>();
  let readMs = Number.NEGATIVE_INFINITY;
  return {
    async round(onDone = () => undefined) {
      const planned = await planNew(deps, lease);
      const nowMs = clock.nowMs();
      if (nowMs - readMs >= READ_EVERY_MS) {
        readMs = nowMs;
        await lease.fenced((tx) => acknowledgeRead(tx, { sinceMs: nowMs - READ_SINCE_MS, limit: READ_MAX }));
      }
      const limit = IN_FLIGHT_MAX - inFlight.size;
      const firstMs = await nextDueMs(deps.sql);
      const isDue = firstMs !== null && firstMs <= nowMs && limit > 0;
      const due = isDue
        ? await lease.fenced((tx) => claimDue(tx, { nowMs, givenUpMs: nowMs + GIVEN_UP_MS, limit }))
        : [];
      for (const one of due) {
        const sending = sendOne(deps, lease, one, options)
          .catch((error: unknown) => {
            // Nobody knows what became of it: its time runs out, and whoever holds the lease then sends it again.
            if (!(error instanceof LeaseLost)) log.error({ error, deliveryId: one.deliveryId }, "Message not settled");
          })
          .finally(() => {
            inFlight.delete(one.deliveryId);
            onDone();
          });
        inFlight.set(one.deliveryId, sending);
      }
      if (planned === PLAN_MAX) return 0;
      const nextMs = isDue ? await nextDueMs(deps.sql) : firstMs;
      return nextMs === null ? IDLE_MS : Math.min(IDLE_MS, Math.max(0, nextMs - clock.nowMs()));
    },
    async settled() {
      await Promise.all(inFlight.values());
    },
  };
}

// ---- planning -----------------------------------------------------------------------------------------------------

/** Decides for each new notification where it goes. Returns how many were planned. */
async function planNew(deps: Deps, lease: Lease): Promise<number> {
  const fresh = await listUnplanned(deps.sql, PLAN_MAX);
  for (const one of fresh) await planOne(deps, lease, one);
  return fresh.length;
}

async function planOne(
  deps: Deps,
  lease: Lease,
  { notificationId, userId, severity, messageKey }: Unplanned,
): Promise<void> {
  const { sql, prisma, clock, newId } = deps;
  const person = UserId.is(userId) ? await findUser(prisma, userId) : null;
  await lease.fenced(async (tx) => {
    const nowMs = clock.nowMs();
    if (!(await markPlanned(tx, notificationId, nowMs)) || person === null || person.disabled) return;
    const channels = (await listChannels(sql, userId)).filter(({ state }) => state === "active");
    const ways = planWays(
      { messageKey, severity, atMs: nowMs },
      {
        rules: await readRules(tx, userId),
        channelIds: channels.map(({ channelId }) => channelId),
        quiet: (await readHabit(tx, userId)).quiet,
        zone: person.view.timeZone,
      },
    );
    for (const way of ways) {
      const channel = channels.find(({ channelId }) => channelId === way.target.id);
      const target =
        channel === undefined
          ? { targetKind: "person" as const, targetName: await nameOf(deps, way.target.id) }
          : { targetKind: channel.kind, targetName: channel.name };
      await insertDelivery(tx, { deliveryId: newId(), notificationId, userId, ...target, way, nowMs });
    }
  });
}

async function nameOf({ prisma }: Pick<Deps, "prisma">, id: string): Promise<string> {
  const person = UserId.is(id) ? await findUser(prisma, id) : null;
  return person === null ? id : person.view.name === "" ? person.view.email : person.view.name;
}

// ---- sending ------------------------------------------------------------------------------------------------------

async function sendOne(deps: Deps, lease: Lease, one: DueDelivery, options: ChannelOptions): Promise<void> {
  if (one.targetKind === "person") return passOn(deps, lease, one);
  const channel = await findChannel(deps.sql, one.targetId);
  const answer: SendAnswer =
    channel === null
      ? { kind: "refused", answer: "The channel was removed." }
      : await trySend(deps, channel, await messageFor(deps, one), { signal: lease.signal, options });
  // A try that our own stop ended says nothing about the receiver: it is taken up again.
  if (lease.signal.aborted && answer.kind === "later") return undefined;
  return settle(deps, lease, one, answer);
}

function messageFor(deps: Deps, one: DueDelivery) {
  const { deliveryId, notificationId, severity, messageKey, facts, href, notifiedAt } = one;
  const about =
    notificationId === null || severity === null || messageKey === null
      ? null
      : { notificationId, severity, messageKey, facts: facts ?? {}, href, createdAt: notifiedAt ?? one.createdAt };
  return messageOf(deps, { deliveryId, nowMs: deps.clock.nowMs(), about });
}

async function settle(deps: Deps, lease: Lease, one: DueDelivery, answer: SendAnswer): Promise<void> {
  await lease.fenced(async (tx) => {
    const nowMs = deps.clock.nowMs();
    const pauseMs = answer.kind === "later" ? nextTryMs(one.attempts, answer.afterMs) : null;
    const isOut = answer.kind === "sent" || answer.kind === "delivered";
    const status = isOut ? answer.kind : pauseMs === null ? "failed" : "queued";
    const dueMs = nowMs + (pauseMs ?? 0);
    if (!(await settleDelivery(tx, one, { status, answer: answer.answer, nowMs, dueMs }))) return;
    if (status === "failed" && one.notificationId !== null) await hurryOthers(tx, one.notificationId, nowMs);
    if (answer.kind === "gone" && (await markGone(tx, one.targetId, answer.answer)))
      await tellPerson(deps, tx, {
        userId: UserId.of(one.userId),
        severity: "warning",
        messageKey: "channel.gone",
        facts: { name: (await findChannel(tx, one.targetId))?.name ?? "", answer: answer.answer },
        href: "/admin/notifications/settings",
      });
  });
}

/** To somebody else, as a notification of theirs: their own rules say where it goes. */
async function passOn(deps: Deps, lease: Lease, one: DueDelivery): Promise<void> {
  const to = UserId.is(one.targetId) ? await findUser(deps.prisma, one.targetId) : null;
  const message = await messageFor(deps, one);
  const from = await nameOf(deps, one.userId);
  await lease.fenced(async (tx) => {
    const nowMs = EpochMs.of(deps.clock.nowMs());
    const isThere = to !== null && !to.disabled;
    const settled = await settleDelivery(tx, one, {
      status: isThere ? "delivered" : "failed",
      answer: isThere ? "told in the app" : "This person does not work here any more.",
      nowMs,
      dueMs: nowMs,
    });
    if (!settled || !isThere) return;
    await tellPerson(deps, tx, {
      userId: to.view.userId,
      severity: message.severity === "failure" ? "failure" : "warning",
      messageKey: "escalated.person",
      facts: { from, text: message.text },
      href: one.href,
    });
  });
}
