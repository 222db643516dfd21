import { EpochMs, exact, type OrderIntent, toDecimalText } from "@/modules/_kernel";
import { type BarOrderRequest, type BarOrderType, makeGrid } from "@/modules/execution";
import type { Gate } from "./gate";

/** What an order of a strategy is weighed with before risk sees it. Float64: sizes and prices become exact on their grid. */
export interface OrderFacts {
  /** Steps of price and quantity. */
  readonly tick: number;
  readonly lot: number;
  /** Close that the strategy saw. */
  readonly price: number;
  readonly multiplier: number;
  /** Units that the deployment holds, and that its account does; below 0 short. */
  readonly position: number;
  readonly accountPosition: number;
  /** What may still be opened: worth of the deployment less what is at work already. */
  readonly free: number;
  /** Whether only what reduces passes. */
  readonly reduceOnly: boolean;
  /** Null: the schedule asks for none. */
  readonly inSession: boolean | null;
  /** How long ago the bar was over, and how old a decision may be that is acted on. */
  readonly ageMs: number;
  readonly ageMaxMs: number;
  readonly barMs: number;
}

/** An order as it is sent. */
export interface PlannedOrder
  extends Pick<
    OrderIntent,
    | "side"
    | "qty"
    | "ordType"
    | "limitPrice"
    | "stopPrice"
    | "trailAmount"
    | "trailPercent"
    | "timeInForce"
    | "reduceOnly"
  > {
  readonly expireAt: EpochMs | null;
}

const ORD_TYPE_OF = {
  market: "market",
  market_on_close: "market",
  limit: "limit",
  stop: "stop",
  stop_limit: "stop_limit",
  trailing_stop: "trailing_stop",
  trailing_stop_limit: "trailing_stop_limit",
} as const satisfies Record<BarOrderType, OrderIntent["ordType"]>;

/** Units of an order that open: what it adds, and what it turns a position past zero by. */
export function opensOf(quantity: number, position: number): number {
  const isAdding = position === 0 || Math.sign(quantity) === Math.sign(position);
  return isAdding ? Math.abs(quantity) : Math.max(0, Math.abs(quantity) - Math.abs(position));
}

/** What a strategy wanted as an order on the instrument's grid, with the answer of each gate; null where one says no. */
export function planOrder(
  request: BarOrderRequest,
  facts: OrderFacts,
): { readonly gates: readonly Gate[]; readonly planned: PlannedOrder | null } {
  const { tick, lot, position } = facts;
  const quantity = makeGrid(lot).truncate(request.quantity);
  const opens = opensOf(quantity, position);
  const price = request.limitPrice ?? request.stopPrice ?? facts.price;
  const needs = opens * price * facts.multiplier;
  const gates: Gate[] = [
    gate("state", "fresh", facts.ageMs <= facts.ageMaxMs, seconds(facts.ageMs), seconds(facts.ageMaxMs)),
    gate("state", "reduce_only", !facts.reduceOnly || opens === 0, text(opens), facts.reduceOnly ? "0" : null),
    ...(facts.inSession === null ? [] : [gate("state", "session", facts.inSession || opens === 0, null, null)]),
    gate("intent", "lot", quantity !== 0, text(Math.abs(request.quantity)), text(lot)),
    gate("intent", "capital", opens === 0 || needs <= facts.free, money(needs), money(Math.max(0, facts.free))),
  ];
  if (gates.some(({ passed }) => !passed)) return { gates, planned: null };
  const onTick = (value: number | undefined) => (value === undefined ? null : text(makeGrid(tick).nearest(value)));
  // An account nets all that trades on it: what it does not hold it cannot reduce.
  const closable = quantity < 0 ? facts.accountPosition : -facts.accountPosition;
  const { expiresAtMs } = request;
  const hasEnd = expiresAtMs !== undefined && Number.isFinite(expiresAtMs);
  const atClose = request.type === "market_on_close";
  return {
    gates,
    planned: {
      side: quantity > 0 ? "buy" : "sell",
      qty: text(Math.abs(quantity)),
      ordType: ORD_TYPE_OF[request.type],
      limitPrice: onTick(request.limitPrice),
      stopPrice: onTick(request.stopPrice),
      trailAmount: onTick(request.trailAmount),
      trailPercent: request.trailPercent === undefined ? null : text(request.trailPercent),
      timeInForce: atClose ? "at_the_close" : hasEnd ? "gtd" : "gtc",
      // The last bar in which it may fill is over a bar's length after it began.
      expireAt: hasEnd && !atClose ? EpochMs.of(expiresAtMs + facts.barMs) : null,
      reduceOnly: opens === 0 && closable >= Math.abs(quantity),
    },
  };
}

function gate(
  layer: Gate["layer"],
  name: string,
  passed: boolean,
  value: string | null,
  threshold: string | null,
): Gate {
  return { layer, gate: name, passed, value, threshold };
}

/** A number as plain decimal text: its shortest digits, never an exponent. */
export const text = (value: number): string => toDecimalText(exact(value));

const CENTS = 100;
const money = (value: number): string => text(Math.round(value * CENTS) / CENTS);
const seconds = (ms: number): string => text(Math.round(ms / 1000));
