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
import type { Held } from "../trading/submit-order";
import type { DeskContext } from "./desk-context";
import { orderKey } from "./order-request";
import { type Books, booksIn, likelyBooks, ownAccountOf, readBooks } from "./own-books";
import type { PreparedMarkets } from "./prepare-markets";
import type { Recorded } from "./recorded-account";
import { holdOrder, sendOrder, type Wanted } from "./send-order";

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
  readonly begin: Beginning | null;
}

/** What the first order of a decision is decided with. */
interface Beginning {
  readonly books: Books;
  readonly held: Held | null;
}

interface Placed extends Pick<StoredDecision, "outcome" | "intents" | "barMs"> {
  /** What the deployment knows of its orders from now on: written by whoever writes the decision. */
  readonly orders: readonly DeploymentOrder[];
  /** Asked, and to be awaited before the transaction ends. */
  readonly writes: readonly Promise<unknown>[];
  /** Something was wanted, and this let nothing of it pass; null: something passed, or it passes by itself. */
  readonly refusedBy: Gate | null;
}

/**
 * Asked together with the lock of the deployment, and answered after it. Null: its cancels come first, or nothing is sent. What the
 * first order needs is asked too, as it is likely to be: the account is read once for both.
 */
export async function beginBefore(context: DeskContext, tx: Tx, at: Omit<Placing, "begin">): Promise<Beginning | null> {
  const { send, cancel } = ticketsOf(at.decided.wishes);
  const [first] = send;
  if (first === undefined || cancel.length > 0) return null;
  const of = booksOf(at);
  const held = await holdOrder(context, tx, { ...at, books: likelyBooks(of) }, wantedBy(at, first, 0));
  return { books: held === null ? await readBooks(tx, of) : booksIn(held.stands.standing, of), held };
}

const booksOf = ({ account, record, decided: { seen } }: Omit<Placing, "begin">) => ({
  account,
  own: ownAccountOf(record.account),
  orders: record.orders,
  seen,
});

function wantedBy(
  { deployment: { deploymentId }, momentMs }: Pick<Placing, "deployment" | "momentMs">,
  { symbol, request, takeProfit, stopLoss }: Ticket,
  place: number,
): Wanted {
  const exits = { takeProfit: takeProfit?.request ?? null, stopLoss: stopLoss?.request ?? null };
  return { symbol, request, exits, key: orderKey(deploymentId, momentMs, place) };
}

/** Does what a strategy wants, in the decision's transaction: cancels, orders by the one way, and those that wait for a parent. */
export async function placeWishes(context: DeskContext, tx: Tx, at: Placing): Promise<Placed> {
  const { epoch, decided } = at;
  const { send, hold, cancel } = ticketsOf(decided.wishes);
  const intents: StoredIntent[] = [];
  const orders: DeploymentOrder[] = [];
  const writes: Promise<unknown>[] = [];
  for (const wish of cancel) intents.push(await cancelWish(context, tx, at, wish, intents.length));
  const books = at.begin?.books ?? (send.length === 0 ? null : await readBooks(tx, booksOf(at)));
  for (const [turn, ticket] of send.entries()) {
    if (books === null) break;
    const held = turn === 0 ? (at.begin?.held ?? null) : null;
    const sent = await sendTicket(context, tx, { ...at, books, held }, ticket, intents.length);
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
  at: Placing & Beginning,
  ticket: Ticket,
  place: number,
): Promise<Pick<Placed, "orders"> & { readonly intent: StoredIntent; readonly writes: Promise<unknown> | null }> {
  const { symbol, number, request, takeProfit, stopLoss } = ticket;
  const sent = await sendOrder(context, tx, at, wantedBy(at, ticket, place), at.held);
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
