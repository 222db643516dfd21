"use client";

import { useCallback, useMemo } from "react";
import { useTranslations } from "use-intl";
import type { FillColumns } from "@/app/_components/charts/fills";
import type { PriceLevel } from "@/app/_components/charts/levels";
import type { LiveQuote } from "@/app/_lib/quotes";
import { useMayTrade } from "@/app/_lib/session";
import { linePriceOf } from "../blotter/line-price";
import { markPosition, unsigned } from "../blotter/marks";
import { leavesOf, mayChange, useOrderWords } from "../blotter/order-words";
import { writeMoney, writeQty } from "../trading/amounts";
import { useTradeState } from "../trading/trade-state";
import type { FillView, OrderView, PositionView } from "../trading/types";
import { useFills, usePositions, useWorkingOrders } from "../trading/use-trading";

const POSITION = "position";
const DRAFT = "draft";
const NO_ORDERS: readonly OrderView[] = [];
const NO_FILLS: readonly FillView[] = [];

const MINUTE_MS = 60_000;

export type FilledPart = Pick<FillView, "side" | "qty" | "price"> & { readonly orderId: string; readonly at: number };

/**
 * Fills as the chart draws them: oldest first, a sale below 0. What one order got within a minute is one arrow at its average:
 * a venue fills in many pieces, and their texts would lie over each other.
 */
export function fillColumns(fills: readonly FilledPart[]): FillColumns {
  const arrows = new Map<string, { readonly at: number; quantity: number; worth: number }>();
  for (const { orderId, at, side, qty, price } of fills.toSorted((one, other) => one.at - other.at)) {
    const key = `${orderId} ${Math.floor(at / MINUTE_MS)}`;
    const arrow = arrows.get(key) ?? { at, quantity: 0, worth: 0 };
    const quantity = Number(qty) * (side === "buy" ? 1 : -1);
    arrow.quantity += quantity;
    arrow.worth += quantity * Number(price);
    arrows.set(key, arrow);
  }
  const drawn = [...arrows.values()];
  return {
    time: Float64Array.from(drawn, ({ at }) => at),
    price: Float64Array.from(drawn, ({ quantity, worth }) => worth / quantity),
    quantity: Float64Array.from(drawn, ({ quantity }) => quantity),
  };
}

/** Lines of orders that are not over. */
function useOrderLevels(orders: readonly OrderView[], symbol: string): readonly PriceLevel[] {
  const t = useTranslations("blotter.line");
  const words = useOrderWords();
  const mayTrade = useMayTrade();
  return useMemo(
    () =>
      orders
        .filter((order) => order.symbol === symbol && order[linePriceOf(order)] !== null)
        .map((order): PriceLevel => {
          const { side } = order;
          const type = words.type(order).toLowerCase();
          return {
            id: order.orderId,
            price: Number(order[linePriceOf(order)]),
            label: t("order", { side: words.side(side), qty: writeQty(leavesOf(order)), type }),
            tone: side === "buy" ? "up" : "down",
            dashed: true,
            movable: mayTrade && mayChange(order),
          };
        }),
    [orders, symbol, words, t, mayTrade],
  );
}

/** The line at which what is held was bought or sold on average, with what it gains by the newest price. */
function usePositionLevel(held: PositionView | undefined, quote: LiveQuote | undefined): PriceLevel | null {
  const t = useTranslations("blotter.line");
  return useMemo(() => {
    if (held === undefined) return null;
    const { livePnl, currency, qty, averageCost } = markPosition(held, quote);
    const side = Number(qty) > 0 ? "long" : "short";
    const label = t("position", { side, qty: writeQty(unsigned(qty)), pnl: writeMoney(livePnl, currency, true) });
    return { id: POSITION, price: Number(averageCost), label, tone: "neutral", dashed: false, movable: false };
  }, [held, quote, t]);
}

/** The line of what Enter would send. */
function useDraftLevel(symbol: string): PriceLevel | null {
  const t = useTranslations("blotter.line");
  const words = useOrderWords();
  const { previewed } = useTradeState();
  return useMemo(() => {
    const price = previewed?.symbol === symbol ? (previewed.limitPrice ?? previewed.stopPrice) : null;
    if (previewed === null || price === null) return null;
    const label = t("draft", { side: words.side(previewed.side).toLowerCase(), qty: writeQty(previewed.qty) });
    return { id: DRAFT, price: Number(price), label, tone: "accent", dashed: true, movable: false };
  }, [previewed, symbol, t, words]);
}

/** What an account has to do with the instrument on the chart: lines of its orders and of what it holds, and its fills. */
export function useTradeMarks(accountId: string | null, symbol: string, quote: LiveQuote | undefined) {
  const mayTrade = useMayTrade();
  const { setWish } = useTradeState();
  const orders = useWorkingOrders(accountId).data?.rows ?? NO_ORDERS;
  const held = usePositions(accountId).data?.find((one) => one.symbol === symbol);
  const filled = useFills(accountId, symbol).rows ?? NO_FILLS;
  const fills = useMemo(() => fillColumns(filled), [filled]);
  const ofOrders = useOrderLevels(orders, symbol);
  const position = usePositionLevel(held, quote);
  const draft = useDraftLevel(symbol);
  const levels = useMemo(
    () => [...ofOrders, ...[position, draft].filter((one) => one !== null)],
    [ofOrders, position, draft],
  );
  const orderOf = useCallback((id: string) => orders.find(({ orderId }) => orderId === id), [orders]);
  const onLevelMove = useCallback(
    (id: string, price: number) => {
      const order = orderOf(id);
      if (order !== undefined) setWish({ do: "modify", order, drawnTo: price });
    },
    [orderOf, setWish],
  );
  const onLevelPress = useCallback(
    (id: string) => {
      const order = orderOf(id);
      if (order !== undefined) setWish({ do: "modify", order, drawnTo: null });
      else if (id === POSITION && held !== undefined && mayTrade) setWish({ do: "close", position: held });
    },
    [orderOf, held, mayTrade, setWish],
  );
  return { levels, fills, onLevelMove, onLevelPress };
}
