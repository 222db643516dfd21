import { type Exact, type OrderId, toDecimalText } from "@/modules/_kernel";
import { isClosed, leavesQty, neverSent, type Order } from "./order";

/** What is to be done with an order because of another one it hangs on. */
export type LinkAction =
  /** Its parent is filled: it may be sent. */
  | { readonly kind: "release"; readonly orderId: OrderId }
  | { readonly kind: "cancel"; readonly orderId: OrderId; readonly because: OrderId }
  /** Its group shares one quantity: what one filled, the others have no more. */
  | { readonly kind: "shrink"; readonly orderId: OrderId; readonly qty: string; readonly because: OrderId };

/**
 * What follows from how `changed` stands now for the orders that hang on it. Answers the same however often it is asked, and
 * nothing once it is done.
 *
 * One triggers the other: children are released when their parent is filled whole, or has ended with a part filled, and are
 * canceled when it ended with nothing. A child is never larger than what its parent filled.
 * One cancels the other: whole fill, cancel, expiry or refusal of one cancels the rest of its group. A part filled shrinks the
 * rest by it, so that what is open stays protected and no more than once.
 *
 * @param related - Children of `changed` and the others of its group; orders that are neither are left alone.
 */
export function linkActions(changed: Order, related: readonly Order[]): readonly LinkAction[] {
  const { orderId, ocoGroupId } = changed.intent;
  return related.flatMap((other): readonly LinkAction[] => {
    if (other.intent.orderId === orderId || isClosed(other)) return [];
    if (other.intent.parentId === orderId) return childActions(changed, other);
    if (ocoGroupId !== null && other.intent.ocoGroupId === ocoGroupId) return groupActions(changed, other);
    return [];
  });
}

function childActions(parent: Order, child: Order): readonly LinkAction[] {
  if (!isClosed(parent) || !neverSent(child)) return [];
  const { orderId } = child.intent;
  const because = parent.intent.orderId;
  if (parent.filledQty.isZero()) return [{ kind: "cancel", orderId, because }];
  if (child.terms.qty.gt(parent.filledQty)) return [shrink(child, parent.filledQty, because)];
  return child.state.status === "approved" ? [{ kind: "release", orderId }] : [];
}

function groupActions(changed: Order, other: Order): readonly LinkAction[] {
  const { orderId } = other.intent;
  const because = changed.intent.orderId;
  if (isClosed(changed)) return isCanceling(other) ? [] : [{ kind: "cancel", orderId, because }];
  // Both opened with the group's quantity: what one has left is what the other may have left.
  const left = leavesQty(changed);
  if (changed.filledQty.isZero() || leavesQty(other).lte(left) || isBusy(other)) return [];
  return [shrink(other, other.filledQty.plus(left), because)];
}

const shrink = (order: Order, qty: Exact, because: OrderId): LinkAction => ({
  kind: "shrink",
  orderId: order.intent.orderId,
  qty: toDecimalText(qty),
  because,
});

const isCanceling = ({ state }: Order) => "canceling" in state && state.canceling !== null;
const isBusy = (order: Order) => isCanceling(order) || order.state.status === "pending_replace";
