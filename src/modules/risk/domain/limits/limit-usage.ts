import { type Exact, type Side, ZERO } from "@/modules/_kernel";
import { Exposure } from "../pre-trade/exposure";
import { measureLimit } from "../pre-trade/measure-limit";
import type { RiskLimit, RiskState } from "../pre-trade/request";

/** How much of a limit is used before any order. */
export interface LimitUsage {
  readonly limit: Exact;
  /** Null is unknown, and then nothing new passes. */
  readonly used: Exact | null;
  /** Of limits per instrument: the one that uses most; null: of the account. */
  readonly symbol: string | null;
  /** Already past the limit: only what reduces passes. */
  readonly isOver: boolean;
}

/** Kinds that only an order can use: there is nothing to show before one comes. */
const OF_ORDERS: ReadonlySet<RiskLimit["kind"]> = new Set([
  "order_qty",
  "order_value",
  "approval_value",
  "price_collar",
  "stale_data",
  "risk_per_trade",
  "duplicate_order",
  "restricted",
  "easy_to_borrow",
  "blackout",
  "trading_hours",
  "buying_power",
  "pattern_day_trader",
]);
const PER_INSTRUMENT: ReadonlySet<RiskLimit["kind"]> = new Set([
  "position_qty",
  "position_value",
  "concentration_instrument",
  "concentration_sector",
  "concentration_currency",
]);
/** Of an account, so whatever the order is for. */
const NO_SYMBOL = "";

/** Null: the limit says something about orders alone. Working orders count at their worst, as for an order. */
export function limitUsage(limit: RiskLimit, state: RiskState): LimitUsage | null {
  if (OF_ORDERS.has(limit.kind)) return null;
  if (!PER_INSTRUMENT.has(limit.kind)) return usageFor(limit, state, NO_SYMBOL);
  const symbols = new Set([...state.positions, ...state.workingOrders].map(({ symbol }) => symbol));
  const all = [...symbols].flatMap((symbol) => usageFor(limit, state, symbol) ?? []);
  const none = { limit: usageFor(limit, state, NO_SYMBOL)?.limit ?? ZERO, used: ZERO, symbol: null, isOver: false };
  return all.find(({ used }) => used === null) ?? all.reduce((most, each) => (isMore(each, most) ? each : most), none);
}

/** Digits after the point that anybody reads of what is used; a quotient has as many as it wants. */
const DIGITS_MAX = 12;

/** What is used as decimal text, cut after twelve decimals: for whoever shows it, never for a comparison. */
export function usageText(used: Exact): string {
  return used.toFixed().replace(new RegExp(`(\\.\\d{${DIGITS_MAX}})\\d+$`), "$1");
}

const isMore = (left: LimitUsage, right: LimitUsage) =>
  left.used !== null && right.used !== null && left.used.gt(right.used);

function usageFor(limit: RiskLimit, state: RiskState, symbol: string): LimitUsage | null {
  const order = {
    symbol,
    side: "buy" as Side,
    qty: ZERO,
    limitPrice: null,
    protectiveStop: null,
    isDayTrade: false,
    user: null,
    account: null,
    strategy: null,
  };
  const measure = measureLimit(limit, { state, order, exposure: new Exposure(known(state, symbol), order) }, ZERO);
  if (measure === null) return null;
  const { limit: most, used } = measure;
  return {
    limit: most,
    used,
    symbol: symbol === NO_SYMBOL ? null : symbol,
    isOver: used !== null && (STOPS.has(limit.kind) ? used.gte(most) : used.gt(most)),
  };
}

const STOPS: ReadonlySet<RiskLimit["kind"]> = new Set(["daily_loss", "drawdown"]);

/** Nothing is held of no symbol, and its price changes nothing. */
function known(state: RiskState, symbol: string): RiskState {
  if (symbol !== NO_SYMBOL) return state;
  const nothing = {
    price: ZERO,
    quoteAtMs: null,
    multiplier: ZERO,
    currency: "",
    fxRate: ZERO,
    sector: null,
    lot: ZERO,
    initialMargin: ZERO,
    isOpen: null,
  };
  const { instruments } = state;
  return { ...state, instruments: { get: (asked) => (asked === NO_SYMBOL ? nothing : instruments.get(asked)) } };
}
