import type { EpochMs } from "@/modules/_kernel";
import type { AccountFacts } from "@/modules/portfolio";
import { makeAccountStore } from "@/modules/portfolio/server";
import type { AskedChange, Deployment } from "@/modules/strategy";
import { makeDeploymentStore } from "@/modules/strategy/server";
import type { AskedChangeView, StageFlows } from "../contract/deployment-stages";
import type { FlowDeps } from "../deps";
import { type Authors, readAuthors } from "../strategies/views";
import { type Person, personOf } from "../trading/access";
import { differencesOf, isAsItWas } from "./change-views";
import { mayAct, whyNotDecide } from "./decide-change";
import { visibleAccounts } from "./deployment-access";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "clock">;

/** Far more than wait at once: a deployment has one that waits. */
const LISTED_MAX = 200;

/** Changes that were asked of a second person, of every deployment that somebody may see. */
export function makeListAskedChanges(deps: Deps): StageFlows["listAskedChanges"] {
  const { sql, prisma, clock } = deps;
  const store = makeDeploymentStore();
  return async (actor) => {
    const accountIds = await visibleAccounts(deps, actor, null);
    const nowMs = clock.nowMs();
    const changes = await store.listChanges(sql, { accountIds, nowMs, limit: LISTED_MAX });
    if (changes.length === 0) return [];
    const [person, accounts, deployments, nameOf] = await Promise.all([
      personOf(prisma, actor),
      makeAccountStore().list(sql, null),
      store.findAll(sql, [...new Set(changes.map(({ deploymentId }) => deploymentId))]),
      readAuthors(deps),
    ]);
    return changes.flatMap((change): readonly AskedChangeView[] => {
      const deployment = deployments.get(change.deploymentId);
      const account = accounts.find(({ accountId }) => accountId === deployment?.accountId);
      if (deployment === undefined || account === undefined) return [];
      return [viewOf({ change, deployment, account, person, nowMs, nameOf })];
    });
  };
}

interface Facts {
  readonly change: AskedChange;
  readonly deployment: Deployment;
  readonly account: AccountFacts;
  readonly person: Person;
  readonly nowMs: EpochMs;
  readonly nameOf: Authors;
}

function viewOf({ change, deployment, account, person, nowMs, nameOf }: Facts): AskedChangeView {
  const { changeId, deploymentId, because, decision } = change;
  const state = stateOf(change, deployment, nowMs);
  const seen = { person, deployment, account };
  const may = (what: "approve" | "withdraw") =>
    state === "waiting" && mayAct(person) && whyNotDecide(seen, change, what) === null;
  return {
    changeId,
    deploymentId,
    deployment: deployment.name,
    account: account.name,
    differences: differencesOf(change.before, change.after),
    because,
    from: change.fromMs,
    askedBy: nameOf(change.askedBy),
    askedAt: change.askedAtMs,
    expiresAt: change.expiresAtMs,
    state,
    decidedBy: nameOf(decision?.by ?? null),
    decidedAt: decision?.atMs ?? null,
    mayDecide: may("approve"),
    mayWithdraw: may("withdraw"),
  };
}

function stateOf(change: AskedChange, deployment: Deployment, nowMs: EpochMs): AskedChangeView["state"] {
  const { decision, expiresAtMs } = change;
  if (decision !== null) return decision.outcome;
  if (deployment.standing.status === "stopped") return "stopped";
  if (nowMs >= expiresAtMs) return "expired";
  return isAsItWas(deployment, change) ? "waiting" : "overtaken";
}
