import type { SqlPort } from "@/modules/_kernel";
import { makeOrderReads } from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import type { Deployment, DeploymentOrder } from "@/modules/strategy";
import { untilNotOvertaken } from "../trading/change-order";
import type { DeskContext } from "./desk-context";
import { heldKey } from "./order-request";
import { type OwnAccount, readBooks } from "./own-books";
import { cancelById } from "./place-wishes";
import { prepareMarkets } from "./prepare-markets";
import { sendOrder } from "./send-order";
import { cashOf, readSubBooks } from "./sub-books";

const IDS_MAX = 1_000;
const OVER: ReadonlySet<string> = new Set(["canceled", "expired", "rejected"]);

/** What is to be done about one order without the strategy being asked. */
type Chore =
  | { readonly what: "send" | "drop"; readonly order: DeploymentOrder }
  | { readonly what: "cancel"; readonly order: DeploymentOrder };

/**
 * Orders that hang together and that no venue keeps together for us: a child is sent once its parent is filled, and what fills takes
 * its siblings and its group along. Safe to do twice: each order has one key.
 */
export async function tendHeldOrders(
  context: DeskContext,
  deployment: Deployment,
  account: AccountFacts,
  all: readonly DeploymentOrder[],
): Promise<boolean> {
  const { sql } = context;
  const orders = all.filter(({ epoch }) => epoch === deployment.epoch);
  const linked = orders.filter(({ state, request }) => state === "held" || request.group !== undefined);
  if (linked.length === 0) return false;
  const parents = orders.filter(({ symbol, number }) =>
    linked.some((each) => each.symbol === symbol && each.request.parent === number),
  );
  const ids = [...new Set([...linked, ...parents].flatMap(({ orderId }) => (orderId === null ? [] : [orderId])))];
  const found = await makeOrderReads(sql).findMany(ids.slice(-IDS_MAX));
  const stands = new Map(found.map((each) => [String(each.orderId), each]));
  const chores = choresOf(orders, (order) => (order.orderId === null ? null : (stands.get(order.orderId) ?? null)));
  for (const chore of chores) await doChore(context, { deployment, account }, chore, orders);
  if (chores.length > 0) context.signals.send("trading", account.accountId);
  return chores.length > 0;
}

interface Stand {
  readonly status: string;
  readonly filledQty: string;
  readonly closedAt: number | null;
}

function choresOf(
  orders: readonly DeploymentOrder[],
  standOf: (order: DeploymentOrder) => Stand | null,
): readonly Chore[] {
  const chores: Chore[] = [];
  const isTouched = (order: DeploymentOrder) => (standOf(order)?.filledQty ?? "0") !== "0";
  for (const order of orders) {
    const { symbol, request, state } = order;
    const group = orders.filter(
      (each) =>
        each !== order && each.symbol === symbol && request.group !== undefined && each.request.group === request.group,
    );
    if (state !== "dropped" && group.some(isTouched)) {
      if (state === "held") chores.push({ what: "drop", order });
      else if (standOf(order)?.closedAt === null && standOf(order)?.status !== "pending_cancel")
        chores.push({ what: "cancel", order });
      continue;
    }
    if (state !== "held") continue;
    const parent = orders.find((each) => each.symbol === symbol && each.number === request.parent);
    const stand = parent === undefined ? null : standOf(parent);
    const siblings = orders.filter(
      (each) => each !== order && each.symbol === symbol && each.request.parent === request.parent,
    );
    if (parent === undefined || parent.state === "dropped" || siblings.some(isTouched))
      chores.push({ what: "drop", order });
    else if (stand?.status === "filled") chores.push({ what: "send", order });
    else if (stand !== null && OVER.has(stand.status))
      chores.push({ what: isTouched(parent) ? "send" : "drop", order });
  }
  return chores;
}

async function doChore(
  context: DeskContext,
  { deployment, account }: { readonly deployment: Deployment; readonly account: AccountFacts },
  { what, order }: Chore,
  orders: readonly DeploymentOrder[],
): Promise<void> {
  const { store, transactions } = context;
  const { deploymentId } = deployment;
  const { symbol, number, request, epoch } = order;
  if (what === "cancel") {
    await untilNotOvertaken(() => transactions.run((tx) => cancelById(tx, context, deployment, order)));
    return;
  }
  if (what === "drop") {
    await transactions.run((tx) => store.settleOrder(tx, deploymentId, { ...order, state: "dropped", orderId: null }));
    return;
  }
  const wish = { action: "order", symbol, number, request } as const;
  const { markets } = await prepareMarkets(context, deployment, [wish.symbol]);
  const last = (await store.lastDecisions(context.sql, [deploymentId])).get(deploymentId);
  await untilNotOvertaken(() =>
    transactions.run(async (tx) => {
      const locked = await store.lock(tx, deploymentId);
      if (locked === null || locked.transitions !== deployment.transitions || last === undefined) return;
      const decided = { momentMs: last.momentMs, barMs: last.barMs, seen: last.seen, wishes: [wish] };
      const own = await ownNow(tx, locked);
      const books = await readBooks(tx, { account, own, orders, seen: last.seen });
      const place = deployment.instruments.indexOf(symbol);
      // It was wanted when its parent was; that it waited makes it no older.
      const at = { deployment: locked, momentMs: context.clock.nowMs(), decided, markets, books };
      const exits = { takeProfit: null, stopLoss: null };
      const sent = await sendOrder(context, tx, at, {
        symbol,
        request,
        exits,
        key: heldKey(deploymentId, epoch, place, number),
      });
      const [orderId] = sent.orderIds;
      const settled =
        orderId === undefined ? ({ state: "dropped", orderId: null } as const) : ({ state: "sent", orderId } as const);
      await Promise.all([sent.writes, store.settleOrder(tx, deploymentId, { ...order, ...settled })]);
    }),
  );
}

/** Cash and units of a deployment by all of its fills. */
async function ownNow(tx: SqlPort, deployment: Deployment): Promise<OwnAccount> {
  const { deploymentId } = deployment;
  const book = (await readSubBooks(tx, [deploymentId])).get(deploymentId);
  return {
    cash: cashOf(deployment, book).toNumber(),
    positions: Object.fromEntries((book?.positions ?? []).map(({ symbol, qty }) => [symbol, qty.toNumber()])),
  };
}
