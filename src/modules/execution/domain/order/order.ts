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

interface InferredReplace {
  readonly requestId: OrderId;
  readonly requestedAt: EpochMs;
  readonly before: OrderTerms;
  readonly taken: OrderTerms;
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
  /** A fill that is taken back opens it again, with the cancel that waits for its answer. */
  | (Closed<"filled"> & { readonly canceling: PendingCancel | null })
  | OrderEnd;

/** Over, whatever of it is filled. */
export type OrderEnd =
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

/** A fill as it stands: as it was told, or as the venue corrected it last. Amounts are decimal text. */
export interface StandingFill {
  /** The venue's own, as it was first told. */
  readonly execId: string;
  /** Corrections that it has been through; 0: as it was told. */
  readonly revision: number;
  /** Of the event that it came with: no two fills of an order have the same. */
  readonly version: number;
  readonly at: EpochMs;
  readonly qty: string;
  readonly price: string;
  readonly currency: string;
  readonly fees: readonly { readonly amount: string; readonly currency: string }[];
  readonly symbol: string | undefined;
  readonly side: OrderIntent["side"] | undefined;
}

/** What came and cannot be, kept word for word. */
export interface QuarantinedFact {
  readonly key: string;
  /** Of the event that put it there. */
  readonly version: number;
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
  readonly fills: KeyedLog<StandingFill>;
  /** Fills that the venue took back, and when, whether or not it had told them before: they never count again. */
  readonly busted: KeyedLog<EpochMs>;
  /** Never above `terms.qty`. */
  readonly filledQty: Exact;
  /** Sum of quantity times price. */
  readonly filledNotional: Exact;
  readonly lastFillAt: EpochMs | null;
  /** When its stop was touched. */
  readonly triggeredAt: EpochMs | null;
  /** How it ended, also where it then was filled whole: what it is again once a fill is taken back. */
  readonly end: OrderEnd | null;
  /** Cancels and replaces that are answered, by request: an answer that comes again is known. */
  readonly answered: KeyedLog<string>;
  /** The replace that nobody confirmed: a fill showed that it was done, or so it looked while a bust was on its way. */
  readonly inferred: InferredReplace | null;
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
    busted: KeyedLog.empty(),
    filledQty: ZERO,
    filledNotional: ZERO,
    lastFillAt: null,
    triggeredAt: null,
    end: null,
    answered: KeyedLog.empty(),
    inferred: null,
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
