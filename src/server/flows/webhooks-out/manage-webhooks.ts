import { isIP } from "node:net";
import { err, ok, type SqlPort, type UserId } from "@/modules/_kernel";
import { appendAudit } from "../../platform/audit";
import { isPrivateAddress, newWebhookSecret } from "../../platform/notify";
import { readSetting } from "../../platform/settings";
import { readNewsBounds } from "../../platform/work";
import { newestFiring } from "../alerts/alert-store";
import type { Actor, Answer } from "../contract";
import type { WebhookKind, WebhookOutFlows } from "../contract/webhooks-out";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { isWebAddress } from "../notifications/house-settings";
import { NO_SETTINGS } from "../notifications/open-channel";
import {
  deleteWebhook,
  insertWebhook,
  listEvents,
  listWebhooks,
  type Marks,
  requeueEvent,
  viewOf,
  WEBHOOK_KINDS,
  WEBHOOKS_MAX,
  type WebhookRow,
  writeWebhookState,
} from "./webhook-store";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "secrets" | "clock" | "newId">;

const NAME_CHARS_MAX = 60;
/** Receivers have a day to learn the new secret. */
const OLD_SECRET_KEPT_MS = 86_400_000;

export const webhookSecret = (webhookId: string) => `webhook-out.${webhookId}`;

export function makeWebhookOutFlows(deps: Deps): WebhookOutFlows {
  return { ...makeSubscriptions(deps), ...makeChanges(deps), ...makeLog(deps) };
}

function makeSubscriptions(deps: Deps): Pick<WebhookOutFlows, "listWebhooksOut" | "createWebhookOut"> {
  const { sql, transactions, secrets, clock, newId } = deps;
  return {
    async listWebhooksOut({ userId }) {
      if (userId === null) return err(NEEDS_OWNER);
      return ok((await listWebhooks(sql, { ownerId: userId, webhookId: null })).map(viewOf));
    },
    async createWebhookOut(actor, input) {
      const { userId } = actor;
      if (userId === null) return err(NEEDS_OWNER);
      const refused = await refuseWebhook(deps, userId, input);
      if (refused !== null) return err(refused);
      const webhookId = newId();
      const secret = newWebhookSecret();
      const { url, kinds } = input;
      const [name, address] = [input.name.trim(), `${new URL(url).origin}/…`];
      const marks = await marksNow(sql);
      const nowMs = clock.nowMs();
      const made = await transactions.run(async (tx) => {
        if (!(await insertWebhook(tx, { webhookId, ownerId: userId, name, address, kinds, nowMs, marks })))
          return false;
        await secrets.write(tx, webhookSecret(webhookId), { url, secret }, userId);
        await note(tx, { actor, action: "webhook_out.create", webhookId, details: { name, address, kinds } });
        return true;
      });
      if (!made) return err({ kind: "webhook_out.name_taken", path: "name", facts: { name } });
      const webhook = { webhookId, name, address, kinds, state: "active", stateNote: null, createdAt: nowMs } as const;
      return ok({ webhook, secret });
    },
  };
}

function makeChanges(deps: Deps): Pick<WebhookOutFlows, "rotateWebhookOut" | "setWebhookOut" | "deleteWebhookOut"> {
  const { sql, transactions, secrets, clock } = deps;
  return {
    async rotateWebhookOut(actor, webhookId) {
      const found = await ownWebhook(deps, actor, webhookId);
      if (!found.ok) return found;
      const known = await secrets.read(webhookSecret(webhookId));
      if (known.state !== "open") return err({ kind: "webhook_out.locked", facts: { name: found.value.name } });
      const { url = "", secret: oldSecret = "" } = known.value;
      const secret = newWebhookSecret();
      const oldUntil = String(clock.nowMs() + OLD_SECRET_KEPT_MS);
      await transactions.run(async (tx) => {
        await secrets.write(tx, webhookSecret(webhookId), { url, secret, oldSecret, oldUntil }, actor.userId);
        await note(tx, { actor, action: "webhook_out.rotate", webhookId, details: { name: found.value.name } });
      });
      return ok({ secret });
    },
    async setWebhookOut(actor, webhookId, state) {
      const found = await ownWebhook(deps, actor, webhookId);
      if (!found.ok) return found;
      const marks = state === "active" && found.value.state !== "active" ? await marksNow(sql) : null;
      await transactions.run(async (tx) => {
        await writeWebhookState(tx, webhookId, { state, note: null, marks });
        await note(tx, { actor, action: `webhook_out.${state}`, webhookId, details: { name: found.value.name } });
      });
      return ok(viewOf({ ...found.value, state, stateNote: null }));
    },
    async deleteWebhookOut(actor, webhookId) {
      const found = await ownWebhook(deps, actor, webhookId);
      if (!found.ok) return found;
      const { name, address } = found.value;
      await transactions.run(async (tx) => {
        await deleteWebhook(tx, webhookId);
        await secrets.remove(tx, webhookSecret(webhookId));
        await note(tx, { actor, action: "webhook_out.delete", webhookId, details: { name, address } });
      });
      return ok(null);
    },
  };
}

