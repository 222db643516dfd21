import { type Exact, type SqlPort, ZERO } from "@/modules/_kernel";
import { type OrderFill, readFillsOf, readWorkingOrders } from "@/modules/execution/server";
import type { CapitalChange, Deployment, DeploymentOrder, ToldFill } from "@/modules/strategy";
import type { makeDeploymentStore } from "@/modules/strategy/server";
import { readAssignedFills, withAssigned } from "./assigned-fills";

/** Orders of a deployment, what was filled of them, and which of that its strategy was told: looked at once a round. */
export interface OwnRecord {
  /** Those of its epoch, and those of earlier ones of which something may still come. */
  readonly orders: readonly DeploymentOrder[];
  /** Of those orders, with what it was given of its account; oldest first. */
  readonly fills: readonly OrderFill[];
  readonly told: readonly ToldFill[];
  /** Units by symbol, above 0 long, of all that it ever traded before those orders. */
  readonly before: ReadonlyMap<string, Exact>;
  /** Changes of what it may have at work, in its epoch. */
  readonly capital: readonly CapitalChange[];
}

/** What is over of a deployment, summed up: it is not read again at each bar, however long its history is. */
export interface Past extends Pick<OwnRecord, "before"> {
  /** That it is in; with the next one all is read once more. */
  readonly epoch: number;
  /** Orders of earlier epochs of which something may still come, and what its strategy was told of them. */
  readonly orderIds: readonly string[];
  readonly told: readonly ToldFill[];
}

interface Reading {
  readonly sql: SqlPort;
  readonly store: ReturnType<typeof makeDeploymentStore>;
}
type Whose = Pick<Deployment, "deploymentId" | "accountId" | "epoch">;

/** What is over by now, read whole: as long as its history is. */
export async function readPast({ sql, store }: Reading, { deploymentId, accountId, epoch }: Whose): Promise<Past> {
  // Open orders first: what fills meanwhile is among the fills then.
  const [working, orders, told] = await Promise.all([
    readWorkingOrders(sql, accountId),
    store.ordersOf(sql, deploymentId, null),
    store.toldFills(sql, deploymentId, null),
  ]);
  const earlier = orders.filter((order) => order.epoch < epoch && order.orderId !== null);
  const fills = await readFillsOf(sql, idsOf(earlier));
  return sumUp(epoch, { working: new Set(working.map(({ orderId }) => orderId)), earlier, fills, told });
}

/** What may still come is carried on: orders that are open, or of which a fill was not told, or was told in this epoch. */
export function sumUp(
  epoch: number,
  {
    working,
    earlier,
    fills,
    told,
  }: {
    readonly working: ReadonlySet<string>;
    /** Orders of earlier epochs. */
    readonly earlier: readonly DeploymentOrder[];
    readonly fills: readonly OrderFill[];
    readonly told: readonly ToldFill[];
  },
): Past {
  const toldIn = new Map(told.map((each) => [each.execId, each.epoch]));
  const carried = new Set(idsOf(earlier).filter((id) => working.has(id)));
  for (const { execId, orderId } of fills) if ((toldIn.get(execId) ?? epoch) === epoch) carried.add(orderId);
  return {
    epoch,
    before: heldOf({ before: new Map(), fills: fills.filter(({ orderId }) => !carried.has(orderId)) }),
    orderIds: [...carried],
    told: told.filter((each) => each.epoch !== epoch && carried.has(each.orderId)),
  };
}

export async function readOwnRecord({ sql, store }: Reading, deploymentId: string, past: Past): Promise<OwnRecord> {
  const { epoch, before, orderIds } = past;
  const [orders, told, assigned, capital] = await Promise.all([
    store.ordersOf(sql, deploymentId, { epoch, orderIds }),
    store.toldFills(sql, deploymentId, epoch),
    readAssignedFills(sql, deploymentId),
    store.capitalChanges(sql, deploymentId, null),
  ]);
  return {
    orders,
    told: [...past.told, ...told],
    capital,
    before,
    fills: withAssigned(await readFillsOf(sql, idsOf(orders)), assigned),
  };
}

/** Units of each symbol, by all that it ever traded. */
export function heldOf({ before, fills }: Pick<OwnRecord, "before" | "fills">): ReadonlyMap<string, Exact> {
  const units = new Map(before);
  for (const { symbol, side, qty } of fills) {
    const held = units.get(symbol) ?? ZERO;
    units.set(symbol, side === "buy" ? held.plus(qty) : held.minus(qty));
  }
  return units;
}

const idsOf = (orders: readonly DeploymentOrder[]): readonly string[] =>
  orders.flatMap(({ orderId }) => (orderId === null ? [] : [orderId]));

/** What is over changes only by what came late, such as a fill of an order that had ended: it is read whole this often. */
const PAST_KEPT_MS = 300_000;

/** Records of one deployment, each as it is stored when it is asked for. */
export function makeRecordOf(store: Reading["store"]): (sql: SqlPort, deployment: Whose) => Promise<OwnRecord> {
  let kept: { readonly past: Past; readonly atMs: number } | null = null;
  return async (sql, deployment) => {
    const isOver = kept?.past.epoch !== deployment.epoch || performance.now() - kept.atMs >= PAST_KEPT_MS;
    if (kept === null || isOver) kept = { past: await readPast({ sql, store }, deployment), atMs: performance.now() };
    return readOwnRecord({ sql, store }, deployment.deploymentId, kept.past);
  };
}
