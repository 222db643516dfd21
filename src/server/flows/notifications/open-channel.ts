import { z } from "zod";
import { UserId } from "@/modules/_kernel";
import { findUser } from "../../platform/identity";
import {
  type Channel,
  type ChannelRow,
  makeEmailChannel,
  makePushChannel,
  makeTelegramChannel,
  makeWebhookChannel,
  newVapidKeys,
  type VapidKeys,
} from "../../platform/notify";
import { readSetting } from "../../platform/settings";
import type { FlowDeps } from "../deps";

/** Names of secrets. Of a channel: what its owner gave and nobody sees again. */
export const MAIL_SECRET = "notify.mail";
export const TELEGRAM_SECRET = "notify.telegram";
export const DEAD_MAN_SECRET = "notify.dead-man";
const VAPID_SECRET = "notify.vapid";
export const channelSecret = (channelId: string) => `notify.channel.${channelId}`;

export const NO_SETTINGS = { publicUrl: null, allowPrivate: false, mail: null } as const;

type Deps = Pick<FlowDeps, "prisma" | "secrets" | "transactions" | "clock">;

export interface ChannelOptions {
  /** Another server that speaks Telegram's Bot API. */
  readonly telegramUrl?: string;
}

/** A channel ready to send, or why it cannot in words for its owner. */
export async function openChannel(
  deps: Deps,
  { channelId, kind, address, userId }: ChannelRow,
  options: ChannelOptions = {},
): Promise<Channel | string> {
  const { prisma, secrets, clock } = deps;
  const { allowPrivate, mail, publicUrl } = await readSetting(prisma, "notify", NO_SETTINGS);
  const nowMs = () => clock.nowMs();
  if (kind === "email") {
    if (mail === null) return "No mail server is set: an administrator sets it.";
    const password = await secrets.read(MAIL_SECRET);
    if (password.state === "locked") return LOCKED;
    const value = password.state === "open" ? (password.value["password"] ?? null) : null;
    return makeEmailChannel({ ...mail, password: value }, address);
  }
  if (kind === "telegram") {
    const bot = await secrets.read(TELEGRAM_SECRET);
    if (bot.state !== "open")
      return bot.state === "locked" ? LOCKED : "No Telegram bot is set: an administrator sets it.";
    const { telegramUrl } = options;
    const where = telegramUrl === undefined ? { allowPrivate: false } : { allowPrivate: true, baseUrl: telegramUrl };
    return makeTelegramChannel({ nowMs, ...where }, { token: bot.value["token"] ?? "", chatId: address });
  }
  const own = await secrets.read(channelSecret(channelId));
  if (own.state !== "open") return own.state === "locked" ? LOCKED : "Its keys are lost: add the channel again.";
  const { value } = own;
  if (kind === "webhook") {
    const { secret = "", oldSecret, oldUntil } = value;
    const isOldValid = oldSecret !== undefined && oldUntil !== undefined && Number(oldUntil) > nowMs();
    return makeWebhookChannel(
      { allowPrivate, nowMs },
      { url: value["url"] ?? "", secrets: isOldValid ? [secret, oldSecret] : [secret] },
    );
  }
  const owner = UserId.is(userId) ? await findUser(prisma, userId) : null;
  const contact = publicUrl?.startsWith("https://") === true ? publicUrl : `mailto:${owner?.view.email ?? ""}`;
  const { endpoint = "", p256dh = "", auth = "" } = value;
  return makePushChannel({ vapid: await vapidKeys(deps), contact, allowPrivate, nowMs }, { endpoint, p256dh, auth });
}

const LOCKED = "Its secret cannot be opened with the keys of this installation: give it again.";

const Keys = z.object({ publicKey: z.string(), privateKey: z.string() });
/** Any number that nobody else locks: two processes that start together make one pair of keys. */
const VAPID_LOCK = 72_707_391;

/** The pair that this installation proves itself with to push services; made when it is first needed, sealed at rest. */
export async function vapidKeys({ secrets, transactions }: Pick<Deps, "secrets" | "transactions">): Promise<VapidKeys> {
  const known = await secrets.read(VAPID_SECRET);
  if (known.state === "open") return Keys.parse(known.value);
  return transactions.run(async (tx) => {
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(${VAPID_LOCK}::bigint)::text`;
    const meanwhile = await secrets.read(VAPID_SECRET);
    if (meanwhile.state === "open") return Keys.parse(meanwhile.value);
    const made = newVapidKeys();
    await secrets.write(tx, VAPID_SECRET, { ...made }, null);
    return made;
  });
}
