// By itself, without the schemas of terms: pages that only name limits need no more.

/** Limits of a house whose value is an amount: what is measured, and the most that makes sense. */
export const AMOUNT_KINDS = [
  "order_qty",
  "order_value",
  "position_qty",
  "position_value",
  "gross_exposure",
  "net_exposure",
  "leverage",
  "margin_use",
  "concentration_instrument",
  "concentration_sector",
  "concentration_currency",
  "price_collar",
  "max_open_orders",
  "max_positions",
  "risk_per_trade",
  "total_risk",
  "daily_loss",
  "drawdown",
] as const;
export const RATE_KINDS = ["order_rate", "cancel_rate"] as const;
export const SYMBOL_KINDS = ["restricted", "easy_to_borrow"] as const;

/**
 * Kinds of limits that a house may set. Of every account it is known how it stands against each of them; what is always so
 * (buying power, hours, a fresh quote) needs no setting.
 */
export const STANDING_KINDS = [
  ...AMOUNT_KINDS,
  ...RATE_KINDS,
  "duplicate_order",
  ...SYMBOL_KINDS,
  "blackout",
  "approval_value",
  "pattern_day_trader",
] as const;
export type StandingKind = (typeof STANDING_KINDS)[number];

/** How an amount reads: a count is whole, a fraction is of equity (0.02 is 2 %), money is in the account's base currency. */
export type AmountUnit = "units" | "money" | "fraction" | "multiple" | "count";
export const UNIT_BY_KIND: Readonly<Record<(typeof AMOUNT_KINDS)[number], AmountUnit>> = {
  order_qty: "units",
  order_value: "money",
  position_qty: "units",
  position_value: "money",
  gross_exposure: "money",
  net_exposure: "money",
  leverage: "multiple",
  margin_use: "fraction",
  concentration_instrument: "fraction",
  concentration_sector: "fraction",
  concentration_currency: "fraction",
  price_collar: "fraction",
  max_open_orders: "count",
  max_positions: "count",
  risk_per_trade: "fraction",
  total_risk: "fraction",
  daily_loss: "fraction",
  drawdown: "fraction",
};

/** What an order that waits for a second person is let in under, where the limit does not say. */
export const APPROVAL_DEFAULT = { validMinutes: 60, priceMoved: 0.01 } as const;
