import { assertNever, type EpochMs, type Exact, exact, ONE, quotient, ZERO } from "@/modules/_kernel";
import type { Exposure } from "./exposure";
import { AMOUNT_LIMITS, type AmountLimit, type RiskLimit, type RiskOrder, type RiskState } from "./request";

/** What a limit allows and what an order would make of it. */
export interface Measure {
  readonly limit: Exact;
  /** Null is unknown, and no order passes what is unknown. */
  readonly actual: Exact | null;
  /** The same without the order; null is unknown. */
  readonly used: Exact | null;
  readonly isBroken: boolean;
}

export interface Measured {
  readonly state: RiskState;
  readonly order: RiskOrder;
  readonly exposure: Exposure;
}

const MS_PER_SECOND = exact("0.001");

/**
 * Kinds that bind an order that only makes a position smaller too: they guard against mistakes, not against risk. All others
 * let it pass, for a person must always be able to get out.
 */
export const BINDS_REDUCING: ReadonlySet<RiskLimit["kind"]> = new Set([
  "order_qty",
  "order_value",
  "price_collar",
  "stale_data",
  "order_rate",
  "duplicate_order",
  "trading_hours",
]);

/** What a limit says to an order of some quantity; null when it has nothing to say to it. */
export function measureLimit(limit: RiskLimit, measured: Measured, qty: Exact): Measure | null {
  const { state, order, exposure } = measured;
  const { equity } = state;
  if (isAmount(limit)) return measureAmount(limit, measured, qty);
  switch (limit.kind) {
    case "buying_power":
      return state.buyingPower === null
        ? unknown(ZERO)
        : growing(state.buyingPower, exposure.opening(qty), exposure.opening(ZERO));
    case "daily_loss":
      return stop(limit.value, lossFrom(state.dayStartEquity, equity));
    case "drawdown":
      return stop(limit.value, lossFrom(state.peakEquity, equity));
    case "approval_value":
      return growing(limit.value, exposure.orderValue(qty), ZERO);
    case "trading_hours":
      return flag(exposure.instrument?.isOpen ?? null, false);
    case "order_rate": {
      const recent = state.orderCounts.get(limit.windowMs);
      return recent === undefined ? unknown(limit.value) : growing(limit.value, exact(recent + 1), exact(recent));
    }
    case "cancel_rate": {
      const recent = state.cancelCounts.get(limit.windowMs);
      return still(limit.value, recent === undefined ? null : exact(recent));
    }
    case "duplicate_order":
      return flag(isRepeated(state, order, limit.windowMs), true);
    case "restricted":
      return flag(limit.symbols.includes(order.symbol), true);
    case "easy_to_borrow":
      return flag(exposure.opensShort(qty) && !limit.symbols.includes(order.symbol), true);
    case "blackout":
      return flag(
        limit.windows.some(
          ({ symbol, fromMs, toMs }) =>
            (symbol === null || symbol === order.symbol) && fromMs <= state.nowMs && state.nowMs < toMs,
        ),
        true,
      );
    case "pattern_day_trader":
      return dayTrades(limit, state, order);
    default:
      return assertNever(limit, "measureLimit");
  }
}

const AMOUNTS: ReadonlySet<string> = new Set(AMOUNT_LIMITS);

type AmountOf = Extract<RiskLimit, { readonly kind: AmountLimit }>;

function isAmount(limit: RiskLimit): limit is AmountOf {
  return AMOUNTS.has(limit.kind);
}

/** A limit whose value is an amount that may be reached. */
function measureAmount(limit: AmountOf, { state, order, exposure }: Measured, qty: Exact): Measure | null {
  const upTo = (measure: (units: Exact) => Exact | null) => growing(limit.value, measure(qty), measure(ZERO));
  const ofEquity = (measure: (units: Exact) => Exact | null) =>
    upTo((units) => fractionOf(measure(units), state.equity));
  switch (limit.kind) {
    case "order_qty":
      return upTo((units) => units);
    case "order_value":
      return upTo((units) => exposure.orderValue(units));
    case "position_qty":
      return upTo((units) => exposure.positionQty(units));
    case "position_value":
      return upTo((units) => exposure.positionValue(units));
    case "gross_exposure":
      return upTo((units) => exposure.gross(units));
    case "net_exposure":
      return upTo((units) => exposure.net(units));
    case "leverage":
      return ofEquity((units) => exposure.gross(units));
    case "margin_use":
      return ofEquity((units) => exposure.margin(units));
    case "concentration_instrument":
      return ofEquity((units) => exposure.positionValue(units));
    case "concentration_sector":
      return ofEquity((units) => exposure.sector(units));
    case "concentration_currency":
      return ofEquity((units) => exposure.currency(units));
    case "max_positions":
      return upTo((units) => exact(exposure.positions(units)));
    case "max_open_orders":
      return upTo((units) => exact(state.workingOrders.length + (units.isZero() ? 0 : 1)));
    case "risk_per_trade":
      return ofEquity((units) => lossAtStop(exposure, order, units));
    case "total_risk":
      return ofEquity((units) => sum(state.openRisk, lossAtStop(exposure, order, units)));
    case "price_collar":
      return collar(limit.value, order, exposure);
    case "stale_data":
      return still(limit.value, quoteAge(state.nowMs, exposure));
    default:
      return assertNever(limit.kind, "measureAmount");
  }
}

