import type { CopyPort, EpochMs, SqlPort } from "@/modules/_kernel";
import { calendarOf, resolutionMs } from "@/modules/data";
import type { BarOrderRequest } from "@/modules/execution";
import {
  type DecidedMoment,
  type Deployment,
  type Gate,
  type OrderFacts,
  opensOf,
  planOrder,
  type StoredIntent,
  wantedIntent,
} from "@/modules/strategy";
import type { AppError } from "../errors";
import { type Held, makeDecision } from "../trading/submit-order";
import type { DeskContext } from "./desk-context";
import { orderRequestOf } from "./order-request";
import type { Books } from "./own-books";
import { actorOf, type PreparedMarkets, type Ready } from "./prepare-markets";
import { isLeaving } from "./watched";

type Tx = SqlPort & CopyPort;

/** What an order is sent with. */
export interface Sending {
  readonly deployment: Deployment;
  /** When what it is decided on was known. */
  readonly momentMs: EpochMs;
  readonly decided: DecidedMoment;
  readonly markets: PreparedMarkets;
  readonly books: Books;
}

interface Sent {
  /** Of the order and its exits; none: nothing was sent. */
  readonly orderIds: readonly string[];
  /** Asked, and to be awaited before the transaction ends. */
  readonly writes: Promise<unknown> | null;
  readonly intent: StoredIntent;
}

/** What is to be sent. */
export interface Wanted {
  readonly symbol: string;
  readonly request: BarOrderRequest;
  readonly exits: { readonly takeProfit: BarOrderRequest | null; readonly stopLoss: BarOrderRequest | null };
  readonly key: string;
}

/**
 * Holds what an order would be decided with, if its books are as they likely are. Null: by those nothing would be sent. Whoever plans
 * it with its true books comes to the same order as a rule, and needs not ask again.
 */
export async function holdOrder(
  context: DeskContext,
  tx: Tx,
  at: Sending,
  { symbol, request, exits, key }: Wanted,
): Promise<Held | null> {
  const { deployment, markets } = at;
  const market = markets.get(symbol);
  if (market === undefined || "refusal" in market) return null;
  const { ready } = market;
  const facts = factsOf(context, at, ready);
  const { planned } = planOrder(request, facts);
  if (planned === null) return null;
  const { accountId, deploymentId } = deployment;
  const asked = { key, request: orderRequestOf(planned, { accountId, symbol, tick: facts.tick }, exits), deploymentId };
  return makeDecision(context).hold(tx, actorOf(deployment), asked, ready);
}

/** Plans an order and submits it, with the answer of each gate on the way. `held`: as it was held, if it was. */
export async function sendOrder(
  context: DeskContext,
  tx: Tx,
  at: Sending,
  { symbol, request, exits, key }: Wanted,
  held: Held | null = null,
): Promise<Sent> {
  const { books, deployment, markets } = at;
  const wanted = wantedIntent(symbol, request);
  const refuse = (gates: readonly Gate[]): Sent => ({ orderIds: [], writes: null, intent: { ...wanted, gates } });
  const market = markets.get(symbol);
  if (market === undefined || "refusal" in market)
    return refuse(market === undefined ? [] : [riskGate(market.refusal)]);
  const facts = factsOf(context, at, market.ready);
  const { gates, planned } = planOrder(request, facts);
  if (planned === null) return refuse(gates);
  const asked = orderRequestOf(planned, { accountId: deployment.accountId, symbol, tick: facts.tick }, exits);
  const decision = makeDecision(context);
  const done = await decision.place(
    tx,
    actorOf(deployment),
    { key, request: asked, deploymentId: deployment.deploymentId, held },
    market.ready,
  );
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
    writes: done.value.writes,
    intent: {
      ...wanted,
      side,
      qty,
      ordType,
      limitPrice,
      stopPrice,
      orderId: done.value.orderIds[0] ?? null,
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
  { deployment, momentMs, decided, books }: Sending,
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
    reduceOnly: deployment.standing.status === "reduce_only" || isLeaving(deployment, instrument.symbol, momentMs),
    inSession: deployment.schedule === "always" ? null : isInside,
    ageMs: Math.max(0, marketMs - momentMs),
    ageMaxMs: barMs,
    barMs,
  };
}
