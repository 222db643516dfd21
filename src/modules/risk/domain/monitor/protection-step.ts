import { type Exact, exact, type Side, ZERO } from "@/modules/_kernel";
import type { ProtectionTerms } from "./protection-policy";

/** A stop that works at its venue. */
export interface OpenStop {
  readonly orderId: string;
  readonly side: Side;
  /** What of it is not filled. */
  readonly leaves: Exact;
  readonly reduceOnly: boolean;
  /** One of a bracket or a group: others hang on it. */
  readonly isLinked: boolean;
}

/** How one symbol of an account stands. */
export interface ProtectionSituation {
  /** Below 0 is short; 0: nothing is held. */
  readonly held: Exact;
  /** Oldest first. */
  readonly stops: readonly OpenStop[];
  /**
   * Something of the symbol is on its way and nobody knows yet what it comes to: an order that is not at its venue or not heard of,
   * a cancel or a replace that is not answered, an order at market.
   */
  readonly isInFlight: boolean;
  /** Not even what reduces passes. */
  readonly isHalted: boolean;
  /** Null: no price that may be trusted. */
  readonly market: { readonly bid: Exact; readonly ask: Exact } | null;
  /** Price of the newest stop that this very position had; null: it had none that has a price. */
  readonly lastStop: Exact | null;
  readonly tick: Exact;
  readonly lot: Exact;
}

/** Why nothing is placed though something stands uncovered. */
export type UncoveredWhy = "policy" | "halted" | "no_price" | "below_lot" | "below_tick";

export type CoverStep =
  /** Stops cover all that is held. */
  | { readonly kind: "covered" }
  | { readonly kind: "wait"; readonly uncovered: Exact }
  | { readonly kind: "tell"; readonly uncovered: Exact; readonly why: UncoveredWhy }
  | {
      readonly kind: "place";
      readonly uncovered: Exact;
      readonly side: Side;
      readonly qty: Exact;
      readonly stopPrice: Exact;
      readonly from: "last_stop" | "distance";
    };

export type SurplusStep =
  | { readonly kind: "fits" }
  | { readonly kind: "wait"; readonly surplus: Exact }
  /** `policy`: it is only told. `may_open`: what is too much belongs to orders that may open something, and those are somebody's plan. */
  | { readonly kind: "tell"; readonly surplus: Exact; readonly why: "policy" | "may_open" }
  | {
      readonly kind: "mend";
      readonly surplus: Exact;
      readonly cancel: readonly string[];
      /** What of that order is left afterwards, unfilled. */
      readonly reduce: { readonly orderId: string; readonly leaves: Exact } | null;
    };

const sideOf = (held: Exact): Side => (held.isPositive() ? "sell" : "buy");
const closing = ({ held, stops }: ProtectionSituation): readonly OpenStop[] =>
  held.isZero() ? [] : stops.filter(({ side }) => side === sideOf(held));
const sum = (stops: readonly OpenStop[]): Exact => stops.reduce((total, { leaves }) => total.plus(leaves), ZERO);

/**
 * What a policy does about a position that stops do not cover whole, once it stood so for long enough. It never places more than is
 * uncovered, never while something is under way, and never at a price that would fill at once.
 */
export function coverStep(situation: ProtectionSituation, { mode, distance }: ProtectionTerms): CoverStep {
  const { held, isInFlight, isHalted, market, tick, lot } = situation;
  const uncovered = held.abs().minus(sum(closing(situation)));
  if (held.isZero() || !uncovered.isPositive()) return { kind: "covered" };
  if (isInFlight) return { kind: "wait", uncovered };
  if (mode !== "rearm") return { kind: "tell", uncovered, why: "policy" };
  if (isHalted) return { kind: "tell", uncovered, why: "halted" };
  const qty = floorTo(uncovered, lot);
  if (!qty.isPositive()) return { kind: "tell", uncovered, why: "below_lot" };
  if (market === null) return { kind: "tell", uncovered, why: "no_price" };
  const side = sideOf(held);
  const last = situation.lastStop;
  if (last?.isPositive() === true && (side === "sell" ? last.lt(market.bid) : last.gt(market.ask)))
    return { kind: "place", uncovered, side, qty, stopPrice: last, from: "last_stop" };
  const stopPrice =
    side === "sell"
      ? floorTo(market.bid.times(exact(1).minus(exact(distance))), tick)
      : ceilTo(market.ask.times(exact(1).plus(exact(distance))), tick);
  if (!stopPrice.isPositive()) return { kind: "tell", uncovered, why: "below_tick" };
  return { kind: "place", uncovered, side, qty, stopPrice, from: "distance" };
}

