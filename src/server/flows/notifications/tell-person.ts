import type { SqlPort, UserId } from "@/modules/_kernel";
import { addNotification } from "../../platform/notify";
import type { NotificationView } from "../contract";
import type { FlowDeps } from "../deps";

export interface Telling {
  readonly userId: UserId;
  readonly severity: NotificationView["severity"];
  readonly messageKey: string;
  readonly facts: NotificationView["facts"];
  readonly href: string | null;
}

/** Writes a notification and its news in the caller's transaction. Where else it goes is planned after the commit. */
export async function tellPerson(
  { work, newId }: Pick<FlowDeps, "work" | "newId">,
  tx: SqlPort,
  telling: Telling,
): Promise<string> {
  const notificationId = newId();
  const notification = await addNotification(tx, { notificationId, ...telling });
  await work.publish(tx, { topic: "notification.created", audience: telling.userId, payload: notification });
  return notificationId;
}
