import type { BarOrderRequest } from "@/modules/execution";
import { sumUpIntents, wantedIntent } from "./intent";
import { opensOf, planOrder } from "./plan-order";
import type { DecidedMoment, Wish } from "./watch-plan";

/** Steps of an instrument, and quote currency of a point and unit. */
export interface ShadowTerms {
  readonly tick: number;
  readonly lot: number;
  readonly multiplier: number;
  /** Null: the schedule asks for none. */
  readonly inSession: boolean | null;
}

/** An order of a shadow as the engine's venue has it. */
export interface ShadowOrder {
  readonly symbol: string;
  readonly number: number;
  readonly request: BarOrderRequest;
  readonly state: string;
}

/** What the wishes of a shadow are weighed with. Float64: nothing of it is anybody's money. */
export interface ShadowFacts {
  readonly momentMs: number;
  readonly barMs: number;
  readonly ageMs: number;
  readonly reduceOnly: boolean;
  /** Cash by its virtual fills. */
  readonly cash: number;
  readonly terms: ReadonlyMap<string, ShadowTerms>;
  /** Of this epoch. */
  readonly orders: readonly ShadowOrder[];
  /** Units that were filled of an order, by {@link orderOf}. */
  readonly filled: ReadonlyMap<string, number>;
}

export const orderOf = (symbol: string, number: number): string => `${symbol} ${number}`;

/** What became of the wishes of a moment, without anything leaving. */
export interface ShadowPlaced extends ReturnType<typeof sumUpIntents> {
  readonly orders: readonly (ShadowOrder & { readonly state: "virtual" | "dropped" })[];
  readonly withdrawn: readonly { readonly symbol: string; readonly number: number }[];
}

/**
 * Asks the gates of a deployment's state and orders what a live one is asked. What passes is the engine's: it fills by the bars that
 * come, and risk is not asked, as no order leaves.
 */
export function placeShadowWishes({ wishes, seen }: DecidedMoment, facts: ShadowFacts): ShadowPlaced {
  const orders: (ShadowOrder & { readonly state: "virtual" | "dropped" })[] = [];
  const withdrawn: { symbol: string; number: number }[] = [];
  const intents = [];
  let free = freeOf(seen, facts);
  for (const wish of wishes) {
    const { symbol, number } = wish;
    if (wish.action === "cancel") {
      const passed = isResting(facts, orders, wish);
      if (passed) withdrawn.push({ symbol, number });
      intents.push(cancelIntent(intents.length, symbol, passed));
      continue;
    }
    const { request } = wish;
    const parent = request.parent;
    if (parent !== undefined) {
      // An exit goes with what it exits: there is nothing to ask of it.
      const isLost = isDropped(symbol, parent, [...facts.orders, ...orders]);
      orders.push({ symbol, number, request, state: isLost ? "dropped" : "virtual" });
      continue;
    }
    const planned = plan(wish, { seen, facts, free });
    free -= planned.needs;
    orders.push({ symbol, number, request, state: planned.intent.qty === null ? "dropped" : "virtual" });
    intents.push({ ...planned.intent, number: intents.length });
  }
  return { ...sumUpIntents(intents, { isFlat: false }), orders, withdrawn };
}

function plan(
  { symbol, request }: Extract<Wish, { readonly action: "order" }>,
  { seen, facts, free }: { readonly seen: DecidedMoment["seen"]; readonly facts: ShadowFacts; readonly free: number },
) {
  const terms = facts.terms.get(symbol);
  const at = seen.find((each) => each.symbol === symbol);
  const wanted = wantedIntent(symbol, request);
  if (terms === undefined || at === undefined) return { needs: 0, intent: wanted };
  const { momentMs: _, ...state } = facts;
  const { gates, planned } = planOrder(request, {
    ...terms,
    ...state,
    price: at.close,
    position: at.position,
    accountPosition: at.position,
    free,
    ageMaxMs: facts.barMs,
  });
  if (planned === null) return { needs: 0, intent: { ...wanted, gates } };
  const { side, qty, ordType, limitPrice, stopPrice } = planned;
  const opened = opensOf(Number(qty) * (side === "buy" ? 1 : -1), at.position);
  return {
    needs: opened * (request.limitPrice ?? request.stopPrice ?? at.close) * terms.multiplier,
    intent: { ...wanted, side, qty, ordType, limitPrice, stopPrice, gates: [...gates, VIRTUAL] },
  };
}

/** Says of an intent that the engine has it. */
const VIRTUAL = { layer: "risk", gate: "virtual", passed: true, value: null, threshold: null } as const;

/** What it is worth and has not at work, less what its resting entries would take. */
function freeOf(seen: DecidedMoment["seen"], { cash, terms, orders, filled, momentMs }: ShadowFacts): number {
  const worths = seen.map(({ symbol, close, position }) => position * close * (terms.get(symbol)?.multiplier ?? 1));
  const equity = worths.reduce((sum, worth) => sum + worth, cash);
  const gross = worths.reduce((sum, worth) => sum + Math.abs(worth), 0);
  let reserved = 0;
  for (const { symbol, number, request, state } of orders) {
    const { quantity, expiresAtMs = Number.POSITIVE_INFINITY, limitPrice, stopPrice, parent, type } = request;
    if (state !== "virtual" || parent !== undefined || type === "market" || expiresAtMs < momentMs) continue;
    const at = seen.find((each) => each.symbol === symbol);
    const leaves = Math.abs(quantity) - Math.abs(filled.get(orderOf(symbol, number)) ?? 0);
    if (at === undefined || leaves <= 0) continue;
    const opens = opensOf(Math.sign(quantity) * leaves, at.position);
    reserved += opens * (limitPrice ?? stopPrice ?? at.close) * (terms.get(symbol)?.multiplier ?? 1);
  }
  return equity - gross - reserved;
}

function isResting({ orders, filled }: ShadowFacts, now: readonly ShadowOrder[], wish: Wish): boolean {
  const order = [...orders, ...now].find(({ symbol, number }) => symbol === wish.symbol && number === wish.number);
  if (order === undefined || order.state !== "virtual") return false;
  return Math.abs(filled.get(orderOf(order.symbol, order.number)) ?? 0) < Math.abs(order.request.quantity);
}

const isDropped = (symbol: string, number: number, orders: readonly ShadowOrder[]): boolean =>
  orders.find((each) => each.symbol === symbol && each.number === number)?.state !== "virtual";

function cancelIntent(number: number, symbol: string, passed: boolean) {
  return {
    ...wantedIntent(symbol, null),
    number,
    gates: [
      { layer: "intent", gate: "known_order", passed, value: null, threshold: null } as const,
      ...(passed ? [VIRTUAL] : []),
    ],
  };
}
