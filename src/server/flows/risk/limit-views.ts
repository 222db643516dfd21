import type { EpochMs } from "@/modules/_kernel";
import type { DecidedChange, LimitChange } from "@/modules/risk";
import type { LimitChangeView } from "../contract/risk";
import type { AppError } from "../errors";
import type { LimitPeople } from "./limit-people";

/** Why somebody may not decide that about a change now; null: they may. Who loosens a limit needs somebody else, where there is one. */
export function whyNotDecided(
  people: LimitPeople,
  change: DecidedChange,
  { decision, at }: { readonly decision: "approve" | "reject" | "withdraw"; readonly at: EpochMs },
): AppError | null {
  if (change.decision !== null) return { kind: "limit.decided_already", facts: { outcome: change.decision.outcome } };
  if (at >= change.expiresAt) return { kind: "limit.change_expired" };
  if (decision === "withdraw") return isAsker(people, change) ? null : { kind: "limit.not_yours" };
  if (!people.rules) return { kind: "limit.not_yours" };
  return people.fourEyes && isAsker(people, change) ? { kind: "limit.second_person" } : null;
}

const isAsker = ({ person }: LimitPeople, { askedBy }: LimitChange) => person.userId === askedBy;

/** A change as somebody sees it. */
export function changeView(people: LimitPeople, change: DecidedChange, nowMs: EpochMs): LimitChangeView {
  const { decision, askedBy, scope, ...rest } = change;
  const at = nowMs;
  return {
    ...rest,
    scope: people.scopeView(scope),
    askedBy: people.nameOf(askedBy),
    state: decision?.outcome ?? (nowMs >= change.expiresAt ? "expired" : "waiting"),
    decidedBy: decision === null ? null : people.nameOf(decision.by),
    decidedAt: decision?.at ?? null,
    note: decision?.note ?? null,
    mayDecide: whyNotDecided(people, change, { decision: "approve", at }) === null,
    mayWithdraw: whyNotDecided(people, change, { decision: "withdraw", at }) === null,
  };
}
