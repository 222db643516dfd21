import { EpochMs, err, ok, parseExact, type Result, type SqlPort, toDecimalText } from "@/modules/_kernel";
import type { Deployment, PendingChange } from "@/modules/strategy";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { appendAudit } from "../../platform/audit";
import { otherDeciders } from "../../platform/identity";
import type { StageFlows } from "../contract/deployment-stages";
import type { DeploymentChangeView } from "../contract/deployments";
import type { Actor, Answer } from "../contract/shared";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { tellPerson } from "../notifications/tell-person";
import { instrumentsOf, leavingOf, reclaim, whyHeld } from "./change-instruments";
import { changedStrategy, needFor, type Reach, reachOf } from "./change-reach";
import { changeView, differencesOf, isAsItWas, settingOf } from "./change-views";
import { checkStrategy, claimedStrategy } from "./create-deployment";
import { noDeployment, runnableDeployment } from "./deployment-access";
import { tellOfDeployment } from "./move-deployment";

export type ChangeDeps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "clock" | "work" | "signals" | "newId">;

const DAY_MS = 86_400_000;
/** A change may wait this long: whoever asked for it is still here to see it. */
const WAIT_MAX_MS = 30 * DAY_MS;
/** What nobody looked at is asked for again. */
const APPROVAL_WAITS_MS = 7 * DAY_MS;

type ChangeInput = Parameters<StageFlows["changeDeployment"]>[1];

/** A change that could be made: what it leads to, from when, and what it needs. */
interface Prepared {
  readonly change: PendingChange;
  readonly reach: Reach;
  readonly approval: DeploymentChangeView["approval"];
  readonly leaving: DeploymentChangeView["leaving"];
}

/**
 * Says what other parameters, instruments, another version or another capital change, and with `commit` lets them take effect at the next bar or a
 * stated one, or asks a second person where the change needs one.
 */
export function makeChangeDeployment(deps: ChangeDeps): StageFlows["changeDeployment"] {
  const { transactions, signals } = deps;
  return async (actor, input) => {
    const { deploymentId, commit } = input;
    const seen = await runnableDeployment(deps, actor, { deploymentId, purpose: "run" });
    if (!seen.ok) return seen;
    const { deployment } = seen.value;
    const prepared = await prepare(deps, actor, deployment, input);
    if (!prepared.ok) return prepared;
    const { change, approval, leaving } = prepared.value;
    if (!commit) return ok(changeView(deployment, change, { approval, leaving }));
    const held = whyHeld(leaving, input.windDown);
    if (held !== null) return err(held);
    const done = await transactions.run(async (tx): Answer<DeploymentChangeView> => {
      const store = makeDeploymentStore();
      const locked = await store.lock(tx, deploymentId);
      if (locked === null) return err(noDeployment(deploymentId));
      const why = await whyNotNow(deps, tx, locked);
      if (why !== null) return err(why);
      // What it needs was found out against what it ran as: another change since may have made more of the same wish.
      if (differencesOf(settingOf(deployment), settingOf(locked)).length > 0)
        return err({ kind: "deployment.change_stale", path: "deploymentId", facts: { name: locked.name } });
      const view = changeView(locked, change, { approval, leaving });
      const isChange = view.differences.length > 0;
      if (isChange && approval.need === "second")
        return ok(await ask(deps, tx, actor, { locked, view, prepared: prepared.value }));
      const taken = await reclaim(tx, locked, isChange ? change.instruments : null);
      if (taken !== null) return err(taken);
      await store.setPending(tx, deploymentId, isChange ? change : null);
      const { publicationId } = prepared.value.reach;
      if (publicationId !== null && publicationId !== locked.publicationId)
        await store.setPublication(tx, deploymentId, publicationId);
      await appendAudit(tx, {
        actor,
        action: "deployment.change",
        subjectType: "deployment",
        subjectId: deploymentId,
        details: { name: locked.name, differences: view.differences, from: input.from, approval },
      });
      await tellOfDeployment(tx, deps.work, deploymentId);
      return ok(view);
    });
    if (done.ok) signals.send("deployments", deploymentId);
    return done;
  };
}

