import { EpochMs, type SqlPort } from "@/modules/_kernel";
import { type Breach, breachOf, type Deployment, decides, deepestFall, stageBefore } from "@/modules/strategy";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { appendAudit } from "../../platform/audit";
import { addNotification } from "../../platform/notify";
import type { DemotionAction } from "../contract/deployment-stages";
import type { FlowDeps } from "../deps";
import { untilNotOvertaken } from "../trading/change-order";
import { moveDeployment, tellOfDeployment } from "./move-deployment";
import { readCurve } from "./promotion-facts";
import { readTerms } from "./promotion-terms";
import { withdrawOrders } from "./steer-deployment";
import { readSubBooks } from "./sub-books";

export type DemoteDeps = Pick<
  FlowDeps,
  "sql" | "prisma" | "transactions" | "clock" | "log" | "work" | "signals" | "newId"
>;

/** States that are looked through for the last start: more than any deployment goes through between two. */
const HISTORY_MAX = 200;

/**
 * Takes back what breaks the terms that are held against a running deployment: one stage, and to what the house has set. Only what
 * happened since it was last started counts, so that a person who starts it again is not overruled by what they knew.
 *
 * @returns The breach it was taken back for; null: none, or it does not run.
 */
export async function demoteIfBroken(deps: DemoteDeps, deployment: Deployment): Promise<Breach | null> {
  const { sql } = deps;
  if (deployment.mode === "shadow" || deployment.standing.status !== "running") return null;
  const { terms, demotion } = await readTerms(deps);
  if (demotion === "none") return null;
  const store = makeDeploymentStore();
  const { deploymentId } = deployment;
  const history = await store.history(sql, deploymentId, HISTORY_MAX);
  const sinceMs = history.find(({ event }) => event === "start")?.atMs ?? EpochMs.of(0);
  const [parity] = await store.listParity(sql, deploymentId, 1);
  const isNew = parity !== undefined && parity.decisions > 0 && Date.parse(`${parity.session}T23:59:59Z`) > sinceMs;
  const book = (await readSubBooks(sql, [deploymentId])).get(deploymentId);
  const curve = await readCurve(deps, deployment, { book, afterMs: sinceMs });
  const first = curve[0]?.profit ?? 0;
  const since = curve.map(({ atMs, profit }) => ({ atMs, profit: profit - first }));
  const facts = {
    parity: isNew ? parity.alike / parity.decisions : null,
    fall: curve.length === 0 ? null : deepestFall(since, Number(deployment.capital)),
  };
  const breach = breachOf(facts, terms);
  if (breach === null) return null;
  return (await demote(deps, deployment, { breach, demotion })) ? breach : null;
}

async function demote(
  deps: DemoteDeps,
  deployment: Deployment,
  { breach, demotion }: { readonly breach: Breach; readonly demotion: Exclude<DemotionAction, "none"> },
): Promise<boolean> {
  const { transactions, clock, signals, log } = deps;
  const { deploymentId, accountId } = deployment;
  const store = makeDeploymentStore();
  const done = await untilNotOvertaken(() =>
    transactions.run(async (tx) => {
      const locked = await store.lock(tx, deploymentId);
      if (locked === null || locked.transitions !== deployment.transitions || !decides(locked.standing)) return false;
      const reason = { kind: `demoted_${breach.gate}`, facts: { value: breach.value, threshold: breach.threshold } };
      const event = { type: "restricted", atMs: clock.nowMs(), reason } as const;
      const restricted = await moveDeployment(tx, deps, locked, { event, by: null });
      if ("refused" in restricted) return false;
      if (demotion === "pause") {
        const pause = { type: "pause", atMs: clock.nowMs() } as const;
        await moveDeployment(tx, deps, restricted.moved, { event: pause, by: null });
      }
      await withdrawOrders(tx, deps, restricted.moved, "entries");
      const stage = stageBefore(locked.stage);
      await store.setStage(tx, deploymentId, stage);
      await appendAudit(tx, {
        actor: { kind: "system", userId: null, requestId: `demotion.${deploymentId}` },
        action: "deployment.demote",
        subjectType: "deployment",
        subjectId: deploymentId,
        details: { name: locked.name, from: locked.stage, to: stage, demotion, ...breach },
      });
      await tell(deps, tx, locked, { breach, demotion });
      return true;
    }),
  );
  if (!done) return false;
  log.warn({ deploymentId, demotion, ...breach }, "Deployment demoted");
  signals.send("deployments", deploymentId);
  signals.send("trading", accountId);
  return true;
}

async function tell(
  { work, newId }: DemoteDeps,
  tx: SqlPort,
  { deploymentId, ownerId, name }: Deployment,
  { breach, demotion }: { readonly breach: Breach; readonly demotion: DemotionAction },
): Promise<void> {
  await tellOfDeployment(tx, work, deploymentId);
  if (ownerId === null) return;
  const percent = (value: number) => Math.round(value * 1_000) / 10;
  const notification = await addNotification(tx, {
    notificationId: newId(),
    userId: ownerId,
    severity: "failure",
    messageKey: "deployment.demoted",
    facts: {
      name,
      gate: breach.gate,
      percent: percent(breach.value),
      threshold: percent(breach.threshold),
      demotion,
    },
    href: `/strategies/deployments/${deploymentId}`,
  });
  await work.publish(tx, { topic: "notification.created", audience: ownerId, payload: notification });
}
