import { type CopyPort, EpochMs, type SqlPort } from "@/modules/_kernel";
import { calendarOf, resolutionMs } from "@/modules/data";
import { type BarOrderRequest, isClosed } from "@/modules/execution";
import { ordersIn, readWorkingOrders } from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import { makeLedgerStore } from "@/modules/portfolio/server";
import {
  type DecidedMoment,
  type Deployment,
  type DeploymentEpoch,
  type DeploymentOrder,
  type Gate,
  type OrderFacts,
  opensOf,
  planOrder,
  type RecordedAccount,
  type StoredDecision,
  type StoredIntent,
  type Ticket,
  ticketsOf,
} from "@/modules/strategy";
import type { Actor } from "../contract";
import type { AppError } from "../errors";
import { cancelEvent, writeWish } from "../trading/change-order";
import { makeDecision, type SubmitDeps } from "../trading/submit-order";
import type { Recorded } from "./decide-moment";
import type { DeskContext } from "./deployment-desk";
import { orderKey, orderRequestOf } from "./order-request";

type Tx = SqlPort & CopyPort;
type Decision = ReturnType<typeof makeDecision>;
type Ready = Extract<Awaited<ReturnType<Decision["prepare"]>>, { readonly ok: true }>["value"];

/** Markets of the instruments that something is wanted in; a refusal says why nobody can order there now. */
export type PreparedMarkets = ReadonlyMap<string, { readonly ready: Ready } | { readonly refusal: AppError }>;

/** Whom its orders are of: what they may on the account is asked at each. */
export const actorOf = ({ ownerId, deploymentId }: Deployment): Actor => ({
  // Whoever runs commands on this machine made it, and may what they may.
  kind: ownerId === null ? "cli" : "system",
  userId: ownerId,
  requestId: `deployment.${deploymentId}`,
});

/** Looked up before the transaction, which holds a connection already. */
export async function prepareMarkets(
  context: SubmitDeps,
  { deployment }: { readonly deployment: Deployment },
  { wishes }: Pick<DecidedMoment, "wishes">,
): Promise<PreparedMarkets> {
  const decision = makeDecision(context);
  const prepared = new Map<string, { readonly ready: Ready } | { readonly refusal: AppError }>();
  for (const symbol of new Set(wishes.map((wish) => wish.symbol))) {
    const request = anyRequest(deployment.accountId, symbol);
    const ready = await decision.prepare(request, await decision.look(actorOf(deployment), request));
    prepared.set(symbol, ready.ok ? { ready: ready.value } : { refusal: ready.error });
  }
  return prepared;
}

/** A market is looked up by account and symbol; all else of a request says nothing of it. */
const anyRequest = (accountId: string, symbol: string) => ({
  ...({ accountId, symbol, side: "buy", qty: "1", ordType: "market", limitPrice: null, stopPrice: null } as const),
  ...({ trailAmount: null, trailPercent: null, timeInForce: "gtc", expireAt: null } as const),
  ...{ reduceOnly: false, postOnly: false, takeProfit: null, stopLoss: null },
});

export interface Placing {
  readonly deployment: Deployment;
  readonly account: AccountFacts;
  readonly epoch: DeploymentEpoch;
  readonly momentMs: EpochMs;
  readonly decided: DecidedMoment;
  readonly markets: PreparedMarkets;
  readonly record: Pick<Recorded, "account" | "orders">;
}

interface Placed extends Pick<StoredDecision, "outcome" | "intents" | "barMs"> {
  /** Something was wanted, and risk let nothing of it pass. */
  readonly isRefused: boolean;
}

/** Does what a strategy wants, in the decision's transaction: cancels, orders by the one way, and those that wait for a parent. */
export async function placeWishes(context: DeskContext, tx: Tx, at: Placing): Promise<Placed> {
  const { store } = context;
  const { deployment, epoch, decided } = at;
  const { send, hold, cancel } = ticketsOf(decided.wishes);
  const intents: StoredIntent[] = [];
  for (const wish of cancel) intents.push(await cancelWish(context, tx, at, wish, intents.length));
  const own = ownAccountOf(at.record.account);
  const books =
    send.length === 0
      ? null
      : await readBooks(tx, { account: at.account, own, orders: at.record.orders, seen: decided.seen });
  for (const ticket of send) {
    if (books === null) break;
    intents.push(await sendTicket(context, tx, { ...at, books }, ticket, intents.length));
  }
  for (const { symbol, number, request } of hold)
    await store.putOrder(tx, deployment.deploymentId, {
      ...{ epoch: epoch.epoch, symbol, number, momentMs: at.momentMs, request, state: "held", orderId: null },
    });
  const isDone = intents.some(({ orderId, gates }) => orderId !== null && gates.every(({ passed }) => passed));
  const isWanted = intents.length > 0;
  const byRisk = intents.filter(({ gates }) => gates.some(({ passed, layer }) => !passed && layer === "risk"));
  return {
    barMs: EpochMs.of(decided.barMs),
    intents,
    outcome: isDone || (hold.length > 0 && !isWanted) ? "ordered" : isWanted ? "blocked" : "none",
    isRefused: !isDone && byRisk.length > 0 && byRisk.length === intents.length,
  };
}

