import { makeEmailChannel, SEND_TIMEOUT_MS } from "../../platform/notify";
import { readSetting } from "../../platform/settings";
import type { NewInvitation } from "../contract/invitations";
import type { FlowDeps } from "../deps";
import { MAIL_SECRET, NO_SETTINGS } from "../notifications/open-channel";
import { sayNotification } from "../notifications/say-notification";

type Deps = Pick<FlowDeps, "prisma" | "secrets" | "clock" | "newId">;

/**
 * Mails the link of an invitation, where a mail server and the address of this installation are set. Tried once and told: whoever invites
 * sees the link too. Never through the outbox, for the link would lie in a row.
 */
export async function mailInvitation(
  { prisma, secrets, clock, newId }: Deps,
  { invitation: { email, role, expiresAt, invitedBy }, token }: Omit<NewInvitation, "mail">,
): Promise<NewInvitation["mail"]> {
  const { mail, publicUrl } = await readSetting(prisma, "notify", NO_SETTINGS);
  if (mail === null || publicUrl === null) return { state: "none", answer: "" };
  const password = await secrets.read(MAIL_SECRET);
  if (password.state === "locked")
    return { state: "failed", answer: "The password of the mail server cannot be opened." };
  const value = password.state === "open" ? (password.value["password"] ?? null) : null;
  const facts = { role, by: invitedBy ?? "none", until: new Date(expiresAt).toISOString() };
  const answer = await makeEmailChannel({ ...mail, password: value }, email).send(
    {
      messageId: newId(),
      atMs: clock.nowMs(),
      severity: "info",
      kind: "invitation",
      text: sayNotification("invitation.made", facts),
      facts: {},
      path: `/invite#${token}`,
      publicUrl,
      notificationId: null,
    },
    AbortSignal.timeout(SEND_TIMEOUT_MS),
  );
  const isSent = answer.kind === "sent" || answer.kind === "delivered";
  return { state: isSent ? "sent" : "failed", answer: answer.answer };
}
