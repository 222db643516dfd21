import { ok, type Result, type SqlPort, toDecimalText } from "@/modules/_kernel";
import { type Deployment, type Deployments, isOver, type PendingChange } from "@/modules/strategy";
import { makeDeploymentStore } from "@/modules/strategy/server";
import type { LeavingView } from "../contract/deployments";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { untilNotOvertaken } from "../trading/change-order";
import { claimedStrategy, findInstruments } from "./create-deployment";
import type { DeskContext } from "./desk-context";
import { openOrdersOf, withdrawOrders } from "./steer-deployment";
import { readSubBooks } from "./sub-books";
import { watchedBy } from "./watched";

/**
 * The instruments that a change leads to, by the symbols that they have now; null: as they are. Their order is the strategy's, and
 * another order is another change.
 */
export async function instrumentsOf(
  deps: Pick<FlowDeps, "sql">,
  { instruments: before, currency }: Deployment,
  symbols: readonly string[] | null,
): Promise<Result<readonly string[] | null, AppError>> {
  if (symbols === null) return ok(null);
  const found = await findInstruments(deps, symbols, currency);
  if (!found.ok) return found;
  const isAsBefore = found.value.length === before.length && found.value.every((symbol, at) => symbol === before[at]);
  return ok(isAsBefore ? null : found.value);
}

/** What a deployment still has of instruments that a change takes out: units by its own fills, and orders that may fill. A shadow has nothing that anybody must close. */
export async function leavingOf(
  sql: FlowDeps["sql"],
  deployment: Deployment,
  { instruments }: Pick<PendingChange, "instruments">,
): Promise<readonly LeavingView[]> {
  const { deploymentId, epoch, mode } = deployment;
  const removed = instruments === null ? [] : deployment.instruments.filter((symbol) => !instruments.includes(symbol));
  if (removed.length === 0 || mode === "shadow") return [];
  const store = makeDeploymentStore();
  const book = (await readSubBooks(sql, [deploymentId])).get(deploymentId);
  const open = await openOrdersOf(sql, deployment);
  const orders = await store.ordersOf(sql, deploymentId, { epoch, orderIds: [] });
  const held = orders.filter(({ state }) => state === "held");
  return removed.flatMap((symbol): LeavingView[] => {
    const qty = book?.positions.find((each) => each.symbol === symbol)?.qty;
    const left =
      open.filter(({ order }) => order.intent.symbol === symbol).length +
      held.filter((each) => each.symbol === symbol).length;
    const isFlat = qty === undefined || qty.isZero();
    return isFlat && left === 0 ? [] : [{ symbol, qty: isFlat ? "0" : toDecimalText(qty), orders: left }];
  });
}

/** Refuses to take out what is still held or ordered, where nobody said that it is to be wound down first. */
export function whyHeld(leaving: readonly LeavingView[], mayWait: boolean): AppError | null {
  const [first] = leaving;
  if (first === undefined || mayWait) return null;
  const { symbol, qty, orders } = first;
  return { kind: "deployment.instrument_held", path: "instruments", facts: { symbol, qty, orders } };
}

/**
 * Claims what a deployment trades now and after a change, and lets go of what it claimed for another; where another deployment of its
 * strategy has one of them on the account, that is said and its claims are as they were. For who holds it.
 */
export async function reclaim(
  tx: SqlPort,
  deployment: Deployment,
  instruments: readonly string[] | null,
): Promise<AppError | null> {
  const wanted = [...new Set([...deployment.instruments, ...(instruments ?? [])])];
  const taken = await claimAnew(tx, { ...deployment, instruments: wanted, pending: null });
  if (taken === null) return null;
  await claimAnew(tx, deployment);
  const other = await makeDeploymentStore().find(tx, taken.deploymentId);
  return {
    kind: "deployment.twice",
    path: "instruments",
    facts: { symbol: taken.symbol, other: other?.name ?? taken.deploymentId },
  };
}

/**
 * Claims what a deployment trades and what it is to trade, and nothing else; who has one of them already, else null. One that has no
 * claims (a shadow, one that never began, one that is over) claims when it is started.
 */
export async function claimAnew(tx: SqlPort, deployment: Deployment): ReturnType<Deployments["claim"]> {
  const { deploymentId, mode, startedAtMs, standing, strategy } = deployment;
  if (mode === "shadow" || startedAtMs === null || isOver(standing)) return null;
  const store = makeDeploymentStore();
  await store.unclaim(tx, deploymentId);
  return store.claim(tx, { ...deployment, instruments: watchedBy(deployment) }, claimedStrategy(strategy));
}

/** Cancels what opens in instruments that are to leave, and all that is ordered in those that it holds nothing of. */
export async function windDown(
  context: DeskContext,
  { deploymentId, pending }: Deployment,
  leaving: readonly LeavingView[],
): Promise<void> {
  const { transactions, store, signals } = context;
  const isHeld = new Map(leaving.map(({ symbol, qty }) => [symbol, qty !== "0"]));
  const done = await untilNotOvertaken(() =>
    transactions.run(async (tx) => {
      const locked = await store.lock(tx, deploymentId);
      if (locked === null || locked.pending?.atMs !== pending?.atMs) return null;
      const rest = await withdrawOrders(tx, context, locked, "all", (symbol) => isHeld.get(symbol) === false);
      const entries = await withdrawOrders(tx, context, locked, "entries", (symbol) => isHeld.get(symbol) === true);
      return { accountId: locked.accountId, asked: rest + entries };
    }),
  );
  if (done !== null && done.asked > 0) signals.send("trading", done.accountId);
}
