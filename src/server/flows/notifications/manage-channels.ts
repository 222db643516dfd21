import { isIP } from "node:net";
import { err, ok, UserId } from "@/modules/_kernel";
import { appendAudit } from "../../platform/audit";
import { findUser } from "../../platform/identity";
import {
  CHANNELS_MAX,
  type ChannelRow,
  deleteChannel,
  findChannel,
  insertChannel,
  isPrivateAddress,
  listChannels,
  newWebhookSecret,
  readRules,
  writeRules,
} from "../../platform/notify";
import { readSetting } from "../../platform/settings";
import type { Actor, Answer } from "../contract";
import type { ChannelView, NewChannel, NotificationFlows } from "../contract/notifications";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { isWebAddress } from "./house-settings";
import { channelSecret, NO_SETTINGS } from "./open-channel";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "secrets" | "clock" | "newId">;
type ChannelFlows = Pick<NotificationFlows, "listChannels" | "addChannel" | "removeChannel" | "rotateChannelSecret">;

const NAME_CHARS_MAX = 60;
/** Receivers have a day to learn the new secret. */
const OLD_SECRET_KEPT_MS = 86_400_000;

export function makeChannelFlows(deps: Deps): ChannelFlows {
  const { sql, transactions, secrets, clock } = deps;
  return {
    async listChannels({ userId }) {
      return userId === null ? err(NEEDS_PERSON) : ok((await listChannels(sql, userId)).map(viewOf));
    },
    addChannel: (actor, input) => addChannel(deps, actor, input),
    async removeChannel(actor, channelId) {
      const channel = await ownChannel(deps, actor, channelId);
      if (!channel.ok) return channel;
      await transactions.run(async (tx) => {
        await deleteChannel(tx, channel.value);
        await secrets.remove(tx, channelSecret(channelId));
        await auditChannel(tx, actor, "notify.remove_channel", channel.value);
      });
      return ok(null);
    },
    async rotateChannelSecret(actor, channelId) {
      const channel = await ownChannel(deps, actor, channelId);
      if (!channel.ok) return channel;
      const known = await secrets.read(channelSecret(channelId));
      if (channel.value.kind !== "webhook" || known.state !== "open")
        return err({ kind: "notify.no_secret", path: "channelId", facts: { name: channel.value.name } });
      const { url = "", secret: oldSecret = "" } = known.value;
      const secret = newWebhookSecret();
      const oldUntil = String(clock.nowMs() + OLD_SECRET_KEPT_MS);
      await transactions.run(async (tx) => {
        await secrets.write(tx, channelSecret(channelId), { url, secret, oldSecret, oldUntil }, actor.userId);
        await auditChannel(tx, actor, "notify.rotate_secret", channel.value);
      });
      return ok({ secret });
    },
  };
}

export const NEEDS_PERSON: AppError = { kind: "notify.needs_person" };

export function viewOf({ channelId, kind, name, address, state, stateNote, createdAt }: ChannelRow): ChannelView {
  return { channelId, kind, name, address, state, stateNote, createdAt };
}

/** One's own: of others it is not said whether they are there. */
export async function ownChannel({ sql }: Pick<Deps, "sql">, { userId }: Actor, channelId: string): Answer<ChannelRow> {
  const channel = await findChannel(sql, channelId);
  if (channel === null || channel.userId !== userId)
    return err({ kind: "notify.channel_not_found", path: "channelId", facts: { channelId: channelId.slice(0, 64) } });
  return ok(channel);
}

