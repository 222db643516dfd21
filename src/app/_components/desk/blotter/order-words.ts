"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { formatPercent } from "@/app/_lib/format";
import { exact } from "@/modules/_kernel";
import { writeQty } from "../trading/amounts";
import type { OrderView } from "../trading/types";

/** States in which an order may still be changed or canceled by a person. */
const CHANGEABLE: ReadonlySet<OrderView["status"]> = new Set(["approved", "working", "pending_replace"]);
const CANCELABLE: ReadonlySet<OrderView["status"]> = new Set([...CHANGEABLE, "requested", "sending", "unknown"]);

export const mayChange = (order: OrderView): boolean => CHANGEABLE.has(order.status);
export const mayCancel = (order: OrderView): boolean => CANCELABLE.has(order.status);

/** What is still to fill. */
export function leavesOf(order: Pick<OrderView, "qty" | "filledQty">): string {
  return exact(order.qty).minus(exact(order.filledQty)).toFixed();
}

/** Orders and their parts in the words of the desk. */
export function useOrderWords() {
  const t = useTranslations("blotter");
  const ticket = useTranslations("ticket");
  return useMemo(
    () => ({
      side: (side: OrderView["side"]) => t(`sides.${side}`),
      type: (order: OrderView) => ticket(`types.${order.ordType}`),
      time: (order: OrderView) => ticket(`times.${order.timeInForce}`),
      status: (status: OrderView["status"]) => t(`statuses.${status}`),
      /** `Sell 120 ACME limit`. */
      name: (order: OrderView) =>
        `${t(`sides.${order.side}`)} ${writeQty(order.qty)} ${order.symbol}, ${ticket(`types.${order.ordType}`).toLowerCase()}`,
      /** The distance of a trailing stop; null where it has none. */
      trail: (order: OrderView) =>
        order.trailPercent === null ? order.trailAmount : formatPercent(Number(order.trailPercent)),
    }),
    [t, ticket],
  );
}
