import { AccountId, EpochMs, OrderId, UserId } from "@/modules/_kernel";
import type { AccountFacts, LedgerFill } from "../ports/ledger";

/** 2026-03-02, a Monday, 15:00 in New York. */
const MONDAY_MS = Date.UTC(2026, 2, 2, 20);

/** An account that settles at once; give it an owner who exists. */
export function someAccount(change: Partial<AccountFacts> = {}): AccountFacts {
  return {
    accountId: AccountId.of("account-1"),
    name: "Paper",
    portfolioId: "portfolio-1",
    portfolioName: "Main",
    ownerId: UserId.of("user-1"),
    members: [],
    kind: "paper",
    baseCurrency: "USD",
    lotMethod: "fifo",
    settleDays: 0,
    createdAt: EpochMs.of(MONDAY_MS),
    archivedAt: null,
    ...change,
  };
}

/** 10 SPY bought at 100 for a fee of 1. */
export function someFill(change: Partial<LedgerFill> = {}): LedgerFill {
  return {
    accountId: AccountId.of("account-1"),
    execId: "x1",
    orderId: OrderId.of("order-1"),
    symbol: "SPY",
    side: "buy",
    qty: "10",
    price: "100",
    multiplier: "1",
    currency: "USD",
    baseAsset: null,
    fees: [{ amount: "1", currency: "USD" }],
    lots: [],
    calendar: "XNYS",
    at: EpochMs.of(MONDAY_MS),
    ...change,
  };
}
