import { EpochMs, err, ok } from "@/modules/_kernel";
import { makeInstrumentStore } from "@/modules/data/server";
import type { AccountFacts } from "@/modules/portfolio";
import { makeAccountStore } from "@/modules/portfolio/server";
import { DRILL_DAY_MAX, drillDue, type HaltDrill } from "@/modules/risk";
import { makeDrillStore } from "@/modules/risk/server";
import { appendAudit } from "../../../platform/audit";
import { writeSetting } from "../../../platform/settings";
import type { Actor } from "../../contract";
import type { DrillFlows, DrillPlanTerms, DrillsView, DrillView } from "../../contract/halt-drill";
import type { FlowDeps } from "../../deps";
import type { AppError } from "../../errors";
import { sightOf } from "../../trading/access";
import type { SubmitDeps } from "../../trading/submit-order";
import { type LimitPeople, peopleFor } from "../limit-people";
import { drillAccount, whyNotDrilled } from "./drill-access";
import { readDrillPlan } from "./drill-plan";
import { insertDrill } from "./insert-drill";

type Deps = SubmitDeps & Pick<FlowDeps, "records">;

/** Drills of the kill switch: what was drilled, what is planned, and one now. */
export function makeDrillFlows(deps: Deps): DrillFlows {
  return {
    readDrills: (actor) => readDrills(deps, actor),

    async planDrills(actor, plan) {
      const { rules } = await peopleFor(deps, actor);
      if (!rules) return err({ kind: "drill.not_yours" });
      const fault = plan === null ? null : await planFault(deps, actor, plan);
      if (fault !== null) return err(fault);
      const before = await readDrillPlan(deps);
      const value =
        plan === null
          ? null
          : { ...plan, symbol: plan.symbol.trim().toUpperCase(), setAt: deps.clock.nowMs(), setBy: actor.userId };
      await deps.records.run(async (tx) => {
        await writeSetting(tx, "halt-drill", { value: { plan: value }, by: actor.userId });
        await appendAudit(tx, {
          actor,
          action: "drill.plan",
          subjectType: "setting",
          subjectId: "halt-drill",
          details: { before, after: value },
        });
        await deps.work.publish(tx, { topic: "risk.drills", audience: null, payload: { drillId: null } });
      });
      return ok(await readDrills(deps, actor));
    },

    async beginDrill(actor, input) {
      const why = await whyNotDrilled(deps, actor, input);
      if (why !== null) return err(why);
      const account = await drillAccount(deps, actor, input.accountId);
      if (!account.ok) return account;
      const drill = await insertDrill(deps, actor, { account: account.value, symbol: input.symbol, trigger: "asked" });
      if (drill === null) return err({ kind: "drill.runs" });
      return ok(viewOf(await peopleFor(deps, actor), [account.value], drill));
    },
  };
}

async function planFault(
  deps: Deps,
  actor: Actor,
  { day, accountId, symbol }: DrillPlanTerms,
): Promise<AppError | null> {
  if (!Number.isInteger(day) || day < 1 || day > DRILL_DAY_MAX)
    return { kind: "drill.day", path: "day", facts: { max: DRILL_DAY_MAX } };
  const account = await drillAccount(deps, actor, accountId);
  if (!account.ok) return account.error;
  const instrument = await makeInstrumentStore(deps.sql).find(symbol.trim().toUpperCase());
  return instrument === null
    ? { kind: "instrument.not_found", path: "symbol", facts: { symbol: symbol.slice(0, 80) } }
    : null;
}

async function readDrills(deps: Deps, actor: Actor): Promise<DrillsView> {
  const store = makeDrillStore();
  const [people, sight, accounts, plan, all] = await Promise.all([
    peopleFor(deps, actor),
    sightOf(deps, actor),
    makeAccountStore().list(deps.sql, null),
    readDrillPlan(deps),
    store.list(deps.sql, null),
  ]);
  const isSeen = (accountId: string) => sight.all || sight.accountIds.includes(accountId);
  const due =
    plan === null
      ? null
      : drillDue({ day: plan.day, setAt: EpochMs.of(plan.setAt) }, all[0]?.askedAt ?? null, deps.clock.nowMs());
  const isPlanSeen = plan !== null && isSeen(plan.accountId);
  return {
    plan: isPlanSeen
      ? {
          day: plan.day,
          accountId: plan.accountId,
          symbol: plan.symbol,
          account: nameOf(accounts, plan.accountId),
        }
      : null,
    nextAt: isPlanSeen ? (due?.at ?? null) : null,
    isDue: isPlanSeen && due?.isDue === true && all[0]?.endedAt !== null,
    mayChange: people.rules,
    drills: all.filter(({ accountId }) => isSeen(accountId)).map((each) => viewOf(people, accounts, each)),
  };
}

const nameOf = (accounts: readonly AccountFacts[], id: string) =>
  accounts.find(({ accountId }) => accountId === id)?.name ?? id;

function viewOf(people: LimitPeople, accounts: readonly AccountFacts[], drill: HaltDrill): DrillView {
  const { drillId, accountId, symbol, trigger, askedBy, askedAt, startedAt, endedAt, outcome, steps } = drill;
  return {
    drillId,
    accountId,
    account: nameOf(accounts, accountId),
    symbol,
    trigger,
    askedBy: people.nameOf(askedBy),
    askedAt,
    endedAt,
    state: outcome ?? (startedAt === null ? "waiting" : "running"),
    steps,
  };
}
