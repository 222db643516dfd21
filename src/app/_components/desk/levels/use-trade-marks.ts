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

/** Fills as the chart draws them: oldest first, a sale below 0. */
export function fillColumns(fills: readonly FillView[]): FillColumns {
  const sorted = fills.toSorted((one, other) => one.at - other.at);
  return {
    time: Float64Array.from(sorted, (fill) => fill.at),
    price: Float64Array.from(sorted, (fill) => Number(fill.price)),
    quantity: Float64Array.from(sorted, (fill) => Number(fill.qty) * (fill.side === "buy" ? 1 : -1)),
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
