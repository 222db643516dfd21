import { EpochMs, err, ok, type Result, type SqlPort } from "@/modules/_kernel";
import { type Decision, isLooser, type LimitChange } from "@/modules/risk";
import { LIMITS_MAX, makeLimitStore } from "@/modules/risk/server";
import { appendAudit } from "../../platform/audit";
import type { Actor } from "../contract";
import type { LimitRequest, RiskFlows } from "../contract/risk";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { type LimitPeople, maySee, peopleFor, whyNotScope } from "./limit-people";
import { type Asked, fitTo, REASON_MAX, readRequest } from "./limit-request";
import { changeView, whyNotDecided } from "./limit-views";

/** A change that nobody looked at is asked for again. */
const WAITS_MS = 7 * 86_400_000;
const OUTCOMES = { approve: "in_force", reject: "rejected", withdraw: "withdrawn" } as const satisfies Record<
  string,
  Decision["outcome"]
>;

export type LimitDeps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "clock" | "newId" | "work" | "quotes">;

/** Asks for changes of limits, and lets them in. */
export function makeChangeLimitFlows(deps: LimitDeps): Pick<RiskFlows, "askLimit" | "decideLimit"> {
  const { sql, transactions, clock } = deps;
  const limits = makeLimitStore();

  const viewOf = async (people: LimitPeople, changeId: string) => {
    const change = await limits.findChange(sql, changeId);
    if (change === null) throw new Error(`change ${changeId} is there once it was asked for`);
    return ok(changeView(people, change, clock.nowMs()));
  };

  return {
    async askLimit(actor, request) {
      const people = await peopleFor(deps, actor);
      const asked = readRequest(request);
      if (!asked.ok) return asked;
      const made = await transactions.run((tx) => ask(deps, tx, { actor, people, request, asked: asked.value }));
      return made.ok ? viewOf(people, made.value) : made;
    },

    async decideLimit(actor, { changeId, decision, note }) {
      const people = await peopleFor(deps, actor);
      const at = clock.nowMs();
      const decided = await transactions.run(async (tx): Promise<Result<string, AppError>> => {
        await limits.lock(tx);
        const change = await limits.findChange(tx, changeId);
        if (change === null || !maySee(people, change.scope))
          return err({ kind: "limit.change_not_found", facts: { changeId: changeId.slice(0, 80) } });
        const why = whyNotDecided(people, change, { decision, at });
        if (why !== null) return err(why);
        const standing = await limits.find(tx, change.limitId);
        if (decision === "approve" && (standing?.version ?? 0) !== change.version - 1)
          return err({ kind: "limit.changed_since" });
        const text = note === null || note.trim() === "" ? null : note.trim().slice(0, REASON_MAX);
        await limits.decide(tx, change, { outcome: OUTCOMES[decision], by: actor.userId, at, note: text });
        await tell(deps, tx, { actor, change, action: `limit.${decision}` });
        return ok(changeId);
      });
      return decided.ok ? viewOf(people, decided.value) : decided;
    },
  };
}

interface Asking {
  readonly actor: Actor;
  readonly people: LimitPeople;
  readonly request: LimitRequest;
  readonly asked: Asked;
}

async function ask(
  deps: LimitDeps,
  tx: SqlPort,
  { actor, people, request, asked }: Asking,
): Promise<Result<string, AppError>> {
  const limits = makeLimitStore();
  await limits.lock(tx);
  const before = request.limitId === null ? null : await limits.find(tx, request.limitId);
  const fitting = fitTo(before, request, asked.terms);
  if (!fitting.ok) return fitting;
  const why = await whyNotScope(deps, people, fitting.value.scope);
  if (why !== null) return err(why);
  if (before === null && (await limits.list(tx)).length >= LIMITS_MAX)
    return err({ kind: "limit.too_many", facts: { max: LIMITS_MAX } });
  const askedAt = deps.clock.nowMs();
  const change: LimitChange = {
    ...fitting.value,
    ...asked,
    changeId: deps.newId(),
    limitId: before?.limitId ?? deps.newId(),
    isLooser: isLooser(before?.terms ?? null, asked.terms),
    askedBy: actor.userId,
    askedAt,
    expiresAt: EpochMs.of(askedAt + WAITS_MS),
  };
  await limits.ask(tx, change);
  await tell(deps, tx, { actor, change, action: "limit.ask" });
  // A looser one waits for somebody else, or for somebody who may.
  if (!change.isLooser || (people.rules && !people.fourEyes))
    await limits.decide(tx, change, { outcome: "in_force", by: actor.userId, at: askedAt, note: null });
  return ok(change.changeId);
}

interface Telling {
  readonly actor: Actor;
  readonly change: LimitChange;
  readonly action: "limit.ask" | "limit.approve" | "limit.reject" | "limit.withdraw";
}

async function tell({ work }: Pick<LimitDeps, "work">, tx: SqlPort, { actor, change, action }: Telling): Promise<void> {
  const { changeId, limitId, kind, scope, terms, before, reason } = change;
  const details = { changeId, kind, scope, before, after: terms, reason };
  await appendAudit(tx, { actor, action, subjectType: "limit", subjectId: limitId, details });
  await work.publish(tx, { topic: "risk.limits", audience: null, payload: { limitId } });
}