/** What is at work already, as orders of this very decision see it one after another. */
export interface Books {
  free: number;
  readonly positions: OwnAccount["positions"];
  readonly accountPositions: ReadonlyMap<string, number>;
}

/** Cash and units of a deployment, as numbers. */
export interface OwnAccount {
  readonly cash: number;
  readonly positions: Readonly<Record<string, number>>;
}

function ownAccountOf({ cash, positions, fills }: RecordedAccount): OwnAccount {
  const units: Record<string, number> = { ...positions };
  for (const fill of fills) units[fill.symbol] = (units[fill.symbol] ?? 0) + fill.quantity;
  return { cash: fills.reduce((sum, fill) => sum + fill.cash, cash), positions: units };
}

export async function readBooks(
  tx: Tx,
  {
    account,
    own: { cash, positions },
    orders,
    seen,
  }: {
    readonly account: AccountFacts;
    readonly own: OwnAccount;
    readonly orders: readonly DeploymentOrder[];
    readonly seen: DecidedMoment["seen"];
  },
): Promise<Books> {
  const closes = new Map(seen.map(({ symbol, close }) => [symbol, close]));
  const worths = Object.entries(positions).map(([symbol, qty]) => qty * (closes.get(symbol) ?? 0));
  const equity = worths.reduce((sum, worth) => sum + worth, cash);
  const gross = worths.reduce((sum, worth) => sum + Math.abs(worth), 0);
  const ids = new Set<string | null>(orders.map(({ orderId }) => orderId));
  const working = await readWorkingOrders(tx, account.accountId);
  const reserved = working
    .filter(({ orderId, reduceOnly }) => ids.has(orderId) && !reduceOnly)
    .reduce(
      (sum, { leaves, price, symbol }) => sum + leaves.toNumber() * (price?.toNumber() ?? closes.get(symbol) ?? 0),
      0,
    );
  const { positions: held } = await makeLedgerStore().readState(tx, account.accountId);
  return {
    free: equity - gross - reserved,
    positions,
    accountPositions: new Map(held.map(({ symbol, qty }) => [symbol, qty.toNumber()])),
  };
}

async function sendTicket(
  context: DeskContext,
  tx: Tx,
  at: Placing & { readonly books: Books },
  { symbol, number, request, takeProfit, stopLoss }: Ticket,
  place: number,
): Promise<StoredIntent> {
  const key = orderKey(at.deployment.deploymentId, at.momentMs, place);
  const exits = { takeProfit: takeProfit?.request ?? null, stopLoss: stopLoss?.request ?? null };
  const sent = await sendOrder(context, tx, at, { symbol, request, exits, key });
  const { store } = context;
  const [orderId, ...children] = sent.orderIds;
  const row = { epoch: at.epoch.epoch, symbol, momentMs: at.momentMs } as const;
  const put = (of: number, wanted: BarOrderRequest, id: string | undefined) =>
    store.putOrder(tx, at.deployment.deploymentId, {
      ...row,
      ...{ number: of, request: wanted, state: id === undefined ? "dropped" : "sent", orderId: id ?? null },
    });
  await put(number, request, orderId);
  // Children come in the order in which a request names them.
  const exitsOf = [takeProfit, stopLoss].filter((exit) => exit !== null);
  for (const [index, exit] of exitsOf.entries()) await put(exit.number, exit.request, children[index]);
  return { ...sent.intent, number: place };
}

interface Sent {
  /** Of the order and its exits; none: nothing was sent. */
  readonly orderIds: readonly string[];
  readonly intent: StoredIntent;
}

