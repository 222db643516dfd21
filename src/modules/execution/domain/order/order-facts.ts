import { type EpochMs, toDecimalText } from "@/modules/_kernel";
import { averagePrice, feesOf, isClosed, leavesQty, type Order, type OrderStatus, type OrderTerms } from "./order";

/** An order as JSON: what a page shows, a projection stores and `calc order` answers. Amounts are decimal text. */
export interface OrderFacts {
  readonly status: OrderStatus;
  readonly version: number;
  readonly qty: string;
  readonly limitPrice: string | null;
  readonly stopPrice: string | null;
  readonly filledQty: string;
  /** What may still fill. */
  readonly leavesQty: string;
  readonly averagePrice: string | null;
  readonly fees: Readonly<Record<string, string>>;
  readonly fills: number;
  /** Fills that the venue took back. */
  readonly busted: number;
  readonly venueOrderId: string | null;
  readonly sentAt: EpochMs | null;
  readonly lastFillAt: EpochMs | null;
  readonly triggeredAt: EpochMs | null;
  readonly closedAt: EpochMs | null;
  readonly reason: string | null;
  /** The cancel and the replace that wait for an answer. */
  readonly cancelRequest: string | null;
  readonly replaceRequest: ({ readonly requestId: string } & TermsText) | null;
  /** Things that cannot be, kept until somebody looks. */
  readonly quarantined: readonly { readonly kind: string; readonly event: Readonly<Record<string, unknown>> }[];
}

interface TermsText {
  readonly qty: string;
  readonly limitPrice: string | null;
  readonly stopPrice: string | null;
}

const textOf = (value: OrderTerms["limitPrice"]) => (value === null ? null : toDecimalText(value));

const termsText = ({ qty, limitPrice, stopPrice }: OrderTerms): TermsText => ({
  qty: toDecimalText(qty),
  limitPrice: textOf(limitPrice),
  stopPrice: textOf(stopPrice),
});

/** Equal orders have equal facts, and orders that differ in anything that matters have different ones. */
export function orderFacts(order: Order): OrderFacts {
  const { state, version, filledQty, fills, venueOrderIds, sentAt, lastFillAt, triggeredAt, quarantine } = order;
  const replacing = state.status === "pending_replace" || state.status === "pending_cancel" ? state.replacing : null;
  return {
    status: state.status,
    version,
    ...termsText(order.terms),
    filledQty: toDecimalText(filledQty),
    leavesQty: toDecimalText(leavesQty(order)),
    averagePrice: textOf(averagePrice(order)),
    fees: feesOf(order),
    fills: fills.size,
    busted: order.busted.size,
    venueOrderId: venueOrderIds.at(-1) ?? null,
    sentAt,
    lastFillAt,
    triggeredAt,
    closedAt: "closedAt" in state ? state.closedAt : null,
    reason: "reason" in state ? state.reason : null,
    cancelRequest: "canceling" in state && !isClosed(order) ? (state.canceling?.requestId ?? null) : null,
    replaceRequest: replacing === null ? null : { requestId: replacing.requestId, ...termsText(replacing.terms) },
    quarantined: quarantine.entries().map(({ kind, event }) => ({ kind, event })),
  };
}
