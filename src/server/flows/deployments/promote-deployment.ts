import { err, ok } from "@/modules/_kernel";
import { type Deployment, gatesOf, type PromotionFacts, STAGES } from "@/modules/strategy";
import { makeDeploymentStore, makeRunStore } from "@/modules/strategy/server";
import { appendAudit } from "../../platform/audit";
import type { DeploymentFlows, PromotionView } from "../contract/deployments";
import type { Answer } from "../contract/shared";
import type { FlowDeps } from "../deps";
import { noDeployment, runnableDeployment, seenDeployment } from "./deployment-access";
import { tellOfDeployment } from "./move-deployment";
import { readSubBooks } from "./sub-books";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "work">;

/** Runs and sessions that are looked at: newest first. */
const RUNS_MAX = 100;
const SESSIONS_MAX = 100;
/** Beyond paper an order needs a broker, and there is none yet. */
const NEEDS_VENUE = "shadow";

/** How far a deployment may come, by gates that are data. */
export function makePromotionFlows(deps: Deps): Pick<DeploymentFlows, "readPromotion" | "promoteDeployment"> {
  const { transactions, work } = deps;
  return {
    async readPromotion(actor, deploymentId) {
      const seen = await seenDeployment(deps, actor, deploymentId);
      return seen.ok ? ok(viewOf(seen.value.deployment, await readFacts(deps, seen.value.deployment))) : seen;
    },
    async promoteDeployment(actor, deploymentId) {
      const seen = await runnableDeployment(deps, actor, { deploymentId, purpose: "run" });
      if (!seen.ok) return seen;
      const facts = await readFacts(deps, seen.value.deployment);
      return transactions.run(async (tx): Answer<PromotionView> => {
        const store = makeDeploymentStore();
        const locked = await store.lock(tx, deploymentId);
        if (locked === null) return err(noDeployment(deploymentId));
        const next = STAGES[STAGES.indexOf(locked.stage) + 1];
        if (next === undefined || next === NEEDS_VENUE)
          return err({ kind: "deployment.no_live_venue", path: "deploymentId", facts: { name: locked.name } });
        const open = gatesOf(next, facts).filter(({ passed }) => !passed);
        const [first] = open;
        if (first !== undefined)
          return err({
            kind: "deployment.gates_open",
            path: "deploymentId",
            facts: {
              name: locked.name,
              stage: next,
              gate: first.gate,
              actual: first.actual ?? "unknown",
              required: first.required,
            },
          });
        await store.setStage(tx, deploymentId, next);
        await appendAudit(tx, {
          actor,
          action: "deployment.promote",
          subjectType: "deployment",
          subjectId: deploymentId,
          details: { name: locked.name, from: locked.stage, to: next, facts },
        });
        await tellOfDeployment(tx, work, deploymentId);
        return ok(viewOf({ ...locked, stage: next }, facts));
      });
    },
  };
}

function viewOf({ stage }: Deployment, facts: PromotionFacts): PromotionView {
  return {
    stage,
    stages: STAGES.map((each) => ({
      stage: each,
      reached: STAGES.indexOf(each) <= STAGES.indexOf(stage),
      gates: gatesOf(each, facts),
      refusal: each === NEEDS_VENUE ? "deployment.no_live_venue" : null,
    })),
  };
}

async function readFacts({ sql, prisma }: Deps, deployment: Deployment): Promise<PromotionFacts> {
  const { deploymentId, strategy, instruments } = deployment;
  const store = makeDeploymentStore();
  const [runs, books, parity, first] = await Promise.all([
    makeRunStore(sql, prisma).list({ strategy }, null, RUNS_MAX),
    readSubBooks(sql, [deploymentId]),
    store.listParity(sql, deploymentId, SESSIONS_MAX),
    store.countDays(sql, deploymentId),
  ]);
  const own = runs.filter(
    ({ status, spec }) =>
      status === "succeeded" && [spec.symbol, ...(spec.others ?? [])].some((each) => instruments.includes(each)),
  );
  const verdicts = own.flatMap(({ verdict }) => (verdict === null ? [] : [verdict]));
  const best = own.find(({ verdict }) => verdict === "trust") ?? own.find(({ verdict }) => verdict !== null) ?? own[0];
  const fills = books.get(deploymentId)?.fills ?? [];
  return {
    runs: own.length,
    verdict: verdicts.includes("trust") ? "trust" : (verdicts[0] ?? null),
    runTrades: best?.stats?.trades ?? null,
    runDrawdown: fallOf(best?.stats?.maxDrawdown ?? null),
    days: first,
    trades: fills.length,
    parity:
      parity.length === 0
        ? null
        : Math.min(...parity.map(({ decisions, alike }) => (decisions === 0 ? 1 : alike / decisions))),
    hasVenue: false,
  };
}

const fallOf = (drawdown: number | null): number | null => (drawdown === null ? null : Math.abs(drawdown));
