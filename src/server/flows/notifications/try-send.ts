import { type ChannelRow, type Message, SEND_TIMEOUT_MS, type SendAnswer } from "../../platform/notify";
import { readSetting } from "../../platform/settings";
import type { NotificationView } from "../contract";
import type { FlowDeps } from "../deps";
import { type ChannelOptions, NO_SETTINGS, openChannel } from "./open-channel";
import { sayNotification } from "./say-notification";

type Deps = Pick<FlowDeps, "prisma" | "secrets" | "transactions" | "clock">;

interface About extends Pick<NotificationView, "notificationId" | "severity" | "messageKey" | "facts" | "href"> {
  readonly createdAt: number;
}

/** What one delivery says, in words. @param about - The notification; null: a test. */
export async function messageOf(
  { prisma }: Pick<Deps, "prisma">,
  { deliveryId, nowMs, about }: { readonly deliveryId: string; readonly nowMs: number; readonly about: About | null },
): Promise<Message> {
  const { publicUrl } = await readSetting(prisma, "notify", NO_SETTINGS);
  const messageId = deliveryId;
  if (about === null) {
    const text = sayNotification("channel.test", {});
    const test = {
      severity: "info",
      kind: "channel.test",
      text,
      facts: {},
      path: "/admin/notifications/settings",
    } as const;
    return { messageId, atMs: nowMs, ...test, publicUrl, notificationId: null };
  }
  const { notificationId, severity, messageKey, facts, href, createdAt } = about;
  const text = sayNotification(messageKey, facts);
  return { messageId, atMs: createdAt, severity, kind: messageKey, text, facts, path: href, publicUrl, notificationId };
}

/** One try. Never throws for what the other side or the settings are; never outlives its time by much. */
export async function trySend(
  deps: Deps,
  channel: ChannelRow,
  message: Message,
  { signal, options }: { readonly signal: AbortSignal; readonly options: ChannelOptions },
): Promise<SendAnswer> {
  if (channel.state === "gone") return { kind: "refused", answer: channel.stateNote ?? "The receiver is gone." };
  const opened = await openChannel(deps, channel, options);
  if (typeof opened === "string") return { kind: "refused", answer: opened };
  return opened.send(message, AbortSignal.any([signal, AbortSignal.timeout(SEND_TIMEOUT_MS * 2)]));
}
