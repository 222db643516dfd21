import type { EpochMs } from "@/modules/_kernel";
import type { AccountFacts } from "@/modules/portfolio";
import type { DecidedProtection, StandingProtection } from "@/modules/risk";
import type { ProtectionChangeView, ProtectionPolicyView } from "../../contract/protection";
import type { AppError } from "../../errors";
import { whyNotAccount } from "../../trading/access";
import type { LimitPeople } from "../limit-people";

/** Changes of an account that a panel shows. */
const CHANGES_SHOWN = 5;

/** Why somebody may not decide that about a change now; null: they may. Who loosens needs somebody else, where there is one. */
export function whyNotDecidedProtection(
  people: LimitPeople,
  change: DecidedProtection,
  { decision, at }: { readonly decision: "approve" | "reject" | "withdraw"; readonly at: EpochMs },
): AppError | null {
  if (change.decision !== null)
    return { kind: "protection.decided_already", facts: { outcome: change.decision.outcome } };
  if (at >= change.expiresAt) return { kind: "protection.change_expired" };
  const isAsker = people.person.userId === change.askedBy;
  if (decision === "withdraw") return isAsker ? null : { kind: "protection.not_yours" };
  if (!people.rules) return { kind: "protection.not_yours" };
  return people.fourEyes && isAsker ? { kind: "protection.second_person" } : null;
}

/** A change as somebody sees it. */
export function protectionChangeView(
  people: LimitPeople,
  change: DecidedProtection,
  nowMs: EpochMs,
): ProtectionChangeView {
  const { decision, askedBy, ...rest } = change;
  return {
    ...rest,
    askedBy: people.nameOf(askedBy),
    state: decision?.outcome ?? (nowMs >= change.expiresAt ? "expired" : "waiting"),
    decidedBy: decision === null ? null : people.nameOf(decision.by),
    decidedAt: decision?.at ?? null,
    mayDecide: whyNotDecidedProtection(people, change, { decision: "approve", at: nowMs }) === null,
    mayWithdraw: whyNotDecidedProtection(people, change, { decision: "withdraw", at: nowMs }) === null,
  };
}

/** What stands for an account, and what was asked for. */
export function policyView(
  people: LimitPeople,
  account: AccountFacts,
  {
    standing: { version, terms, since },
    changes,
    nowMs,
  }: {
    readonly standing: StandingProtection;
    readonly changes: readonly DecidedProtection[];
    readonly nowMs: EpochMs;
  },
): ProtectionPolicyView {
  return {
    version,
    terms,
    since,
    mayAsk: whyNotAccount(account, people.person, { accountId: account.accountId, purpose: "guard" }) === null,
    fourEyes: people.fourEyes,
    changes: changes.slice(0, CHANGES_SHOWN).map((change) => protectionChangeView(people, change, nowMs)),
  };
}