function makeLog(deps: Deps): Pick<WebhookOutFlows, "listWebhookDeliveries" | "replayWebhookDelivery"> {
  const { sql, transactions, clock } = deps;
  return {
    async listWebhookDeliveries(actor, { webhookId, cursor, limit }) {
      const found = await ownWebhook(deps, actor, webhookId);
      if (!found.ok) return found;
      const [, at, after] = /^(\d{1,15})\.([A-Za-z0-9._-]{1,64})$/.exec(cursor ?? "") ?? [];
      const before = at === undefined || after === undefined ? null : { atMs: Number(at), deliveryId: after };
      const rows = await listEvents(sql, { webhookId, deliveryId: null, before, limit: limit + 1 });
      const page = rows.slice(0, limit);
      const last = rows.length > limit ? page.at(-1) : undefined;
      return ok({ rows: page, cursor: last === undefined ? null : `${last.createdAt}.${last.deliveryId}` });
    },
    async replayWebhookDelivery(actor, deliveryId) {
      const [row] = await listEvents(sql, { webhookId: null, deliveryId, before: null, limit: 1 });
      const found = row === undefined ? null : await ownWebhook(deps, actor, row.webhookId);
      if (row === undefined || found === null || !found.ok)
        return err({ kind: "webhook_out.delivery_not_found", path: "deliveryId" });
      const queued = await transactions.run(async (tx) => {
        if (!(await requeueEvent(tx, deliveryId, clock.nowMs()))) return false;
        await note(tx, { actor, action: "webhook_out.replay", webhookId: row.webhookId, details: { deliveryId } });
        return true;
      });
      return queued ? ok(null) : err({ kind: "webhook_out.under_way", path: "deliveryId" });
    },
  };
}

const NEEDS_OWNER: AppError = { kind: "webhook_out.needs_owner" };

/** What happened before is told to nobody. */
async function marksNow(sql: SqlPort): Promise<Marks> {
  return { firingId: await newestFiring(sql), newsSeq: (await readNewsBounds(sql)).head };
}

/** One's own: of others it is not said whether it is there. */
async function ownWebhook({ sql }: Pick<Deps, "sql">, { userId }: Actor, webhookId: string): Answer<WebhookRow> {
  const [row] = userId === null ? [] : await listWebhooks(sql, { ownerId: userId, webhookId });
  return row === undefined ? err({ kind: "webhook_out.not_found", path: "webhookId" }) : ok(row);
}

async function refuseWebhook(
  { sql, prisma }: Deps,
  userId: UserId,
  { name, url, kinds }: { readonly name: string; readonly url: string; readonly kinds: readonly WebhookKind[] },
): Promise<AppError | null> {
  const length = name.trim().length;
  if (length < 1 || length > NAME_CHARS_MAX)
    return { kind: "notify.name_malformed", path: "name", facts: { max: NAME_CHARS_MAX } };
  if (kinds.length === 0 || new Set(kinds).size !== kinds.length)
    return { kind: "webhook_out.kinds_malformed", path: "kinds", facts: { kinds: WEBHOOK_KINDS.join(", ") } };
  if (!isWebAddress(url)) return { kind: "notify.url_malformed", path: "url" };
  const host = new URL(url).hostname.replace(/^\[|\]$/g, "");
  const isInside = host === "localhost" || host.endsWith(".localhost") || (isIP(host) !== 0 && isPrivateAddress(host));
  if (isInside && !(await readSetting(prisma, "notify", NO_SETTINGS)).allowPrivate)
    return { kind: "notify.address_private", path: "url" };
  const own = await listWebhooks(sql, { ownerId: userId, webhookId: null });
  return own.length >= WEBHOOKS_MAX ? { kind: "webhook_out.too_many", facts: { max: WEBHOOKS_MAX } } : null;
}

interface Note {
  readonly actor: Actor;
  readonly action: string;
  readonly webhookId: string;
  readonly details: Readonly<Record<string, unknown>>;
}

const note = (tx: SqlPort, { actor, action, webhookId, details }: Note): Promise<void> =>
  appendAudit(tx, { actor, action, subjectType: "webhook_out", subjectId: webhookId, details });
