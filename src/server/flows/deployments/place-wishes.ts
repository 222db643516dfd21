import { type CopyPort, EpochMs, type SqlPort } from "@/modules/_kernel";
import { type BarOrderRequest, isClosed } from "@/modules/execution";
import { ordersIn } from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import { makeLedgerStore } from "@/modules/portfolio/server";
import {
  type DecidedMoment,
  type Deployment,
  type DeploymentEpoch,
  type DeploymentOrder,
  type Gate,
  type StoredDecision,
  type StoredIntent,
  sumUpIntents,
  type Ticket,
  ticketsOf,
} from "@/modules/strategy";
import { cancelEvent, writeWish } from "../trading/change-order";
import type { DeskContext } from "./desk-context";
import { orderKey } from "./order-request";
import { type Books, ownAccountOf, readBooks } from "./own-books";
import type { PreparedMarkets } from "./prepare-markets";
import type { Recorded } from "./recorded-account";
import { sendOrder } from "./send-order";

type Tx = SqlPort & CopyPort;
export interface Placing {
  readonly deployment: Deployment;
  readonly account: AccountFacts;
  readonly epoch: DeploymentEpoch;
  readonly momentMs: EpochMs;
  readonly decided: DecidedMoment;
  readonly markets: PreparedMarkets;
  readonly record: Pick<Recorded, "account" | "orders">;
  /** What its orders begin with, where that was read already. */
  readonly books: Books | null;
}

interface Placed extends Pick<StoredDecision, "outcome" | "intents" | "barMs"> {
  /** What the deployment knows of its orders from now on: written by whoever writes the decision. */
  readonly orders: readonly DeploymentOrder[];
  /** Asked, and to be awaited before the transaction ends. */
  readonly writes: readonly Promise<unknown>[];
  /** Something was wanted, and this let nothing of it pass; null: something passed, or it passes by itself. */
  readonly refusedBy: Gate | null;
}

/** Asked together with the lock of the deployment, and answered after it. Null: its cancels come first, or nothing is sent. */
export async function booksBefore(tx: Tx, at: Omit<Placing, "books">): Promise<Books | null> {
  const { send, cancel } = ticketsOf(at.decided.wishes);
  return send.length === 0 || cancel.length > 0 ? null : booksFor(tx, at);
}

const booksFor = (tx: Tx, { account, record, decided: { seen } }: Omit<Placing, "books">) =>
  readBooks(tx, { account, own: ownAccountOf(record.account), orders: record.orders, seen });

/** Does what a strategy wants, in the decision's transaction: cancels, orders by the one way, and those that wait for a parent. */
export async function placeWishes(context: DeskContext, tx: Tx, at: Placing): Promise<Placed> {
  const { epoch, decided } = at;
  const { send, hold, cancel } = ticketsOf(decided.wishes);
  const intents: StoredIntent[] = [];
  const orders: DeploymentOrder[] = [];
  const writes: Promise<unknown>[] = [];
  for (const wish of cancel) intents.push(await cancelWish(context, tx, at, wish, intents.length));
  const books = at.books ?? (send.length === 0 ? null : await booksFor(tx, at));
  for (const ticket of send) {
    if (books === null) break;
    const sent = await sendTicket(context, tx, { ...at, books }, ticket, intents.length);
    intents.push(sent.intent);
    orders.push(...sent.orders);
    if (sent.writes !== null) writes.push(sent.writes);
  }
  const row = { epoch: epoch.epoch, momentMs: at.momentMs, state: "held", orderId: null } as const;
  orders.push(...hold.map(({ symbol, number, request }) => ({ ...row, symbol, number, request })));
  const sum = sumUpIntents(intents, { isFlat: decided.seen.every(({ position }) => position === 0) });
  // What only waits for its parent was wanted, and nobody has said no.
  const outcome = hold.length > 0 && intents.length === 0 ? "ordered" : sum.outcome;
  return { ...sum, outcome, orders, writes, barMs: EpochMs.of(decided.barMs) };
}

async function sendTicket(
  context: DeskContext,
  tx: Tx,
  at: Placing & { readonly books: Books },
  { symbol, number, request, takeProfit, stopLoss }: Ticket,
  place: number,
): Promise<Pick<Placed, "orders"> & { readonly intent: StoredIntent; readonly writes: Promise<unknown> | null }> {
  const key = orderKey(at.deployment.deploymentId, at.momentMs, place);
  const exits = { takeProfit: takeProfit?.request ?? null, stopLoss: stopLoss?.request ?? null };
  const sent = await sendOrder(context, tx, at, { symbol, request, exits, key });
  const [orderId, ...children] = sent.orderIds;
  const row = (of: number, wanted: BarOrderRequest, id: string | undefined): DeploymentOrder => ({
    epoch: at.epoch.epoch,
    symbol,
    momentMs: at.momentMs,
    number: of,
    request: wanted,
    state: id === undefined ? "dropped" : "sent",
    orderId: id ?? null,
  });
  // Children come in the order in which a request names them.
  const exitsOf = [takeProfit, stopLoss].filter((exit) => exit !== null);
  return {
    intent: { ...sent.intent, number: place },
    writes: sent.writes,
    orders: [
      row(number, request, orderId),
      ...exitsOf.map((exit, index) => row(exit.number, exit.request, children[index])),
    ],
  };
}

/** Cancels an order by the number the strategy knows it by. One that is over, or never was sent, stays as it is. */
async function cancelWish(
  { store, clock, newId }: DeskContext,
  tx: Tx,
  { deployment, epoch, record }: Placing,
  { symbol, number }: { readonly symbol: string; readonly number: number },
  place: number,
): Promise<StoredIntent> {
  const order = record.orders.find(
    (each) => each.epoch === epoch.epoch && each.symbol === symbol && each.number === number,
  );
  const done = order === undefined ? false : await cancelOrder();
  return {
    number: place,
    symbol,
    action: "cancel",
    side: null,
    wantedQty: null,
    qty: null,
    ordType: null,
    limitPrice: null,
    stopPrice: null,
    orderId: done ? (order?.orderId ?? null) : null,
    gates: [{ layer: "intent", gate: "known_order", passed: done, value: null, threshold: null }],
  };

  async function cancelOrder(): Promise<boolean> {
    if (order === undefined || order.state === "dropped") return false;
    if (order.state === "held") {
      await store.settleOrder(tx, deployment.deploymentId, { ...order, state: "dropped", orderId: null });
      return true;
    }
    return cancelById(tx, { clock, newId }, deployment, order);
  }
}

/** Asks for the cancel of a sent order; false: it is over. */
export async function cancelById(
  tx: Tx,
  { clock, newId }: Pick<DeskContext, "clock" | "newId">,
  { accountId }: Deployment,
  { orderId }: Pick<DeploymentOrder, "orderId">,
): Promise<boolean> {
  await makeLedgerStore().lockAccount(tx, accountId);
  const open = await ordersIn(tx).listOpen(accountId, OPEN_MAX);
  const stored = open.find(({ order }) => order.intent.orderId === orderId && !isClosed(order));
  return stored !== undefined && (await writeWish(tx, stored, cancelEvent(clock.nowMs(), newId))) === null;
}

/** Above what an account may have open. */
const OPEN_MAX = 5_000;