/** A measure that an order moves. What is past its limit already is not broken by an order that makes it no worse. */
function growing(limit: Exact, actual: Exact | null, used: Exact | null): Measure {
  const isWorse = actual === null || used === null || actual.gt(used);
  return { limit, actual, used, isBroken: isWorse && (actual === null || actual.gt(limit)) };
}

/** A measure that no quantity changes. */
function still(limit: Exact, actual: Exact | null): Measure {
  return { limit, actual, used: actual, isBroken: actual === null || actual.gt(limit) };
}

/** The same, broken where it is reached. */
function stop(limit: Exact, actual: Exact | null): Measure {
  return { limit, actual, used: actual, isBroken: actual === null || actual.gte(limit) };
}

function unknown(limit: Exact): Measure {
  return still(limit, null);
}

/** Something that may not be: 1 where it is (the bad answer), 0 where not. */
function flag(answer: boolean | null, bad: boolean): Measure {
  return { ...still(ZERO, answer === null ? null : answer === bad ? ONE : ZERO), used: answer === null ? null : ZERO };
}

/** Of an equity that is not above 0 nothing is a fraction. */
function fractionOf(amount: Exact | null, equity: Exact | null): Exact | null {
  if (amount === null || equity === null) return null;
  return equity.isPositive() ? quotient(amount, equity) : null;
}

function sum(left: Exact | null, right: Exact | null): Exact | null {
  return left === null || right === null ? null : left.plus(right);
}

/** Loss from a higher equity, as a fraction of it; 0 where there is none. */
function lossFrom(before: Exact | null, equity: Exact | null): Exact | null {
  if (before === null || equity === null) return null;
  const loss = before.minus(equity);
  return loss.isPositive() ? fractionOf(loss, before) : ZERO;
}

/** What the order loses when it is filled and then stopped; null without a stop on the losing side. */
function lossAtStop(exposure: Exposure, { side, limitPrice, protectiveStop }: RiskOrder, qty: Exact): Exact | null {
  if (qty.isZero()) return ZERO;
  const { instrument } = exposure;
  const entry = limitPrice ?? instrument?.price ?? null;
  if (instrument === null || entry === null || protectiveStop === null || instrument.fxRate === null) return null;
  const distance = side === "buy" ? entry.minus(protectiveStop) : protectiveStop.minus(entry);
  if (!distance.isPositive()) return null;
  return distance.times(qty).times(instrument.multiplier).times(instrument.fxRate);
}

/** Only a limit price can be far away; only to the bad side does it cost. */
function collar(limit: Exact, { side, limitPrice }: RiskOrder, { instrument }: Exposure): Measure | null {
  if (limitPrice === null) return null;
  const price = instrument?.price ?? null;
  if (price === null || !price.isPositive()) return unknown(limit);
  const distance = side === "buy" ? limitPrice.minus(price) : price.minus(limitPrice);
  return still(limit, distance.isPositive() ? quotient(distance, price) : ZERO);
}

/** Seconds; of a quote from the future nobody knows. */
function quoteAge(nowMs: EpochMs, { instrument }: Exposure): Exact | null {
  const quoteAtMs = instrument?.quoteAtMs ?? null;
  if (quoteAtMs === null || quoteAtMs > nowMs) return null;
  return exact(nowMs - quoteAtMs).times(MS_PER_SECOND);
}

function isRepeated({ recentOrders, nowMs }: RiskState, order: RiskOrder, windowMs: number): boolean {
  return recentOrders.some(
    ({ symbol, side, qty, limitPrice, atMs }) =>
      atMs > nowMs - windowMs &&
      symbol === order.symbol &&
      side === order.side &&
      qty.eq(order.qty) &&
      (limitPrice === null || order.limitPrice === null
        ? limitPrice === order.limitPrice
        : limitPrice.eq(order.limitPrice)),
  );
}

function dayTrades(
  { value, equityMin }: Extract<RiskLimit, { kind: "pattern_day_trader" }>,
  { equity, dayTrades: before }: RiskState,
  { isDayTrade }: RiskOrder,
): Measure | null {
  if (!isDayTrade) return null;
  if (equity === null || before === null) return unknown(value);
  if (equity.gte(equityMin)) return null;
  return growing(value, exact(before + 1), exact(before));
}