async function prepare(
  deps: ChangeDeps,
  actor: Actor,
  deployment: Deployment,
  { params, strategy, capital, instruments, from }: ChangeInput,
): Promise<Result<Prepared, AppError>> {
  const asked = strategy ?? deployment.strategy;
  if (claimedStrategy(asked) !== claimedStrategy(deployment.strategy))
    return err({ kind: "deployment.other_strategy", path: "strategy", facts: { name: deployment.name } });
  const nowMs = deps.clock.nowMs();
  if (from !== null && (from < nowMs || from > nowMs + WAIT_MAX_MS))
    return err({ kind: "deployment.from", path: "from", facts: { days: WAIT_MAX_MS / DAY_MS } });
  const amount = await capitalOf(deps, deployment, capital);
  if (!amount.ok) return amount;
  const traded = await instrumentsOf(deps, deployment, instruments);
  if (!traded.ok) return traded;
  const found = await changedStrategy(deps, actor, { deployment, asked });
  if (!found.ok) return found;
  const changed = { ...deployment, instruments: traded.value ?? deployment.instruments };
  const checked = await checkStrategy(found.value, { ...changed, params: { ...deployment.params, ...params } });
  if (!checked.ok) return checked;
  const after = {
    found: found.value,
    params: checked.value.params,
    instruments: changed.instruments,
    capital: amount.value ?? deployment.capital,
  };
  const reach = await reachOf(deps, actor, deployment, after);
  return ok({
    reach,
    approval: await needFor(deps, actor, reach.approval),
    leaving: await leavingOf(deps.sql, deployment, { instruments: traded.value }),
    change: {
      params: checked.value.params,
      instruments: traded.value,
      strategy: checked.value.strategy === deployment.strategy ? null : checked.value.strategy,
      capital: amount.value,
      atMs: nowMs,
      fromMs: from,
    },
  });
}

/** Capital as it is kept; null: as it is. Where the account is handed out by weights, nobody says it by hand. */
async function capitalOf(
  { sql }: ChangeDeps,
  { accountId, capital: before, name }: Deployment,
  capital: string | null,
): Promise<Result<string | null, AppError>> {
  if (capital === null) return ok(null);
  const amount = parseExact(capital.trim());
  if (amount === null || !amount.isPositive()) return err({ kind: "deployment.capital", path: "capital" });
  if (parseExact(before)?.eq(amount) === true) return ok(null);
  if ((await makeDeploymentStore().findAllocation(sql, accountId)) !== null)
    return err({ kind: "deployment.capital_allocated", path: "capital", facts: { name } });
  return ok(toDecimalText(amount));
}

async function whyNotNow({ clock }: ChangeDeps, tx: SqlPort, locked: Deployment): Promise<AppError | null> {
  const { name, deploymentId, standing } = locked;
  if (standing.status === "stopped")
    return {
      kind: "deployment.not_now",
      path: "deploymentId",
      facts: { name, from: standing.status, event: "change" },
    };
  const waiting = await makeDeploymentStore().waitingChange(tx, deploymentId, clock.nowMs());
  // What is overtaken is let in by nobody.
  return waiting === null || !isAsItWas(locked, waiting)
    ? null
    : { kind: "deployment.change_waits", path: "deploymentId", facts: { name } };
}

interface Asking {
  readonly locked: Deployment;
  readonly view: DeploymentChangeView;
  readonly prepared: Prepared;
}

/** Keeps the change as a wish until a second person lets it in, and tells those who may. */
async function ask(
  deps: ChangeDeps,
  tx: SqlPort,
  actor: Actor,
  { locked, view, prepared: { change } }: Asking,
): Promise<DeploymentChangeView> {
  const { deploymentId, name } = locked;
  const { because } = view.approval;
  const askedAtMs = deps.clock.nowMs();
  const expiresAtMs = EpochMs.of(askedAtMs + APPROVAL_WAITS_MS);
  const changeId = deps.newId();
  await makeDeploymentStore().askChange(tx, {
    changeId,
    deploymentId,
    before: settingOf(locked),
    after: { strategy: view.strategy, params: view.params, capital: view.capital, instruments: view.instruments },
    fromMs: change.fromMs,
    because,
    askedBy: actor.userId,
    askedAtMs,
    expiresAtMs,
  });
  await appendAudit(tx, {
    actor,
    action: "deployment.ask_change",
    subjectType: "deployment",
    subjectId: deploymentId,
    details: { name, changeId, differences: view.differences, because, from: change.fromMs },
  });
  for (const userId of await otherDeciders(tx, actor.userId))
    await tellPerson(deps, tx, {
      userId,
      severity: "warning",
      messageKey: "deployment.change",
      facts: { name, changes: view.differences.map((each) => each.name).join(", ") },
      href: `/strategies/deployments/${deploymentId}`,
    });
  await deps.work.publish(tx, { topic: "deployments.approvals", audience: null, payload: { changeId } });
  await tellOfDeployment(tx, deps.work, deploymentId);
  const waits = {
    changeId,
    askedBy: null,
    askedAt: askedAtMs,
    expiresAt: expiresAtMs,
    mayDecide: false,
    mayWithdraw: true,
  };
  return { ...view, waits };
}
