/**
 * Execution takes orders to a venue and tracks each one to its end. Today the one venue is simulated: market orders on
 * closed bars.
 *
 * This door is pure: types and decisions, safe in a browser bundle.
 */
export {
  BarBroker,
  type BarOrderStatus,
  type FillColumns,
  NO_BAR,
  ORDER_STATUSES,
  type OrderColumns,
  REJECT_REASONS,
  type RejectReason,
} from "./domain/bar-broker";
export {
  type BpsSlippage,
  type BrokerModel,
  type BrokerModelError,
  CASH_MAX,
  COMMISSION_RATE_MAX,
  checkBroker,
  DEFAULT_BROKER,
  DEFAULT_TERMS,
  FILL_MOMENTS,
  type FillMoment,
  type InstrumentTerms,
  type PercentCommission,
  SLIPPAGE_BPS_MAX,
} from "./domain/broker-model";
export {
  ROUNDING_DIGITS_MAX,
  ROUNDING_MODES,
  type RoundingError,
  type RoundingMode,
  type RoundingRule,
  roundDecimal,
} from "./domain/rounding";
