import {
  type CopyPort,
  err,
  exact,
  OrderId,
  ok,
  type Result,
  type SqlPort,
  toDecimalText,
  ZERO,
} from "@/modules/_kernel";
import { sideFillSchema, wholeOrderSchema } from "@/modules/execution";
import { makeOrderReads } from "@/modules/execution/server";
import type { StoredBatch } from "@/modules/portfolio";
import { type Deployment, type NotAssignable, whyNotAssign } from "@/modules/strategy";
import { makeDeploymentStore } from "@/modules/strategy/server";
import type { Actor } from "../../contract";
import type { AssignedView, ResolveRequest } from "../../contract/reconcile";
import { type AccessDeps, noDeployment, runnableDeployment } from "../../deployments/deployment-access";
import { putForeignOrder } from "../../deployments/foreign-order";
import { tellOfDeployment } from "../../deployments/move-deployment";
import { cashOf, readSubBooks } from "../../deployments/sub-books";
import type { AppError } from "../../errors";
import type { SubmitDeps } from "../submit-order";
import type { Resolving } from "./resolving";

type Tx = SqlPort & CopyPort;
type Booked = readonly StoredBatch[];

interface Assigned {
  readonly batches: Booked;
  readonly assigned: AssignedView;
}

/** The deployment that an assignment names, for whoever runs it; to all others it is not there, or not theirs. */
export async function whyNotTo(
  deps: AccessDeps,
  actor: Actor,
  { deploymentId }: Pick<ResolveRequest, "deploymentId">,
): Promise<AppError | null> {
  if (deploymentId === null) return { kind: "reconcile.assign_missing", path: "deploymentId" };
  const runnable = await runnableDeployment(deps, actor, { deploymentId, purpose: "run" });
  return runnable.ok ? null : runnable.error;
}

/**
 * Takes what an item shows of nobody, as `take` does it, and gives it to a deployment: what was booked counts as fills of its own, an
 * order as one of its orders. So that what it holds is still covered by its account, both are written together. The caller holds the
 * locks of the deployment and of the account, in that order.
 */
export async function assignItem(
  deps: SubmitDeps,
  tx: Tx,
  at: Resolving & { readonly deployment: Deployment },
  take: (deps: SubmitDeps, tx: Tx, at: Resolving) => Promise<Result<Booked, AppError>>,
): Promise<Result<Assigned, AppError>> {
  const { account, item, deployment } = at;
  const symbol = item.symbol ?? item.key;
  const reason = whyNotAssign(deployment, { accountId: account.accountId, symbol });
  if (reason !== null) return err(refusalOf(reason, deployment, symbol));
  const taken = await ownOrderOf(tx, at);
  if (taken !== null) return err({ kind: "reconcile.assign_of_order", path: "action", facts: { orderId: taken } });
  const before = await standOf(tx, deployment, symbol);
  const booked = await take(deps, tx, at);
  if (!booked.ok) return booked;
  if (item.about === "order") await giveOrder(tx, at);
  else await giveFills(deps, tx, at, booked.value);
  await tellOfDeployment(tx, deps.work, deployment.deploymentId);
  const after = await standOf(tx, deployment, symbol);
  const { deploymentId, name, currency } = deployment;
  return ok({
    batches: booked.value,
    assigned: {
      deploymentId,
      name,
      symbol,
      currency,
      qtyBefore: before.qty,
      qtyAfter: after.qty,
      cashBefore: before.cash,
      cashAfter: after.cash,
    },
  });
}

/** Its row, locked until the transaction ends. */
export async function lockDeployment(tx: Tx, deploymentId: string): Promise<Result<Deployment, AppError>> {
  const found = await makeDeploymentStore().lock(tx, deploymentId);
  return found === null ? err(noDeployment(deploymentId)) : ok(found);
}

function refusalOf(reason: NotAssignable, { name, instruments }: Deployment, symbol: string): AppError {
  const path = "deploymentId";
  if (reason === "account") return { kind: "reconcile.assign_account", path, facts: { name } };
  if (reason === "shadow") return { kind: "reconcile.assign_shadow", path, facts: { name } };
  if (reason === "over") return { kind: "reconcile.assign_over", path, facts: { name } };
  return { kind: "reconcile.assign_instrument", path, facts: { name, symbol, instruments: instruments.join(", ") } };
}

/** The order of a fill that shows as nobody's and has become one of ours meanwhile; null: none has. */
async function ownOrderOf(tx: Tx, { item, account }: Resolving): Promise<string | null> {
  const fill = item.about === "fill" ? sideFillSchema.safeParse(item.theirs) : null;
  if (fill?.success !== true || !OrderId.is(fill.data.orderId)) return null;
  const [order] = await makeOrderReads(tx).findMany([fill.data.orderId]);
  return order?.accountId === account.accountId ? order.orderId : null;
}

async function giveOrder(tx: Tx, { item, deployment }: Resolving & { readonly deployment: Deployment }): Promise<void> {
  const { intent } = wholeOrderSchema.parse(item.theirs).whole;
  const { deploymentId, epoch } = deployment;
  const { orderId, symbol, side, qty } = intent;
  const quantity = exact(qty).toNumber() * (side === "buy" ? 1 : -1);
  await putForeignOrder(tx, { deploymentId, epoch, symbol, orderId, quantity });
}

async function giveFills(
  { clock }: Pick<SubmitDeps, "clock">,
  tx: Tx,
  { actor, account, item, deployment }: Resolving & { readonly deployment: Deployment },
  batches: Booked,
): Promise<void> {
  for (const { batchId, entry, effectiveAt } of batches) {
    if (entry?.kind !== "adoption") continue;
    const { symbol, side, qty, price, currency, fees } = entry;
    await makeDeploymentStore().assign(tx, deployment.deploymentId, account.accountId, {
      batchId,
      itemId: item.itemId,
      symbol,
      side,
      qty,
      price,
      currency,
      fees,
      filledAtMs: effectiveAt,
      assignedAtMs: clock.nowMs(),
      by: actor.userId,
    });
  }
}

async function standOf(tx: Tx, deployment: Deployment, symbol: string) {
  const book = (await readSubBooks(tx, [deployment.deploymentId])).get(deployment.deploymentId);
  const qty = book?.positions.find((each) => each.symbol === symbol)?.qty ?? ZERO;
  return { qty: toDecimalText(qty), cash: toDecimalText(cashOf(deployment, book)) };
}
