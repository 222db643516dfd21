import { err, ok } from "@/modules/_kernel";
import { appendAudit } from "../../platform/audit";
import { listPeople, lockUser, setTrusted } from "../../platform/identity";
import type { TrustFlows } from "../contract/people";
import type { FlowDeps } from "../deps";

/** Whose strategies may run outside of the sandbox. */
export function makeTrustFlows({ records, clock }: Pick<FlowDeps, "records" | "clock">): TrustFlows {
  return {
    setAuthorTrust: (actor, { userId, isTrusted }) =>
      records.run(async (tx) => {
        await lockUser(tx, userId);
        const nowMs = clock.nowMs();
        const [person] = await listPeople(tx, nowMs, userId);
        if (person === undefined) return err({ kind: "user.not_found", path: "userId" } as const);
        if ((person.trustedAt !== null) === isTrusted) return ok(person);
        const trustedAt = isTrusted ? nowMs : null;
        await setTrusted(tx, userId, trustedAt);
        const action = isTrusted ? "user.trust_author" : "user.distrust_author";
        await appendAudit(tx, { actor, action, subjectType: "user", subjectId: userId });
        return ok({ ...person, trustedAt });
      }),
  };
}