/**
 * What a policy does about stops that would close more than is held, and about those that nothing is held for. What is left
 * afterwards still covers all that is held. Stops of brackets and groups are left to the last.
 */
export function surplusStep(situation: ProtectionSituation, { surplus: mode }: ProtectionTerms): SurplusStep {
  const { held, stops, isInFlight, lot } = situation;
  const covering = closing(situation);
  const orphans = stops.filter((stop) => stop.reduceOnly && !covering.includes(stop));
  const over = sum(covering).minus(held.abs());
  const tooMuch = covering.length > 0 && over.isPositive() ? over : ZERO;
  const surplus = tooMuch.plus(sum(orphans));
  if (!surplus.isPositive()) return { kind: "fits" };
  if (isInFlight) return { kind: "wait", surplus };
  if (mode !== "mend") return { kind: "tell", surplus, why: "policy" };
  const cancel = orphans.map(({ orderId }) => orderId);
  const trimmed = trim(covering, tooMuch, lot);
  if (cancel.length + trimmed.cancel.length === 0 && trimmed.reduce === null)
    return { kind: "tell", surplus, why: "may_open" };
  return { kind: "mend", surplus, cancel: [...cancel, ...trimmed.cancel], reduce: trimmed.reduce };
}

function trim(stops: readonly OpenStop[], tooMuch: Exact, lot: Exact) {
  const cancel: string[] = [];
  let left = tooMuch;
  const newestFirst = stops
    .filter(({ reduceOnly }) => reduceOnly)
    .toReversed()
    .toSorted((one, other) => Number(one.isLinked) - Number(other.isLinked));
  for (const { orderId, leaves } of newestFirst) {
    if (!left.isPositive()) break;
    if (leaves.lte(left)) {
      cancel.push(orderId);
      left = left.minus(leaves);
      continue;
    }
    const stays = ceilTo(leaves.minus(left), lot);
    return { cancel, reduce: stays.lt(leaves) ? { orderId, leaves: stays } : null };
  }
  return { cancel, reduce: null };
}

/** The largest multiple of a step that is not above an amount of 0 or more. */
const floorTo = (amount: Exact, step: Exact): Exact => exact(amount.wholeTimes(step).toString()).times(step);
function ceilTo(amount: Exact, step: Exact): Exact {
  const below = floorTo(amount, step);
  return below.eq(amount) ? below : below.plus(step);
}

/** A fill of the symbol, and a stop that it once had. */
export interface PastProtection {
  readonly held: Exact;
  /** Of the symbol, newest first; those of long ago may be left out. */
  readonly fills: readonly { readonly side: Side; readonly qty: Exact; readonly atMs: number }[];
  /** That are over, newest first. */
  readonly stops: readonly { readonly side: Side; readonly stopPrice: Exact | null; readonly closedMs: number }[];
}

/**
 * Price of the newest stop that the position had: of the other side, and over after the position began. A stop of a position that was
 * closed since says nothing about this one. Null: there was none, or it had no price.
 */
export function lastStopOf({ held, fills, stops }: PastProtection): Exact | null {
  if (held.isZero()) return null;
  let before = held;
  let beganMs = Number.NEGATIVE_INFINITY;
  for (const { side, qty, atMs } of fills) {
    before = side === "buy" ? before.minus(qty) : before.plus(qty);
    if (before.isZero() || before.isPositive() !== held.isPositive()) {
      beganMs = atMs;
      break;
    }
  }
  const last = stops.find((stop) => stop.side === sideOf(held) && stop.closedMs >= beganMs && stop.stopPrice !== null);
  return last?.stopPrice ?? null;
}