/** Plans an order and submits it, with the answer of each gate on the way. */
export async function sendOrder(
  context: DeskContext,
  tx: Tx,
  at: Pick<Placing, "deployment" | "momentMs" | "decided" | "markets"> & { readonly books: Books },
  {
    symbol,
    request,
    exits,
    key,
  }: {
    readonly symbol: string;
    readonly request: BarOrderRequest;
    readonly exits: { readonly takeProfit: BarOrderRequest | null; readonly stopLoss: BarOrderRequest | null };
    readonly key: string;
  },
): Promise<Sent> {
  const { books, deployment, markets } = at;
  const wanted = wantedIntent(symbol, request);
  const refuse = (gates: readonly Gate[]): Sent => ({ orderIds: [], intent: { ...wanted, gates } });
  const market = markets.get(symbol);
  if (market === undefined || "refusal" in market)
    return refuse(market === undefined ? [] : [riskGate(market.refusal)]);
  const facts = factsOf(context, at, market.ready);
  const { gates, planned } = planOrder(request, facts);
  if (planned === null) return refuse(gates);
  const asked = orderRequestOf(planned, { accountId: deployment.accountId, symbol, tick: facts.tick }, exits);
  const decision = makeDecision(context);
  const done = await decision.submit(tx, actorOf(deployment), { key, request: asked }, market.ready);
  if (!done.ok) {
    const { refusal, breaches } = done.error;
    const broken = breaches.map(({ kind, actual, limit }): Gate => {
      return { layer: "risk", gate: kind, passed: false, value: actual, threshold: limit };
    });
    return refuse([...gates, ...(broken.length > 0 ? broken : [riskGate(refusal)])]);
  }
  const { side, qty, ordType, limitPrice, stopPrice } = planned;
  const quantity = Number(qty) * (side === "buy" ? 1 : -1);
  const opened = opensOf(quantity, facts.position);
  books.free -= opened * (request.limitPrice ?? request.stopPrice ?? facts.price) * facts.multiplier;
  return {
    orderIds: done.value.orderIds,
    intent: {
      ...wanted,
      ...{ side, qty, ordType, limitPrice, stopPrice, orderId: done.value.orderIds[0] ?? null },
      gates: [...gates, { layer: "risk", gate: "limits", passed: true, value: null, threshold: null }],
    },
  };
}

/** What risk or the order path says by itself, as a gate. */
function riskGate({ kind, facts }: AppError): Gate {
  const value = facts === undefined ? null : Object.values(facts).find((fact) => fact !== null);
  return {
    layer: "risk",
    gate: kind,
    passed: false,
    value: value === undefined || value === null ? null : String(value),
    threshold: null,
  };
}

function factsOf(
  { clock }: DeskContext,
  {
    deployment,
    momentMs,
    decided,
    books,
  }: Pick<Placing, "deployment" | "momentMs" | "decided"> & { readonly books: Books },
  { instrument, markets }: Ready,
): OrderFacts {
  const now = markets.bySymbol.get(instrument.symbol)?.now ?? null;
  const marketMs = now?.marketMs ?? clock.nowMs();
  const calendar = instrument.calendar === null ? null : calendarOf(instrument.calendar);
  const barMs = resolutionMs(deployment.resolution);
  // What is decided at a session's close is meant for the next open: then the market being shut says nothing.
  const isInside = calendar === null || calendar.sessionAt(momentMs - 1) !== null;
  return {
    tick: Number(instrument.tick),
    lot: Number(instrument.lot),
    price: decided.seen.find(({ symbol }) => symbol === instrument.symbol)?.close ?? Number.NaN,
    multiplier: Number(instrument.multiplier),
    position: books.positions[instrument.symbol] ?? 0,
    accountPosition: books.accountPositions.get(instrument.symbol) ?? 0,
    free: books.free,
    reduceOnly: deployment.standing.status === "reduce_only",
    inSession: deployment.schedule === "always" ? null : isInside,
    ageMs: Math.max(0, marketMs - momentMs),
    ageMaxMs: barMs,
    barMs,
  };
}

function wantedIntent(symbol: string, request: BarOrderRequest): StoredIntent {
  const { quantity, type, limitPrice, stopPrice } = request;
  const text = (value: number | undefined) => (value === undefined ? null : String(value));
  return {
    ...{
      number: 0,
      symbol,
      action: "order",
      side: quantity > 0 ? "buy" : "sell",
      wantedQty: String(Math.abs(quantity)),
    },
    ...{ qty: null, ordType: type, limitPrice: text(limitPrice), stopPrice: text(stopPrice), gates: [], orderId: null },
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
    ...{ number: place, symbol, action: "cancel", side: null, wantedQty: null, qty: null, ordType: null },
    ...{ limitPrice: null, stopPrice: null, orderId: done ? (order?.orderId ?? null) : null },
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
