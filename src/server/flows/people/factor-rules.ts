import { err, ok, type UserId } from "@/modules/_kernel";
import { appendAudit } from "../../platform/audit";
import {
  authenticatorSecretName,
  dropFactors,
  findUser,
  listFactorRoles,
  lockUser,
  revokeOtherSessions,
  setFactorRoles,
} from "../../platform/identity";
import { addNotification } from "../../platform/notify";
import type { Actor, Answer } from "../contract";
import type { SecurityFlows } from "../contract/security";
import type { FlowDeps } from "../deps";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "records" | "clock" | "secrets" | "work" | "newId" | "signals">;

/** What administrators decide about the second factors of others. */
export function makeFactorRuleFlows(
  deps: Deps,
): Pick<SecurityFlows, "resetFactor" | "readFactorRoles" | "setFactorRoles"> {
  return {
    resetFactor: (actor, userId) => resetFactor(deps, actor, userId),
    readFactorRoles: () => listFactorRoles(deps.sql),
    async setFactorRoles(actor, roles) {
      return deps.records.run(async (tx) => {
        const before = await listFactorRoles(tx);
        await setFactorRoles(tx, roles);
        const details = { from: before, to: roles };
        const subject = { subjectType: "installation", subjectId: "factor-rule" } as const;
        await appendAudit(tx, { actor, action: "people.require_factor", ...subject, details });
        return ok(await listFactorRoles(tx));
      });
    },
  };
}

/** For who lost phone, passkeys and codes. Their sessions end: whoever has them may be the thief. */
async function resetFactor(deps: Deps, actor: Actor, userId: UserId): Answer<null> {
  const { prisma, records, secrets, clock, work, newId, signals } = deps;
  const person = await findUser(prisma, userId);
  if (person === null) return err({ kind: "user.not_found", path: "userId" });
  const reset = await records.run(async (tx) => {
    await lockUser(tx, userId);
    if (!(await dropFactors(tx, userId, clock.nowMs()))) return false;
    await secrets.remove(tx, authenticatorSecretName(userId));
    const sessionsEnded = await revokeOtherSessions(tx, { userId, except: null, nowMs: clock.nowMs() });
    const details = { sessionsEnded };
    await appendAudit(tx, { actor, action: "user.reset_factor", subjectType: "user", subjectId: userId, details });
    const notification = await addNotification(tx, {
      notificationId: newId(),
      userId,
      severity: "warning",
      messageKey: "factor.reset",
      facts: {},
      href: "/admin/security",
    });
    await work.publish(tx, { topic: "notification.created", audience: userId, payload: notification });
    return true;
  });
  if (!reset) return err({ kind: "factor.not_found" });
  signals.send("session-ended", "");
  return ok(null);
}
