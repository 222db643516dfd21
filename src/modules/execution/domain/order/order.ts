import {
  type EpochMs,
  type Exact,
  invariant,
  type OrderId,
  type OrderIntent,
  parseExact,
  quotient,
  toDecimalText,
  ZERO,
} from "@/modules/_kernel";
import type { OrderEventOf } from "./events";
import { KeyedLog } from "./keyed-log";

/** What of an order a replace may change, as it stands at the venue. */
export interface OrderTerms {
  readonly qty: Exact;
  readonly limitPrice: Exact | null;
  readonly stopPrice: Exact | null;
}

export interface PendingCancel {
  readonly requestId: OrderId;
  readonly requestedAt: EpochMs;
}

export interface PendingReplace {
  readonly requestId: OrderId;
  readonly requestedAt: EpochMs;
  readonly terms: OrderTerms;
}

/**
 * Where an order stands. Each state carries the facts that state has, and no others. "Partially filled" is not a state: it is
 * read from the quantities, so that it cannot disagree with them.
 */
export type OrderState =
  /** Written down; nobody has asked for it yet. */
  | { readonly status: "draft" }
  | { readonly status: "requested"; readonly requestedAt: EpochMs }
  | { readonly status: "approved"; readonly approvedAt: EpochMs }
  /** Claimed by whoever sends it: it may be at the venue. */
  | { readonly status: "sending"; readonly sentAt: EpochMs; readonly canceling: PendingCancel | null }
  /** Sent, and nobody knows what became of it. Only the venue's word ends this state. */
  | { readonly status: "unknown"; readonly since: EpochMs; readonly canceling: PendingCancel | null }
  | { readonly status: "working"; readonly since: EpochMs }
  | { readonly status: "pending_cancel"; readonly canceling: PendingCancel; readonly replacing: PendingReplace | null }
  | { readonly status: "pending_replace"; readonly replacing: PendingReplace }
  | Closed<"filled">
  | (Closed<"canceled"> & Reasoned)
  | (Closed<"expired"> & Reasoned)
  /** By risk it never left; by the venue it did. */
  | (Closed<"rejected"> & Reasoned & { readonly by: "risk" | "venue" });

interface Closed<Status extends string> {
  readonly status: Status;
  readonly closedAt: EpochMs;
  /** What was asked for when it ended: a late fill may show that it was done. */
  readonly replacing: PendingReplace | null;
}

interface Reasoned {
  readonly reason: string | null;
}

export type OrderStatus = OrderState["status"];

export const ORDER_STATES: readonly OrderStatus[] = [
  "draft",
  "requested",
  "approved",
  "sending",
  "unknown",
  "working",
  "pending_cancel",
  "pending_replace",
  "filled",
  "canceled",
  "expired",
  "rejected",
];

/** What came and cannot be, kept word for word. */
export interface QuarantinedFact {
  readonly kind: string;
  readonly event: Readonly<Record<string, unknown>>;
  readonly at: EpochMs;
}

/** An order: what its intent and its events add up to. Never changed; every event makes a new one. */
export interface Order {
  readonly intent: OrderIntent;
  readonly terms: OrderTerms;
  readonly state: OrderState;
  /** When it was claimed to be sent; null: nothing of it has left the house. */
  readonly sentAt: EpochMs | null;
  /** Events that made it what it is. */
  readonly version: number;
  /** The venue's ids of it, oldest first: a replace may give it another. */
  readonly venueOrderIds: readonly string[];
  readonly fills: KeyedLog<OrderEventOf<"filled">>;
  /** Never above `terms.qty`. */
  readonly filledQty: Exact;
  /** Sum of quantity times price. */
  readonly filledNotional: Exact;
  readonly lastFillAt: EpochMs | null;
  /** When its stop was touched. */
  readonly triggeredAt: EpochMs | null;
  /** Cancels and replaces that are answered, by request: an answer that comes again is known. */
  readonly answered: KeyedLog<string>;
  readonly quarantine: KeyedLog<QuarantinedFact>;
}

/** The order before its first event. */
export function draftOrder(intent: OrderIntent): Order {
  const given = (text: string | null) => (text === null ? null : parsed(text));
  return {
    intent,
    terms: { qty: parsed(intent.qty), limitPrice: given(intent.limitPrice), stopPrice: given(intent.stopPrice) },
    state: { status: "draft" },
    sentAt: null,
    version: 0,
    venueOrderIds: [],
    fills: KeyedLog.empty(),
    filledQty: ZERO,
    filledNotional: ZERO,
    lastFillAt: null,
    triggeredAt: null,
    answered: KeyedLog.empty(),
    quarantine: KeyedLog.empty(),
  };
}

/** Text that a schema let pass. */
export function parsed(text: string): Exact {
  const value = parseExact(text);
  invariant(value !== null, `an amount of an order is decimal text, was "${text}"`);
  return value;
}

const CLOSED: ReadonlySet<OrderStatus> = new Set(["filled", "canceled", "expired", "rejected"]);

/** Nothing more is wanted of the venue. Late fills are booked all the same. */
export function isClosed({ state }: Order): boolean {
  return CLOSED.has(state.status);
}

/** Nothing of it has left the house: no word about it can be the venue's. */
export function neverSent({ sentAt }: Order): boolean {
  return sentAt === null;
}

/** What may still fill. 0 once it is closed. */
export function leavesQty(order: Order): Exact {
  return isClosed(order) ? ZERO : order.terms.qty.minus(order.filledQty);
}

/** Mean price of what is filled; null before the first fill. */
export function averagePrice({ filledQty, filledNotional }: Order): Exact | null {
  return filledQty.isZero() ? null : quotient(filledNotional, filledQty);
}

/** A replace that is asked for and not answered, or was when the order closed. */
export function pendingReplace({ state }: Order): PendingReplace | null {
  return "replacing" in state ? state.replacing : null;
}

/** What was paid for its fills, by currency; below 0 is a rebate. */
export function feesOf(order: Order): Readonly<Record<string, string>> {
  const sums = new Map<string, Exact>();
  for (const { fees } of order.fills.entries())
    for (const { amount, currency } of fees) sums.set(currency, (sums.get(currency) ?? ZERO).plus(parsed(amount)));
  return Object.fromEntries(
    [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([each, sum]) => [each, toDecimalText(sum)]),
  );
}