async function addChannel(deps: Deps, actor: Actor, input: NewChannel): ReturnType<NotificationFlows["addChannel"]> {
  const { sql, transactions, secrets, clock, newId } = deps;
  const person = actor.userId === null ? null : await findUser(deps.prisma, actor.userId);
  if (person === null) return err(NEEDS_PERSON);
  const { userId, email, role } = person.view;
  const name = input.name.trim();
  if (name.length < 1 || name.length > NAME_CHARS_MAX)
    return err({ kind: "notify.name_malformed", path: "name", facts: { max: NAME_CHARS_MAX } });
  const own = await listChannels(sql, userId);
  if (own.length >= CHANNELS_MAX) return err({ kind: "notify.too_many", facts: { max: CHANNELS_MAX } });
  const { allowPrivate } = await readSetting(deps.prisma, "notify", NO_SETTINGS);
  const refused = refuseAddress(input, { allowPrivate, email: role === "admin" ? null : email });
  if (refused !== null) return err(refused);
  const channelId = newId();
  const { address, secret } = partsOf(input);
  const channel = { channelId, userId, kind: input.kind, name, address, createdAt: clock.nowMs() };
  const made = await transactions.run(async (tx) => {
    if (!(await insertChannel(tx, channel))) return false;
    if (secret !== null) await secrets.write(tx, channelSecret(channelId), secret, userId);
    // Somebody who adds the first way to be reached wants to be reached.
    if ((await readRules(tx, userId)).length === 0)
      await writeRules(tx, userId, [
        { kinds: [], leastSeverity: "warning", steps: [{ channelId, personId: null, afterMinutes: 0 }] },
      ]);
    await auditChannel(tx, actor, "notify.add_channel", channel);
    return true;
  });
  if (!made) return err({ kind: "notify.name_taken", path: "name", facts: { name } });
  const shown = input.kind === "webhook" ? (secret?.["secret"] ?? null) : null;
  return ok({ channel: viewOf({ ...channel, state: "active", stateNote: null }), secret: shown });
}

/** @param email - The only address that mail may go to; null: any, for administrators answer for the mail server. */
function refuseAddress(
  input: NewChannel,
  { allowPrivate, email }: { readonly allowPrivate: boolean; readonly email: string | null },
): AppError | null {
  if (input.kind === "email") {
    if (!/^[^\s<>@,;]{1,64}@[^\s<>@,;]{1,190}$/.test(input.address))
      return { kind: "notify.email_malformed", path: "address" };
    const isOther = email !== null && input.address.toLowerCase() !== email;
    return isOther ? { kind: "notify.email_not_yours", path: "address", facts: { email } } : null;
  }
  if (input.kind === "telegram")
    return /^-?\d{1,20}$/.test(input.chatId) ? null : { kind: "notify.chat_malformed", path: "chatId" };
  const path = input.kind === "push" ? "endpoint" : "url";
  const text = input.kind === "push" ? input.endpoint : input.url;
  if (!isWebAddress(text)) return { kind: "notify.url_malformed", path };
  const host = new URL(text).hostname.replace(/^\[|\]$/g, "");
  const isInside = host === "localhost" || host.endsWith(".localhost") || (isIP(host) !== 0 && isPrivateAddress(host));
  return isInside && !allowPrivate ? { kind: "notify.address_private", path } : null;
}

/** What may be seen of a channel, and what is sealed. */
function partsOf(input: NewChannel): {
  readonly address: string;
  readonly secret: Readonly<Record<string, string>> | null;
} {
  if (input.kind === "email") return { address: input.address, secret: null };
  if (input.kind === "telegram") return { address: input.chatId, secret: null };
  if (input.kind === "push") {
    const { endpoint, p256dh, auth } = input;
    return { address: new URL(endpoint).hostname, secret: { endpoint, p256dh, auth } };
  }
  // Paths of webhooks often are their passwords.
  return { address: `${new URL(input.url).origin}/…`, secret: { url: input.url, secret: newWebhookSecret() } };
}

function auditChannel(
  tx: Parameters<typeof appendAudit>[0],
  actor: Actor,
  action: string,
  { channelId, kind, name, address, userId }: Pick<ChannelRow, "channelId" | "kind" | "name" | "address" | "userId">,
): Promise<void> {
  const details = { kind, name, address, userId: UserId.of(userId) };
  return appendAudit(tx, { actor, action, subjectType: "notify_channel", subjectId: channelId, details });
}
