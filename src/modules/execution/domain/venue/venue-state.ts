import { EpochMs, type OrderId, type OrderIntent, toDecimalText, ZERO } from "@/modules/_kernel";
import { parsed } from "../order/order";
import { hasStop } from "../order/order-types";
import type { SideOrder } from "../reconcile/difference";
import type { Resting } from "./resting-order";
import type { VenueEvent } from "./venue-word";

/** An order of the simulated venue as it is kept: what {@link restingOf} makes an order of again. Amounts are decimal text. */
export interface VenueOrderState {
  readonly intent: OrderIntent;
  readonly venueOrderId: string;
  readonly turn: number;
  readonly qty: string;
  readonly filled: string;
  readonly limit: string | null;
  readonly stop: string | null;
  readonly triggered: boolean;
  readonly ended: boolean;
  readonly rested: boolean;
  readonly liveAt: EpochMs;
  /** Where closed bars fill: start of the newest one that it has been held against, those after it are to come. */
  readonly barMs: number | null;
  readonly answered: readonly OrderId[];
}

/** What a simulated venue is made of again after a start: its counters, its positions and the orders that may still fill. */
export interface VenueState {
  readonly turns: number;
  readonly executions: number;
  /** Signed units by symbol. */
  readonly positions: Readonly<Record<string, string>>;
  readonly orders: readonly VenueOrderState[];
}

/** What became different since it was last asked: to be kept whole, or not at all. */
export interface VenueChanges extends VenueState {
  /** What fills changed of cash, by currency. */
  readonly paid: Readonly<Record<string, string>>;
  /** What was said, oldest first. */
  readonly events: readonly VenueEvent[];
}

/** An open order as the venue tells it, under the terms that are in force. */
export function sideOrderOf({ intent, venueOrderId, qty, filled, limit, stop }: VenueOrderState): SideOrder {
  const { orderId, symbol, side } = intent;
  const whole = { intent: { ...intent, qty, limitPrice: limit, stopPrice: stop }, venueOrderId };
  return { orderId, symbol, side, qty, filledQty: filled, whole };
}

/** An order that has just come. */
export function newResting(
  intent: OrderIntent,
  { turn, liveAt, barMs }: { readonly turn: number; readonly liveAt: number; readonly barMs: number | null },
): Resting {
  return {
    intent,
    venueOrderId: `Q${turn}`,
    turn,
    qty: parsed(intent.qty),
    filled: ZERO,
    limit: intent.limitPrice === null ? null : parsed(intent.limitPrice),
    stop: intent.stopPrice === null ? null : parsed(intent.stopPrice),
    triggered: !hasStop(intent.ordType),
    ended: false,
    rested: false,
    liveAt: EpochMs.of(liveAt),
    barMs,
    answered: new Set(),
  };
}

/** The order that {@link stateOf} wrote down. */
export function restingOf({ qty, filled, limit, stop, answered, ...same }: VenueOrderState): Resting {
  return {
    ...same,
    qty: parsed(qty),
    filled: parsed(filled),
    limit: limit === null ? null : parsed(limit),
    stop: stop === null ? null : parsed(stop),
    answered: new Set(answered),
  };
}

export function stateOf({ qty, filled, limit, stop, answered, ...same }: Resting): VenueOrderState {
  return {
    ...same,
    qty: toDecimalText(qty),
    filled: toDecimalText(filled),
    limit: limit === null ? null : toDecimalText(limit),
    stop: stop === null ? null : toDecimalText(stop),
    answered: [...answered],
  };
}
