import { STANDING_KINDS, type StandingKind } from "../limits/limit-kinds";

/** Need the quote of an order's moment, all stops of then, or day trades before it, which nobody keeps; or a person. */
const OF_QUOTES: ReadonlySet<StandingKind> = new Set([
  "price_collar",
  "approval_value",
  "total_risk",
  "pattern_day_trader",
]);
/** Need orders that did not fill, cancels, or stops: a backtest keeps fills alone. */
const OF_ORDERS: ReadonlySet<StandingKind> = new Set(["cancel_rate", "max_open_orders", "risk_per_trade"]);

/** Kinds that the past of an account can be held against. */
export const REPLAYED_OF_ACCOUNTS: ReadonlySet<StandingKind> = new Set(
  STANDING_KINDS.filter((kind) => !OF_QUOTES.has(kind)),
);

/** Kinds that a stored backtest can be held against. */
export const REPLAYED_OF_RUNS: ReadonlySet<StandingKind> = new Set(
  STANDING_KINDS.filter((kind) => !OF_QUOTES.has(kind) && !OF_ORDERS.has(kind)),
);
