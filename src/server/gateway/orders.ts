import type { Flows } from "../flows/contract";
import type { OrderEventView, OrderView } from "../flows/contract/trading";
import { assetIdOf, classOf, findAsset } from "./assets";
import { iso } from "./fields";

/** Orders as Alpaca's. What Bifrost changes in place keeps its id there: `replaces` and `replaced_by` stay empty. */

const STATUS: Readonly<Record<OrderView["status"], string>> = {
  draft: "pending_new",
  requested: "pending_new",
  approved: "pending_new",
  sending: "pending_new",
  unknown: "pending_new",
  working: "new",
  pending_cancel: "pending_cancel",
  pending_replace: "pending_replace",
  filled: "filled",
  canceled: "canceled",
  expired: "expired",
  rejected: "rejected",
};

const TIME_IN_FORCE: Readonly<Record<OrderView["timeInForce"], string>> = {
  day: "day",
  gtc: "gtc",
  gtd: "gtd",
  ioc: "ioc",
  fok: "fok",
  at_the_open: "opg",
  at_the_close: "cls",
};

export interface OrderFacts {
  readonly clientOrderId: string | null;
  readonly asset: { readonly id: string; readonly class: string } | null;
  readonly legs: readonly OrderView[];
}

export function orderOf(
  order: OrderView,
  { clientOrderId, asset, legs }: OrderFacts,
): Readonly<Record<string, unknown>> {
  const isPartial = order.status === "working" && order.filledQty !== "0";
  const closedAs = (status: OrderView["status"]) => (order.status === status ? iso(order.closedAt) : null);
  return {
    id: order.orderId,
    // Children were asked for with their parent and have no key of their own.
    client_order_id: clientOrderId ?? order.orderId,
    created_at: iso(order.createdAt),
    updated_at: iso(order.closedAt ?? order.sentAt ?? order.createdAt),
    submitted_at: iso(order.sentAt ?? order.createdAt),
    filled_at: closedAs("filled"),
    expired_at: closedAs("expired"),
    canceled_at: closedAs("canceled"),
    failed_at: closedAs("rejected"),
    replaced_at: null,
    replaced_by: null,
    replaces: null,
    asset_id: asset?.id ?? null,
    symbol: order.symbol,
    asset_class: asset?.class ?? null,
    notional: null,
    qty: order.qty,
    filled_qty: order.filledQty,
    filled_avg_price: order.averagePrice,
    order_class: legs.length === 2 ? "bracket" : legs.length === 1 ? "oto" : "",
    order_type: order.ordType.replace("trailing_stop_limit", "trailing_stop"),
    type: order.ordType.replace("trailing_stop_limit", "trailing_stop"),
    side: order.side,
    time_in_force: TIME_IN_FORCE[order.timeInForce],
    limit_price: order.limitPrice,
    stop_price: order.stopPrice,
    status: isPartial ? "partially_filled" : STATUS[order.status],
    extended_hours: false,
    legs: legs.length === 0 ? null : legs.map((leg) => orderOf(leg, { clientOrderId: null, asset, legs: [] })),
    trail_percent: order.trailPercent === null ? null : String(Number(order.trailPercent) * 100),
    trail_price: order.trailAmount,
    hwm: null,
    source: null,
  };
}

/** Looks up what orders are shown with: assets once each, keys in one question. */
export async function dressOrders(
  {
    flows,
    actor,
    accountId,
  }: { readonly flows: Flows; readonly actor: Parameters<Flows["listOrders"]>[0]; readonly accountId: string },
  orders: readonly OrderView[],
  legsOf: (order: OrderView) => readonly OrderView[] = () => [],
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const symbols = [...new Set(orders.map(({ symbol }) => symbol))];
  const [assets, keys] = await Promise.all([
    Promise.all(symbols.map(async (symbol) => [symbol, await findAsset(flows, symbol)] as const)),
    flows.readOrderKeys(actor, { accountId, orderIds: orders.map(({ orderId }) => orderId) }),
  ]);
  const byName = new Map(assets);
  return orders.map((order) => {
    const found = byName.get(order.symbol);
    return orderOf(order, {
      clientOrderId: keys.ok ? (keys.value.get(order.orderId) ?? null) : null,
      asset:
        found === null || found === undefined
          ? null
          : { id: assetIdOf(found.instrumentId), class: classOf(found.kind) },
      legs: legsOf(order),
    });
  });
}

/**
 * What Alpaca calls an event of an order; null: it says nothing about it.
 *
 * @param isWhole - Whether a fill is the one that filled all of it.
 */
export function updateNameOf({ type }: OrderEventView, isWhole: boolean): string | null {
  switch (type) {
    case "requested":
      return "pending_new";
    case "accepted":
      return "new";
    case "filled":
      return isWhole ? "fill" : "partial_fill";
    case "busted":
      return "trade_bust";
    case "corrected":
      return "trade_correct";
    case "canceled":
      return "canceled";
    case "expired":
      return "expired";
    case "denied":
    case "refused":
      return "rejected";
    case "replaced":
      return "replaced";
    case "cancel_requested":
      return "pending_cancel";
    case "cancel_rejected":
      return "order_cancel_rejected";
    case "replace_requested":
      return "pending_replace";
    case "replace_rejected":
      return "order_replace_rejected";
    default:
      return null;
  }
}
