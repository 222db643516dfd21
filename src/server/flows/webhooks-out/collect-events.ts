import { UserId } from "@/modules/_kernel";
import { readEventsSince, readTradingStates } from "@/modules/execution/server";
import { readNews } from "../../platform/work";
import { makeAccountAccess } from "../accounts/access";
import { listFiringsAfter } from "../alerts/alert-store";
import type { Actor } from "../contract";
import type { WebhookKind } from "../contract/webhooks-out";
import { makeReadDeployments } from "../deployments/read-deployments";
import type { FlowDeps } from "../deps";
import { sayNotification } from "../notifications/say-notification";
import type { WebhookRow } from "./webhook-store";

export interface Happened {
  readonly kind: WebhookKind;
  /** What happened: collected twice, it is one. */
  readonly key: string;
  readonly atMs: number;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Collected {
  readonly events: readonly Happened[];
  readonly eventsUntil: Date;
  readonly firingId: bigint;
  readonly newsSeq: bigint;
}

const PAGE = 500;
/** A transaction that began before another may be recorded after it; events so old are looked at again, and are one row. */
const LOOK_BACK_MS = 30_000;
const ORDER_TYPES = [
  "approved",
  "denied",
  "accepted",
  "refused",
  "unresolved",
  "filled",
  "busted",
  "corrected",
  "canceled",
  "replaced",
  "expired",
  "quarantined",
];

const FILL_TYPES: ReadonlySet<string> = new Set(["filled", "busted", "corrected"]);

/** What happened since a subscription was last looked at, of what its owner may see now. */
export async function collectEvents(deps: FlowDeps, webhook: WebhookRow): Promise<Collected> {
  const actor: Actor = { kind: "user", userId: UserId.of(webhook.ownerId), requestId: "webhooks" };
  const orders = await collectOrders(deps, webhook, actor);
  const firings = await listFiringsAfter(deps.sql, { ownerId: webhook.ownerId, after: webhook.firingId, limit: PAGE });
  const news = await readNews(deps.sql, webhook.newsSeq, PAGE);
  const events: Happened[] = [...orders.events];
  for (const { firingId, at, name, facts: said } of firings)
    events.push({
      kind: "alert",
      key: `alert.${firingId}`,
      atMs: at,
      data: {
        name,
        messageKey: said.messageKey,
        facts: said.facts,
        text: sayNotification(said.messageKey, said.facts),
      },
    });
  for (const { seq, topic, audience, payload } of news) {
    if (audience !== null && audience !== webhook.ownerId) continue;
    const happened = await readOne(deps, actor, { seq, topic, payload });
    if (happened !== null) events.push(happened);
  }
  return {
    events: events.filter(({ kind }) => webhook.kinds.includes(kind)),
    eventsUntil: orders.until,
    firingId: BigInt(firings.at(-1)?.firingId ?? webhook.firingId),
    newsSeq: news.at(-1)?.seq ?? webhook.newsSeq,
  };
}

async function collectOrders(deps: FlowDeps, { eventsFrom, eventsUntil, kinds }: WebhookRow, actor: Actor) {
  const none = { events: [], until: eventsUntil };
  if (!kinds.includes("order") && !kinds.includes("fill")) return none;
  const accountIds = (await makeAccountAccess(deps).list(actor)).map(({ accountId }) => accountId);
  if (accountIds.length === 0) return none;
  const backMs = Math.max(eventsFrom.getTime(), eventsUntil.getTime() - LOOK_BACK_MS);
  const asked = { accountIds, types: ORDER_TYPES, since: new Date(backMs), limit: PAGE };
  const found = (await readEventsSince(deps.sql, asked)).filter(({ recordedAt }) => recordedAt > eventsFrom);
  const events = found.map(
    ({ orderId, version, accountId, symbol, side, type, at, event }): Happened => ({
      kind: FILL_TYPES.has(type) ? "fill" : "order",
      key: `order.${orderId}.${version}`,
      atMs: at,
      data: { orderId, accountId, symbol, side, ...event, type, at: new Date(at).toISOString() },
    }),
  );
  return { events, until: found.at(-1)?.recordedAt ?? eventsUntil };
}

interface News {
  readonly seq: bigint;
  readonly topic: string;
  readonly payload: unknown;
}

const textAt = (payload: unknown, key: string): string | null => {
  if (typeof payload !== "object" || payload === null) return null;
  const value: unknown = Object.getOwnPropertyDescriptor(payload, key)?.value;
  return typeof value === "string" ? value : null;
};

/** News carry ids: what is told is how it stands now. Null: nothing of it is told, or its owner may not see it. */
async function readOne(deps: FlowDeps, actor: Actor, { seq, topic, payload }: News): Promise<Happened | null> {
  if (topic === "trading.state") return readHalt(deps, actor, seq, textAt(payload, "accountId"));
  const deploymentId = topic === "deployments.changed" ? textAt(payload, "deploymentId") : null;
  if (deploymentId === null) return null;
  const found = await makeReadDeployments(deps).readDeployment(actor, deploymentId);
  if (!found.ok) return null;
  const { name, state, stateSince, accountId, reason } = found.value;
  const since = new Date(stateSince).toISOString();
  // News come at each decision too: only another state is another event.
  const key = `deployment.${deploymentId}.${state}.${stateSince}`;
  return { kind: "deployment", key, atMs: stateSince, data: { deploymentId, name, state, since, accountId, reason } };
}

async function readHalt(deps: FlowDeps, actor: Actor, seq: bigint, accountId: string | null): Promise<Happened | null> {
  if (accountId !== null && !(await makeAccountAccess(deps).see(actor, accountId)).ok) return null;
  const states = await readTradingStates(deps.sql, accountId ?? "");
  const state = accountId === null ? states.all : states.account;
  if (state === null) return null;
  const data = { accountId, state: state.state, reason: state.reason, since: new Date(state.since).toISOString() };
  return { kind: "halt", key: `halt.${seq}`, atMs: state.since, data };
}
