import { err, ok, type Result, type SqlPort } from "@/modules/_kernel";
import { isClosed, type OrderEvent } from "@/modules/execution";
import { ordersIn } from "@/modules/execution/server";
import { makeLedgerStore } from "@/modules/portfolio/server";
import type { Deployment, DeploymentEvent } from "@/modules/strategy";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { appendAudit } from "../../platform/audit";
import type { Actor } from "../contract";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { personOf } from "../trading/access";
import { cancelEvent, untilNotOvertaken, writeWish } from "../trading/change-order";
import { tellOfOrder } from "../trading/write-orders";
import { claimedStrategy } from "./create-deployment";
import { noDeployment, runnableDeployment, whyNotStrategy } from "./deployment-access";
import { moveDeployment } from "./move-deployment";
import { actorOf } from "./prepare-markets";
import { watchedBy } from "./watched";

export type SteerDeps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "clock" | "newId" | "work" | "signals">;
type Tx = FlowDeps["sql"];

const ACTIONS = {
  start: { purpose: "run", action: "deployment.start" },
  pause: { purpose: "guard", action: "deployment.pause" },
  stop: { purpose: "guard", action: "deployment.stop" },
} as const;

/** Which of its orders are canceled: those that open, or all. */
export type Withdraw = "entries" | "all";

/** Starts, pauses and stops a deployment, with its audit row in the same transaction. */
export function makeSteer(deps: SteerDeps) {
  const { prisma, transactions, clock, signals, work } = deps;
  return async (actor: Actor, deploymentId: string, verb: keyof typeof ACTIONS): Promise<Result<null, AppError>> => {
    const { purpose, action } = ACTIONS[verb];
    const seen = await runnableDeployment(deps, actor, { deploymentId, purpose });
    if (!seen.ok) return seen;
    if (verb === "start" && seen.value.account.archivedAt !== null)
      return err({ kind: "trading.account_archived", path: "accountId", facts: { name: seen.value.account.name } });
    const foreign =
      verb === "start"
        ? whyNotStrategy(await personOf(prisma, actorOf(seen.value.deployment)), seen.value.deployment.strategy)
        : null;
    if (foreign !== null) return err(foreign);
    const done = await untilNotOvertaken(() =>
      transactions.run(async (tx): Promise<Result<null, AppError>> => {
        const store = makeDeploymentStore();
        const before = await store.lock(tx, deploymentId);
        if (before === null) return err(noDeployment(deploymentId));
        if (verb === "start" && before.mode === "live") {
          const twice = await whyTwice(tx, before);
          if (twice !== null) return err(twice);
        }
        const event: DeploymentEvent = { type: verb, atMs: clock.nowMs() };
        const change = await moveDeployment(tx, { work }, before, { event, by: actor.userId });
        if ("refused" in change) return err(change.refused);
        if (verb !== "start") await withdrawOrders(tx, deps, change.moved, verb === "stop" ? "all" : "entries");
        await appendAudit(tx, {
          actor,
          action,
          subjectType: "deployment",
          subjectId: deploymentId,
          details: { name: before.name, from: before.standing.status, to: change.moved.standing.status },
        });
        return ok(null);
      }),
    );
    if (done.ok) {
      signals.send("deployments", deploymentId);
      signals.send("trading", seen.value.account.accountId);
    }
    return done;
  };
}

/** Claims its instruments, or says which deployment of the same strategy has one of them on the account. */
async function whyTwice(tx: SqlPort, deployment: Deployment): Promise<AppError | null> {
  const store = makeDeploymentStore();
  const instruments = watchedBy(deployment);
  const taken = await store.claim(tx, { ...deployment, instruments }, claimedStrategy(deployment.strategy));
  if (taken === null) return null;
  const other = await store.find(tx, taken.deploymentId);
  // What it claimed of its other instruments goes back.
  await store.unclaim(tx, deployment.deploymentId);
  return {
    kind: "deployment.twice",
    path: "instruments",
    facts: { symbol: taken.symbol, other: other?.name ?? taken.deploymentId },
  };
}

/** Orders of a deployment that may still fill. Under the lock of its account. */
export async function openOrdersOf(tx: Tx, { accountId, deploymentId }: Deployment) {
  const own = (await makeDeploymentStore().orderIdsOf(tx, [deploymentId])).get(deploymentId) ?? [];
  const ids = new Set(own);
  const open = await ordersIn(tx).listOpen(accountId, OPEN_MAX);
  return open.filter(({ order }) => ids.has(order.intent.orderId) && !isClosed(order));
}

/** Above what an account may have open. */
const OPEN_MAX = 5_000;

/** Whether an order may open a position by itself. */
export const isEntry = ({ reduceOnly, parentId }: { readonly reduceOnly: boolean; readonly parentId: string | null }) =>
  !reduceOnly && parentId === null;

/** Asks for the cancel of a deployment's orders, of all or of some instruments; says how many. */
export async function withdrawOrders(
  tx: Tx,
  { clock, newId, work }: Pick<SteerDeps, "clock" | "newId" | "work">,
  deployment: Deployment,
  which: Withdraw,
  only: (symbol: string) => boolean = () => true,
): Promise<number> {
  const { accountId } = deployment;
  const account = await makeLedgerStore().lockAccount(tx, accountId);
  let asked = 0;
  for (const stored of await openOrdersOf(tx, deployment)) {
    const { intent } = stored.order;
    if (!only(intent.symbol) || (which === "entries" && !isEntry(intent))) continue;
    const event: OrderEvent = cancelEvent(clock.nowMs(), newId);
    if ((await writeWish(tx, stored, event)) !== null) continue;
    asked += 1;
    if (account !== null) await tellOfOrder(tx, work, account, intent.orderId);
  }
  if (which === "all") await dropHeld(tx, deployment, only);
  return asked;
}

async function dropHeld(tx: SqlPort, { deploymentId }: Deployment, only: (symbol: string) => boolean): Promise<void> {
  const store = makeDeploymentStore();
  for (const order of await store.ordersOf(tx, deploymentId, null))
    if (order.state === "held" && only(order.symbol))
      await store.settleOrder(tx, deploymentId, { ...order, state: "dropped", orderId: null });
}
