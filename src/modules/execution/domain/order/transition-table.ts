import { EpochMs, invariant, OrderId, type OrderIntent } from "@/modules/_kernel";
import { recordOrderEvent, replayOrder } from "./apply-event";
import { ORDER_EVENT_TYPES, type OrderEvent, type OrderEventType } from "./events";
import { draftOrder, ORDER_STATES, type Order, type OrderStatus } from "./order";
import { ORDER_REFUSALS } from "./refusal";

/** What becomes of one event in one state: the state after it, or why nothing changed. */
export interface Transition {
  readonly from: OrderStatus;
  readonly event: string;
  readonly to: OrderStatus;
  readonly outcome: "applied" | "refused" | "known" | "quarantined";
  readonly kind: string | null;
}

const at = EpochMs.of(0);
/** A trailing stop limit takes every event there is. */
const EXAMPLE: OrderIntent = {
  orderId: OrderId.of("example"),
  symbol: "EXAMPLE",
  side: "sell",
  qty: "10",
  currency: "USD",
  ordType: "trailing_stop_limit",
  limitPrice: "90",
  stopPrice: "95",
  trailAmount: "5",
  trailPercent: null,
  timeInForce: "day",
  expireAt: null,
  reduceOnly: false,
  postOnly: false,
  parentId: null,
  ocoGroupId: null,
};

const fill = (execId: string, qty: string): OrderEvent => ({
  type: "filled",
  at,
  execId,
  qty,
  price: "100",
  currency: EXAMPLE.currency,
  fees: [],
});
const SENT: readonly OrderEvent[] = [
  { type: "requested", at },
  { type: "approved", at },
  { type: "sent", at },
];
const WORKING: readonly OrderEvent[] = [...SENT, { type: "accepted", at, venueOrderId: "v1" }];

/** How an order comes into each state, by the shortest way. */
const WAYS: Readonly<Record<OrderStatus, readonly OrderEvent[]>> = {
  draft: [],
  requested: SENT.slice(0, 1),
  approved: SENT.slice(0, 2),
  sending: SENT,
  unknown: [...SENT, { type: "unresolved", at }],
  working: WORKING,
  pending_cancel: [...WORKING, { type: "cancel_requested", at, requestId: OrderId.of("c1") }],
  pending_replace: [...WORKING, { type: "replace_requested", at, requestId: OrderId.of("r1"), qty: "20" }],
  filled: [...WORKING, fill("f0", "10")],
  canceled: [...WORKING, { type: "canceled", at }],
  expired: [...WORKING, { type: "expired", at }],
  rejected: [...SENT, { type: "refused", at }],
};

/** One example of each event; of fills a part and all of it. */
const EXAMPLES: Readonly<Record<OrderEventType, readonly (readonly [name: string, event: OrderEvent])[]>> = {
  requested: [["requested", { type: "requested", at }]],
  approved: [["approved", { type: "approved", at }]],
  denied: [["denied", { type: "denied", at }]],
  sent: [["sent", { type: "sent", at }]],
  accepted: [["accepted", { type: "accepted", at, venueOrderId: "v1" }]],
  refused: [["refused", { type: "refused", at }]],
  unresolved: [["unresolved", { type: "unresolved", at }]],
  filled: [
    ["filled in part", fill("f1", "4")],
    ["filled whole", fill("f1", "10")],
  ],
  busted: [["busted", { type: "busted", at, execId: "f0" }]],
  corrected: [
    [
      "corrected",
      {
        type: "corrected",
        at,
        execId: "f0",
        revision: 1,
        filledAt: at,
        qty: "4",
        price: "101",
        currency: EXAMPLE.currency,
        fees: [],
      },
    ],
  ],
  cancel_requested: [["cancel_requested", { type: "cancel_requested", at, requestId: OrderId.of("c2") }]],
  cancel_rejected: [["cancel_rejected", { type: "cancel_rejected", at, requestId: OrderId.of("c1") }]],
  canceled: [["canceled", { type: "canceled", at }]],
  replace_requested: [["replace_requested", { type: "replace_requested", at, requestId: OrderId.of("r2"), qty: "20" }]],
  replaced: [["replaced", { type: "replaced", at, requestId: OrderId.of("r1") }]],
  replace_rejected: [["replace_rejected", { type: "replace_rejected", at, requestId: OrderId.of("r1") }]],
  triggered: [["triggered", { type: "triggered", at }]],
  trailed: [["trailed", { type: "trailed", at, stopPrice: "96" }]],
  expired: [["expired", { type: "expired", at }]],
  quarantined: [["quarantined", { type: "quarantined", at, kind: "example", event: {} }]],
};

/** The order of {@link EXAMPLE} in that state. */
function exampleIn(status: OrderStatus): Order {
  const order = replayOrder(draftOrder(EXAMPLE), WAYS[status]);
  invariant(order.state.status === status, `the way to ${status} leads there`);
  return order;
}

/** Every state with every event, and what becomes of it: asked of the reducer itself, so the table cannot be wrong. */
export function transitionTable(): readonly Transition[] {
  return ORDER_STATES.flatMap((from) => {
    const order = exampleIn(from);
    return ORDER_EVENT_TYPES.flatMap((type) => EXAMPLES[type]).map(([event, example]): Transition => {
      const { order: next, refused: kind } = recordOrderEvent(order, example);
      return { from, event, to: next.state.status, outcome: kind === null ? "applied" : ORDER_REFUSALS[kind], kind };
    });
  });
}
