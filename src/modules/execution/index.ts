/**
 * Execution takes orders to a venue and tracks each one to its end. Today the one venue is simulated: orders on
 * closed bars.
 *
 * This door is pure: types and decisions, safe in a browser bundle.
 */
export {
  type AlgoEvent,
  type AlgoNotNow,
  type AlgoReason,
  type AlgoStanding,
  type AlgoStatus,
  applyAlgoEvent,
  isAlgoOver,
  workedMs,
} from "./domain/algo/algo-state";
export { type AlgoTerms, type AlgoWish, checkAlgo, PROFILE_SESSIONS_MAX } from "./domain/algo/check-algo";
export { type AlgoStep, type AlgoWait, nextSlice, roomOf, spokenFor } from "./domain/algo/next-slice";
export {
  ALGO_DURATION_S_MAX,
  ALGO_DURATION_S_MIN,
  ALGO_KINDS,
  ALGO_SLICES_MAX,
  type AlgoKind,
  type AlgoSlice,
  planSlices,
  sliceCount,
  sliceSizes,
} from "./domain/algo/schedule";
export { sliceWeights, type VolumeBucket } from "./domain/algo/volume-profile";
export { BarBroker } from "./domain/bar-broker";
export {
  BAR_ORDER_TYPES,
  type BarOrderError,
  type BarOrderRequest,
  type BarOrderStatus,
  type BarOrderType,
  type ClosedBar,
  checkBarOrder,
  type FillColumns,
  NO_BAR,
  ORDER_REASONS,
  ORDER_STATUSES,
  type OrderColumns,
  type OrderReason,
} from "./domain/bar-order";
export {
  BROKER_PROFILES,
  type BrokerModel,
  type BrokerModelError,
  type BrokerProfile,
  CASH_MAX,
  COMMISSION_RATE_MAX,
  type Commission,
  checkBroker,
  DEFAULT_BROKER,
  DEFAULT_TERMS,
  FILL_MOMENTS,
  type FillMoment,
  type InstrumentTerms,
  type MarginTerms,
  SLIPPAGE_BPS_MAX,
  type Slippage,
} from "./domain/broker-model";
export { CashPool } from "./domain/cash-pool";
export {
  type FeeAmounts,
  type FeeableFill,
  type FeeError,
  type FeeRule,
  feesOfFills,
  totalFees,
} from "./domain/fee-schedule";
export { type FinancingTerms, financingOf } from "./domain/financing";
export { applyOrderEvent, type Recorded, recordOrderEvent, replayOrder } from "./domain/order/apply-event";
export { makeOrderEventSchema, type OrderEvent, type OrderEventOf, type OrderEventType } from "./domain/order/events";
export { type FillChange, fillChanges } from "./domain/order/fill-changes";
export { checkIntent, type IntentError, makeIntentSchema } from "./domain/order/intent";
export {
  averagePrice,
  draftOrder,
  isClosed,
  leavesQty,
  neverSent,
  type Order,
  type OrderState,
  type OrderStatus,
  type OrderTerms,
  type StandingFill,
} from "./domain/order/order";
export { type OrderFacts, orderFacts } from "./domain/order/order-facts";
export { type LinkAction, linkActions } from "./domain/order/order-links";
export { hasLimit, hasStop, isTrailing, needsStop } from "./domain/order/order-types";
export { ORDER_REFUSALS, type OrderRefusal, type OrderRefusalKind } from "./domain/order/refusal";
export { nextTrailingStop } from "./domain/order/trailing-stop";
export { type Transition, transitionTable } from "./domain/order/transition-table";
export {
  BOOK_TIFS,
  type BookLevel,
  type BookOperation,
  type BookOrderId,
  type BookResult,
  type BookSide,
  type BookStatus,
  type BookTif,
  type BookTrade,
  OrderBook,
} from "./domain/order-book";
export { makeGrid } from "./domain/price-grid";
export { compareSides, fillDifference, type OurSide } from "./domain/reconcile/compare-sides";
export {
  type Difference,
  type Side,
  type SideFill,
  sideFillSchema,
  wholeOrderSchema,
} from "./domain/reconcile/difference";
export {
  changeItems,
  ITEM_STATES,
  type ItemState,
  needsReason,
  RESOLUTIONS,
  type ReconcileCause,
  type ReconcileItem,
  type ReconcileRun,
  type Resolution,
  resolutionsOf,
} from "./domain/reconcile/item";
export {
  ROUNDING_DIGITS_MAX,
  ROUNDING_MODES,
  type RoundingError,
  type RoundingMode,
  type RoundingRule,
  roundDecimal,
} from "./domain/rounding";
export {
  AMOUNT_MAX,
  type CheckedRequest,
  checkAmount,
  checkRequest,
  entryOf,
  type RequestedOrder,
  type RequestField,
  type RequestProblem,
} from "./domain/submit/check-request";
export { buyingPowerOf, reservedFor, type UnitTerms, type WorkingOrder } from "./domain/submit/reservation";
export {
  effectiveState,
  type SetState,
  TRADING_STATES,
  type TradingState,
  type TradingStates,
} from "./domain/submit/trading-state";
export {
  isSecurity,
  riskStateOf,
  type Standing,
  type TradedInstrument,
  type Weighed,
  weighOrder,
} from "./domain/submit/weigh-order";
export type { VenueBar } from "./domain/venue/bar-orders";
export type { ClosedBarVenueOptions } from "./domain/venue/closed-bar-venue";
export { type MarketNow, type MarketPrices, marketOfQuote, pricesOf } from "./domain/venue/market-of-quote";
export { PAPER_FEES, paperFees } from "./domain/venue/paper-fees";
export {
  FILL_MODELS,
  type FillModelName,
  PAPER_LATENCY_MS_MAX,
  PAPER_RESOLUTIONS,
  type PaperResolution,
  type PaperTerms,
} from "./domain/venue/paper-terms";
export { OUTAGE_MINUTES_MAX, type PracticeOutage } from "./domain/venue/practice-outage";
export { QuoteVenue, type QuoteVenueOptions } from "./domain/venue/quote-venue";
export type { VenueQuote } from "./domain/venue/resting-order";
export type { VenueEvent, VenueWord } from "./domain/venue/venue-word";
export type { Algo, AlgoChildOrder, AlgoStore, AlgoTransition } from "./ports/algo-store";
export type {
  FillSummary,
  OrderEventRecord,
  OrderQuery,
  OrderReads,
  OrderSummary,
} from "./ports/order-reads";
export type { Appended, NewOrder, OrderStore, StoredOrder } from "./ports/order-store";
export type {
  EventPage,
  FindAnswer,
  PlaceAnswer,
  RequestAnswer,
  Venue,
  VenueReplace,
} from "./ports/venue";
export type { StrayWord, VenueInbox } from "./ports/venue-inbox";
