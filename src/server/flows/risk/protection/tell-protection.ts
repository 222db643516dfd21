import { type SqlPort, UserId } from "@/modules/_kernel";
import type { AccountFacts } from "@/modules/portfolio";
import type { NewProtectionEvent, ProtectionEpisode } from "@/modules/risk";
import { makeProtectionStore } from "@/modules/risk/server";
import { appendAudit } from "../../../platform/audit";
import { addNotification } from "../../../platform/notify";
import type { Actor } from "../../contract";
import { audienceOf } from "../../trading/access";
import type { SubmitDeps } from "../../trading/submit-order";

/** Who acts when nobody does. */
export const GUARD: Actor = { kind: "system", userId: null, requestId: "protection-monitor" };

const SEVERITY = {
  told: "warning",
  placed: "warning",
  refused: "failure",
  mended: "info",
  gave_up: "failure",
} as const;

interface Happening {
  readonly account: AccountFacts;
  readonly episode: Pick<ProtectionEpisode, "symbol" | "fault" | "episodeId">;
  readonly event: NewProtectionEvent["event"];
  /** Of the event: what a person is told is made of them. Amounts are decimal text. */
  readonly facts: Readonly<Record<string, string | number | null>>;
}

/** Writes what was seen or done, with its audit row, and tells the owner; that it is over again is told to nobody. */
export async function tellProtection(
  { clock, work, newId }: Pick<SubmitDeps, "clock" | "work" | "newId">,
  tx: SqlPort,
  { account, episode: { symbol, fault, episodeId }, event, facts }: Happening,
): Promise<void> {
  const { accountId } = account;
  await makeProtectionStore().append(tx, { at: clock.nowMs(), accountId, symbol, fault, episodeId, event, facts });
  await appendAudit(tx, {
    actor: GUARD,
    action: `protection.${event}`,
    subjectType: "account",
    subjectId: accountId,
    details: { symbol, fault, episodeId, ...facts },
  });
  await work.publish(tx, { topic: "risk.protection", audience: audienceOf(account), payload: { accountId } });
  if (event === "over") return;
  const ownerId = UserId.of(account.ownerId);
  const notification = await addNotification(tx, {
    notificationId: newId(),
    userId: ownerId,
    severity: SEVERITY[event],
    messageKey: `protection.${event}`,
    facts: { account: account.name, symbol, fault, ...facts },
    href: "/risk",
  });
  await work.publish(tx, { topic: "notification.created", audience: ownerId, payload: notification });
}
