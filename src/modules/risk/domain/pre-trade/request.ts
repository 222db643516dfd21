import type { EpochMs, Exact, Side } from "@/modules/_kernel";

/** Whom a limit binds. `all` binds everybody; the others bind the one they name. */
export type LimitScope =
  | { readonly of: "all" }
  | { readonly of: "user" | "account" | "strategy"; readonly subject: string };

/** Kinds whose limit is an amount that the measure may reach and not pass. */
export const AMOUNT_LIMITS = [
  /** Units of one order. */
  "order_qty",
  /** Base currency of one order. */
  "order_value",
  /** Units of one instrument, long or short. */
  "position_qty",
  "position_value",
  "gross_exposure",
  "net_exposure",
  /** Gross exposure / equity. */
  "leverage",
  /** Initial margin / equity. */
  "margin_use",
  /** Largest part of the gross exposure in one of them / equity. */
  "concentration_instrument",
  "concentration_sector",
  "concentration_currency",
  /** Distance of a limit price from the quote, to the bad side, as a fraction of the quote. */
  "price_collar",
  /** Age of the quote in seconds. */
  "stale_data",
  "max_open_orders",
  "max_positions",
  /** Loss at the order's stop / equity. */
  "risk_per_trade",
  /** Losses at the stops of all that is open, and at this one / equity. */
  "total_risk",
] as const;
export type AmountLimit = (typeof AMOUNT_LIMITS)[number];

/** Kinds whose limit, once reached, lets nothing new in. */
export const STOP_LIMITS = [
  /** Loss since the start of the day / equity then. */
  "daily_loss",
  /** Loss from the highest equity / that equity. */
  "drawdown",
] as const;
export type StopLimit = (typeof STOP_LIMITS)[number];

interface BlackoutWindow {
  /** Null is every symbol. */
  readonly symbol: string | null;
  readonly fromMs: EpochMs;
  /** Not inside. */
  readonly toMs: EpochMs;
}

export type RiskLimit = {
  /** What its owner calls it; null is its kind. */
  readonly name: string | null;
  readonly scope: LimitScope;
} & (
  | { readonly kind: AmountLimit; readonly value: Exact }
  | { readonly kind: StopLimit; readonly value: Exact }
  /** Base currency of one order above which a second person lets it in. */
  | { readonly kind: "approval_value"; readonly value: Exact }
  /** Against the state's own buying power. */
  | { readonly kind: "buying_power" | "trading_hours" }
  /** So many in the window, this one included. */
  | { readonly kind: "order_rate" | "cancel_rate"; readonly value: Exact; readonly windowMs: number }
  /** No second order of one symbol, side, quantity and price inside the window. */
  | { readonly kind: "duplicate_order"; readonly windowMs: number }
  /** Never these; short only these. */
  | { readonly kind: "restricted" | "easy_to_borrow"; readonly symbols: readonly string[] }
  | { readonly kind: "blackout"; readonly windows: readonly BlackoutWindow[] }
  /** A broker's legacy rule: with equity under the least, so many day trades. Source: FINRA rule 4210(f)(8)(B). */
  | { readonly kind: "pattern_day_trader"; readonly value: Exact; readonly equityMin: Exact }
);

export type LimitKind = RiskLimit["kind"];

export interface RiskInstrument {
  /** Quote currency for one unit of the multiplier; null is unknown. */
  readonly price: Exact | null;
  readonly quoteAtMs: EpochMs | null;
  readonly multiplier: Exact;
  readonly currency: string;
  /** Base currency for one of its currency; null is unknown. */
  readonly fxRate: Exact | null;
  readonly sector: string | null;
  /** Smallest step of a quantity, above 0. */
  readonly lot: Exact;
  /** Fraction of its value; 1 is paid in full. */
  readonly initialMargin: Exact;
  readonly isOpen: boolean | null;
}

export interface RiskWorkingOrder {
  readonly symbol: string;
  readonly side: Side;
  /** What may still fill, above 0. */
  readonly qty: Exact;
}

/** How things stand for the account of an order, at one moment. Null is unknown, and what needs it is refused. */
export interface RiskState {
  readonly nowMs: EpochMs;
  readonly equity: Exact | null;
  /** What a new position may still take, after what working orders reserve. */
  readonly buyingPower: Exact | null;
  readonly dayStartEquity: Exact | null;
  readonly peakEquity: Exact | null;
  /** Loss at the stops of all that is open, in the base currency. */
  readonly openRisk: Exact | null;
  readonly dayTrades: number | null;
  /** By symbol; one that is not known has no entry. */
  readonly instruments: Pick<ReadonlyMap<string, RiskInstrument>, "get">;
  /** One for each symbol; below 0 is short. */
  readonly positions: readonly { readonly symbol: string; readonly qty: Exact }[];
  readonly workingOrders: readonly RiskWorkingOrder[];
  /** Orders that were asked for in the last so many milliseconds, by that length; one that is not there is unknown. */
  readonly orderCounts: ReadonlyMap<number, number>;
  /** The same of cancels. */
  readonly cancelCounts: ReadonlyMap<number, number>;
  /** As far back as limits on repeated orders look; of those that are alike the newest is enough. */
  readonly recentOrders: readonly (Pick<RiskOrder, "symbol" | "side" | "qty" | "limitPrice"> & {
    readonly atMs: EpochMs;
  })[];
}

export interface RiskOrder {
  readonly symbol: string;
  readonly side: Side;
  /** Above 0. */
  readonly qty: Exact;
  /** Null takes any price. */
  readonly limitPrice: Exact | null;
  /** Where a loss is taken; null is nowhere. */
  readonly protectiveStop: Exact | null;
  /** Whatever it asks for, it never opens anything: its venue cuts it. Not given: it may. */
  readonly reduceOnly?: boolean;
  /** Closes what was opened today. */
  readonly isDayTrade: boolean;
  readonly user: string | null;
  readonly account: string | null;
  readonly strategy: string | null;
}
