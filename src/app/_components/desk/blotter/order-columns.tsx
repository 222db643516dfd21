"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { TableColumn } from "@/app/_components/table";
import { Button } from "@/app/_components/ui";
import { formatPrice } from "@/app/_lib/format";
import { useFormat } from "@/app/_lib/use-format";
import { useNow } from "@/app/_lib/use-now";
import { writeQty } from "../trading/amounts";
import type { OrderView } from "../trading/types";
import { numberOf, SIDE_TONES, type TickOf } from "./column-parts";
import { mayCancel, mayChange, useOrderWords } from "./order-words";

const MINUTE_MS = 60_000;

/** Columns that every table of orders begins with. */
function useOrderColumns(tickOf: TickOf): readonly TableColumn<OrderView>[] {
  const t = useTranslations("blotter");
  const words = useOrderWords();
  const format = useFormat();
  const today = format.date(useNow(MINUTE_MS));
  return useMemo(() => {
    const price = (order: OrderView, text: string | null) =>
      text === null ? null : formatPrice(Number(text), tickOf(order.symbol));
    return [
      {
        id: "symbol",
        header: t("symbol"),
        pinned: true,
        width: 84,
        value: (order) => order.symbol,
        cell: (order) => <b>{order.symbol}</b>,
        card: "title",
      },
      {
        id: "side",
        header: t("side"),
        width: 44,
        value: (order) => words.side(order.side),
        cell: (order) => <span className={SIDE_TONES[order.side]}>{words.side(order.side)}</span>,
        card: "detail",
      },
      {
        id: "qty",
        header: t("qty"),
        align: "end",
        width: 60,
        value: (order) => Number(order.qty),
        cell: (order) => writeQty(order.qty),
        text: (order) => order.qty,
      },
      {
        id: "filled",
        header: t("filled"),
        align: "end",
        width: 52,
        value: (order) => Number(order.filledQty),
        cell: (order) => writeQty(order.filledQty),
        text: (order) => order.filledQty,
        live: true,
      },
      { id: "type", header: t("type"), width: 80, value: words.type },
      {
        id: "limit",
        header: t("limit"),
        align: "end",
        width: 84,
        value: (order) => numberOf(order.limitPrice),
        cell: (order) => price(order, order.limitPrice),
        text: (order) => order.limitPrice ?? "",
      },
      {
        id: "stop",
        header: t("stop"),
        align: "end",
        width: 84,
        value: (order) => numberOf(order.stopPrice),
        cell: (order) => price(order, order.stopPrice) ?? words.trail(order),
        text: (order) => order.stopPrice ?? words.trail(order) ?? "",
      },
      { id: "time", header: "TIF", width: 76, value: words.time, hidden: true },
      {
        id: "status",
        header: t("status"),
        width: 80,
        value: (order) => words.status(order.status),
        cell: (order) => <Status order={order} />,
        live: true,
        card: "value",
      },
      {
        id: "created",
        header: t("created"),
        width: 88,
        value: (order) => order.createdAt,
        cell: (order) => (
          <span className="num text-tx-2" title={format.dateTime(order.createdAt, true)}>
            {format.date(order.createdAt) === today ? format.time(order.createdAt) : format.date(order.createdAt)}
          </span>
        ),
        text: (order) => new Date(order.createdAt).toISOString(),
        sortable: true,
      },
    ];
  }, [t, words, format, today, tickOf]);
}

/** Where an order stands: the word, and why in the same place. */
export function Status({ order }: { readonly order: Pick<OrderView, "status" | "reason" | "quarantined"> }) {
  const t = useTranslations("blotter");
  const hint =
    order.quarantined > 0
      ? t("statusHint.quarantined", { count: order.quarantined })
      : order.status === "unknown"
        ? t("statusHint.unknown")
        : order.status === "approved"
          ? t("statusHint.approved")
          : order.reason;
  const isBad = order.status === "rejected" || order.quarantined > 0;
  const tone = isBad ? "text-danger" : order.status === "unknown" ? "text-warn" : "text-tx-1";
  return (
    <span className={tone} title={hint ?? undefined}>
      {t(`statuses.${order.status}`)}
      {order.reason === null ? null : <span className="text-tx-3"> {order.reason}</span>}
    </span>
  );
}

export interface OrderActions {
  readonly onModify: (order: OrderView) => void;
  readonly onCancel: (order: OrderView) => void;
  /** Viewers only look. */
  readonly mayTrade: boolean;
}

/** Orders that are not over: what is left of them can be changed. */
export function useWorkingColumns(tickOf: TickOf, actions: OrderActions): readonly TableColumn<OrderView>[] {
  const t = useTranslations("blotter");
  const words = useOrderWords();
  const columns = useOrderColumns(tickOf);
  const { mayTrade, onModify, onCancel } = actions;
  return useMemo(() => {
    const acting: TableColumn<OrderView> = {
      id: "actions",
      header: t("actions"),
      align: "end",
      width: 132,
      grow: 0,
      sortable: false,
      value: () => null,
      card: "change",
      cell: (order) => (
        <span className="flex justify-end gap-1">
          {mayChange(order) ? (
            <Button
              size="sm"
              variant="quiet"
              aria-label={`${t("modify")}: ${words.name(order)}`}
              onClick={() => onModify(order)}
              className="relative z-1 h-5.5 max-md:h-11"
            >
              {t("modify")}
            </Button>
          ) : null}
          {mayCancel(order) ? (
            <Button
              size="sm"
              variant="quiet"
              aria-label={`${t("cancel")}: ${words.name(order)}`}
              onClick={() => onCancel(order)}
              className="relative z-1 h-5.5 max-md:h-11"
            >
              {t("cancel")}
            </Button>
          ) : null}
        </span>
      ),
    };
    return mayTrade ? [...columns, acting] : columns;
  }, [t, words, columns, mayTrade, onModify, onCancel]);
}

/** Every order, with what it was filled at. */
export function useAllOrderColumns(tickOf: TickOf): readonly TableColumn<OrderView>[] {
  const t = useTranslations("blotter");
  const columns = useOrderColumns(tickOf);
  return useMemo(() => {
    const average: TableColumn<OrderView> = {
      id: "average",
      header: t("average"),
      align: "end",
      width: 76,
      value: (order) => numberOf(order.averagePrice),
      cell: (order) =>
        order.averagePrice === null ? null : formatPrice(Number(order.averagePrice), tickOf(order.symbol)),
      text: (order) => order.averagePrice ?? "",
    };
    return columns.flatMap((column) => (column.id === "filled" ? [column, average] : [column]));
  }, [t, columns, tickOf]);
}
