import { type Brand, type Exact, exact, least, ONE, ZERO } from "@/modules/_kernel";
import { Exposure } from "./exposure";
import { BINDS_REDUCING, type Measured, measureLimit } from "./measure-limit";
import type { LimitKind, RiskLimit, RiskOrder, RiskState } from "./request";

/** An order that passed every limit. Nothing else makes one. */
export type RiskApproved<Order> = Brand<Order, "RiskApproved">;

export interface RiskBreach {
  readonly kind: LimitKind;
  /** The limit that has the least room, as its owner calls it. */
  readonly name: string;
  readonly scope: RiskLimit["scope"];
  readonly limit: Exact;
  /** With the order; null is unknown, which nothing passes. */
  readonly actual: Exact | null;
  /** The limit less what is used without the order; null is unknown. */
  readonly headroom: Exact | null;
}

export type RiskOutcome<Order extends RiskOrder> =
  | { readonly outcome: "approved"; readonly approved: RiskApproved<Order> }
  | {
      readonly outcome: "refused";
      /** One of each kind. */
      readonly breaches: readonly RiskBreach[];
      /** A multiple of the lot below the order's quantity that passes now, while one lot more does not; 0 when none does. */
      readonly largestQtyThatPasses: Exact;
    };

/**
 * Holds an order against every limit that binds it and tells all that are broken at once; of several of a kind, the one with
 * the least room. An order that only makes a position smaller passes what guards against risk, and is held to what guards
 * against mistakes.
 */
export function checkOrder<Order extends RiskOrder>(
  limits: readonly RiskLimit[],
  state: RiskState,
  order: Order,
): RiskOutcome<Order> {
  const measured: Measured = { state, order, exposure: new Exposure(state, order) };
  const binding = limits.filter(({ scope }) => scope.of === "all" || order[scope.of] === scope.subject);
  const breaches = breachesOf(binding, measured);
  if (isApproved(order, breaches)) return { outcome: "approved", approved: order };
  return { outcome: "refused", breaches, largestQtyThatPasses: largestQty(binding, measured) };
}

/** The one place where an order becomes an approved one. */
function isApproved<Order extends RiskOrder>(
  _order: Order,
  breaches: readonly RiskBreach[],
): _order is RiskApproved<Order> {
  return breaches.length === 0;
}

function bindingAt(limits: readonly RiskLimit[], { exposure }: Measured, qty: Exact): readonly RiskLimit[] {
  return qty.lte(exposure.reducible) ? limits.filter(({ kind }) => BINDS_REDUCING.has(kind)) : limits;
}

function breachesOf(limits: readonly RiskLimit[], measured: Measured): readonly RiskBreach[] {
  const { qty } = measured.order;
  const byKind = new Map<LimitKind, RiskBreach>();
  for (const limit of bindingAt(limits, measured, qty)) {
    const measure = measureLimit(limit, measured, qty);
    if (measure === null || !measure.isBroken) continue;
    const { kind, scope, name } = limit;
    const { used, actual } = measure;
    const headroom = used === null ? null : measure.limit.minus(used);
    const known = byKind.get(kind);
    if (known !== undefined && !isTighter(headroom, known.headroom)) continue;
    byKind.set(kind, { kind, name: name ?? kind, scope, limit: measure.limit, actual, headroom });
  }
  return [...byKind.values()];
}

/** Unknown room is the least there is. */
function isTighter(headroom: Exact | null, than: Exact | null): boolean {
  return than !== null && (headroom === null || headroom.lt(than));
}

/**
 * By bisection over lots. Every measure is convex in the quantity and no order of nothing breaks one, so beyond what only reduces
 * the quantities that pass have no gap; neither have those that only reduce.
 */
function largestQty(limits: readonly RiskLimit[], measured: Measured): Exact {
  const { order, exposure } = measured;
  const lot = exposure.instrument?.lot ?? ONE;
  const qtyOf = (lots: bigint) => lot.times(exact(lots.toString()));
  const passes = (lots: bigint) => isPassed(limits, measured, qtyOf(lots));
  const reducing = least(exposure.reducible, order.qty).wholeTimes(lot);
  const all = order.qty.wholeTimes(lot);
  if (reducing < all && passes(reducing + 1n)) return qtyOf(lastThat(passes, reducing + 1n, all));
  return reducing > 0n && passes(1n) ? qtyOf(lastThat(passes, 1n, reducing)) : ZERO;
}

function isPassed(limits: readonly RiskLimit[], measured: Measured, qty: Exact): boolean {
  return bindingAt(limits, measured, qty).every((limit) => measureLimit(limit, measured, qty)?.isBroken !== true);
}

/** The last place up to `to` of those from `from` on that pass without a gap. */
function lastThat(passes: (lots: bigint) => boolean, from: bigint, to: bigint): bigint {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (passes(middle)) low = middle;
    else high = middle - 1n;
  }
  return low;
}
