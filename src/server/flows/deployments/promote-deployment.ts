import { err, ok, type Result } from "@/modules/_kernel";
import { type Deployment, gatesOf, type PromotionFacts, type PromotionTerms, STAGES } from "@/modules/strategy";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { appendAudit } from "../../platform/audit";
import { findUser, listUsers } from "../../platform/identity";
import type { PromotionView, StageFlows } from "../contract/deployment-stages";
import type { Actor, Answer } from "../contract/shared";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { noDeployment, runnableDeployment, type Seen, seenDeployment } from "./deployment-access";
import { tellOfDeployment } from "./move-deployment";
import { isSame, nextStage, readFacts } from "./promotion-facts";
import { readTerms } from "./promotion-terms";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "work" | "clock">;

const APPROVALS_MAX = 100;
/** Beyond the shadow an order needs a broker, and there is none. */
const NEEDS_VENUE = "live";
const APPROVERS: ReadonlySet<string> = new Set(["admin", "risk"]);

/** How far a deployment may come, by gates that are data. */
export function makePromotionFlows(
  deps: Deps,
): Pick<StageFlows, "readPromotion" | "promoteDeployment" | "approvePromotion"> {
  const { transactions, work, clock } = deps;
  const store = makeDeploymentStore();
  return {
    async readPromotion(actor, deploymentId) {
      const seen = await seenDeployment(deps, actor, deploymentId);
      return seen.ok ? ok(await viewOf(deps, seen.value)) : seen;
    },
    async promoteDeployment(actor, deploymentId) {
      const seen = await runnableDeployment(deps, actor, { deploymentId, purpose: "run" });
      if (!seen.ok) return seen;
      const facts = await readFacts(deps, seen.value.deployment);
      const { terms } = await readTerms(deps);
      const done = await transactions.run(async (tx): Promise<Result<Deployment, AppError>> => {
        const locked = await store.lock(tx, deploymentId);
        if (locked === null) return err(noDeployment(deploymentId));
        const next = nextStage(locked);
        const why = whyNotNext(locked, seen.value.deployment, { facts, terms });
        if (why !== null) return err(why);
        if (next === null) return err(noVenue(locked));
        await store.setStage(tx, deploymentId, next);
        await appendAudit(tx, {
          actor,
          action: "deployment.promote",
          subjectType: "deployment",
          subjectId: deploymentId,
          details: { name: locked.name, from: locked.stage, to: next, facts, terms },
        });
        await tellOfDeployment(tx, work, deploymentId);
        return ok({ ...locked, stage: next });
      });
      return done.ok ? ok(await viewOf(deps, { ...seen.value, deployment: done.value })) : done;
    },
    async approvePromotion(actor, deploymentId): Answer<PromotionView> {
      const seen = await seenDeployment(deps, actor, deploymentId);
      if (!seen.ok) return seen;
      const { deployment } = seen.value;
      const next = nextStage(deployment);
      if (next === null || next === NEEDS_VENUE) return err(noVenue(deployment));
      const why = await whyNotApprove(deps, seen.value);
      if (why !== null || actor.userId === null) return err(why ?? notApprover(deployment));
      const { strategy, strategyVersion, params } = deployment;
      const approval = { stage: next, by: actor.userId, strategy, strategyVersion, params } as const;
      if (!(await isApproved(deps, seen.value, actor)))
        await transactions.run(async (tx) => {
          await store.lock(tx, deploymentId);
          await store.approve(tx, deploymentId, { ...approval, approvedAtMs: clock.nowMs() });
          await appendAudit(tx, {
            actor,
            action: "deployment.approve",
            subjectType: "deployment",
            subjectId: deploymentId,
            details: { name: deployment.name, stage: next, strategy, strategyVersion, params },
          });
          await tellOfDeployment(tx, work, deploymentId);
        });
      return ok(await viewOf(deps, seen.value));
    },
  };
}

const noVenue = ({ name }: Deployment): AppError => ({
  kind: "deployment.no_live_venue",
  path: "deploymentId",
  facts: { name },
});
const notApprover = ({ name }: Deployment): AppError => ({
  kind: "deployment.not_approver",
  path: "deploymentId",
  facts: { name },
});

/** Why a locked deployment does not go on, with the first gate that is open; null: it may. */
function whyNotNext(
  locked: Deployment,
  weighed: Deployment,
  { facts, terms }: { readonly facts: PromotionFacts; readonly terms: PromotionTerms },
): AppError | null {
  const next = nextStage(locked);
  if (next === null || next === NEEDS_VENUE) return noVenue(locked);
  // What was weighed is not what runs any more: it is weighed again when it is asked for again.
  if (locked.stage !== weighed.stage || locked.epoch !== weighed.epoch)
    return {
      kind: "deployment.not_now",
      path: "deploymentId",
      facts: { name: locked.name, from: locked.standing.status, event: "promote" },
    };
  const open = gatesOf(next, facts, terms).find(({ passed }) => !passed);
  if (open === undefined) return null;
  const { gate, actual, required } = open;
  return {
    kind: "deployment.gates_open",
    path: "deploymentId",
    facts: { name: locked.name, stage: next, gate, actual: actual ?? "unknown", required },
  };
}

/** Administrators and risk approve; what is their own only where there is nobody else who could. */
async function whyNotApprove({ prisma }: Deps, { person, deployment }: Seen): Promise<AppError | null> {
  if (person.userId === null || !APPROVERS.has(person.role)) return notApprover(deployment);
  if (person.userId !== deployment.ownerId) return null;
  const users = await listUsers(prisma);
  const others = users.filter((each) => !each.disabled && APPROVERS.has(each.role) && each.userId !== person.userId);
  if (others.length === 0) return null;
  return { kind: "deployment.own_approval", path: "deploymentId", facts: { name: deployment.name } };
}

/** Approvals of the next stage of a deployment as it runs now, one a person. */
async function approvalsOf({ sql }: Deps, deployment: Deployment) {
  const all = await makeDeploymentStore().listApprovals(sql, deployment.deploymentId, APPROVALS_MAX);
  const next = nextStage(deployment);
  return all.filter(
    (each) =>
      each.stage === next &&
      each.strategy === deployment.strategy &&
      each.strategyVersion === deployment.strategyVersion &&
      isSame(each.params, deployment.params),
  );
}

const isApproved = async (deps: Deps, { deployment }: Seen, { userId }: Pick<Actor, "userId">): Promise<boolean> =>
  (await approvalsOf(deps, deployment)).some(({ by }) => by === userId);

async function viewOf(deps: Deps, seen: Seen): Promise<PromotionView> {
  const { deployment, person } = seen;
  const { stage } = deployment;
  const [facts, { terms }, approvals] = await Promise.all([
    readFacts(deps, deployment),
    readTerms(deps),
    approvalsOf(deps, deployment),
  ]);
  const names = await Promise.all(approvals.map(({ by }) => findUser(deps.prisma, by)));
  const next = nextStage(deployment);
  const isNext = next !== null && next !== NEEDS_VENUE;
  return {
    stage,
    stages: STAGES.map((each) => ({
      stage: each,
      reached: STAGES.indexOf(each) <= STAGES.indexOf(stage),
      gates: gatesOf(each, facts, terms),
      refusal: each === NEEDS_VENUE ? "deployment.no_live_venue" : null,
    })),
    approvals: approvals.map(({ by, approvedAtMs }, index) => ({
      by: names[index]?.view.name || names[index]?.view.email || by,
      at: approvedAtMs,
    })),
    mayApprove:
      isNext && (await whyNotApprove(deps, seen)) === null && !approvals.some(({ by }) => by === person.userId),
  };
}
