/**
 * Words that every module shares: outcomes, ids, exact numbers, time, and the database ports that repositories lean on.
 *
 * Pure, small and imported by everyone, so it imports nobody.
 */
export type { Brand } from "./brand";
export { Decimal, Money, type NumberError, Price, Quantity } from "./decimal";
export { toDecimalText } from "./decimal-text";
export { Exact, exact, least, ONE, parseExact, proportion, quotient, ZERO } from "./exact";
export { Heap } from "./heap";
export { AccountId, ImportId, InstrumentId, JobId, OrderId, RunId, SessionId, UserId } from "./id";
export { assertNever, InvariantViolation, invariant } from "./invariant";
export {
  ORD_TYPES,
  type OrderIntent,
  type OrdType,
  SIDES,
  type Side,
  TIMES_IN_FORCE,
  type TimeInForce,
} from "./order-intent";
export { err, ok, type Result } from "./result";
export type { CopyPort, GuardedTransactions, Reads, SqlPort, Transactions } from "./sql-port";
export { type Clock, EpochMs, type TimeRange } from "./time";
