import { type BarOrderRequest, makeGrid } from "@/modules/execution";
import type { PlannedOrder } from "@/modules/strategy";
import type { OrderRequest } from "../contract/trading";

/** An exit that goes with an order. */
interface Exits {
  readonly takeProfit: BarOrderRequest | null;
  readonly stopLoss: BarOrderRequest | null;
}

/** A planned order as the one way to the market takes it. */
export function orderRequestOf(
  { expireAt, ...planned }: PlannedOrder,
  { accountId, symbol, tick }: { readonly accountId: string; readonly symbol: string; readonly tick: number },
  { takeProfit, stopLoss }: Exits,
): OrderRequest {
  const onTick = (price: number | undefined) => (price === undefined ? null : String(makeGrid(tick).nearest(price)));
  const stopPrice = onTick(stopLoss?.stopPrice);
  const limitPrice = onTick(takeProfit?.limitPrice);
  return {
    ...planned,
    accountId,
    symbol,
    expireAt: expireAt === null ? null : new Date(expireAt).toISOString(),
    postOnly: false,
    takeProfit: limitPrice === null ? null : { limitPrice },
    stopLoss: stopPrice === null ? null : { stopPrice, limitPrice: onTick(stopLoss?.limitPrice) },
  };
}

/** One key for each thing a deployment ever wants: whoever comes again with it is answered as before. */
export const orderKey = (deploymentId: string, momentMs: number, number: number): string =>
  `d.${deploymentId}.${momentMs.toString(36)}.${number}`;

/** The same for an order that waited for its parent. */
export const heldKey = (deploymentId: string, epoch: number, place: number, number: number): string =>
  `h.${deploymentId}.${epoch}.${place}.${number}`;
