"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { TableColumn } from "@/app/_components/table";
import { formatPrice } from "@/app/_lib/format";
import { useFormat } from "@/app/_lib/use-format";
import { writeMoney, writeQty } from "../trading/amounts";
import type { FillView } from "../trading/types";
import { SIDE_TONES, type TickOf } from "./column-parts";
import { useOrderWords } from "./order-words";

export function useFillColumns(tickOf: TickOf): readonly TableColumn<FillView>[] {
  const t = useTranslations("blotter");
  const words = useOrderWords();
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "symbol",
        header: t("symbol"),
        pinned: true,
        width: 84,
        value: (fill) => fill.symbol,
        cell: (fill) => <b>{fill.symbol}</b>,
        card: "title",
      },
      {
        id: "side",
        header: t("side"),
        width: 56,
        value: (fill) => words.side(fill.side),
        cell: (fill) => <span className={SIDE_TONES[fill.side]}>{words.side(fill.side)}</span>,
        card: "detail",
      },
      {
        id: "qty",
        header: t("qty"),
        align: "end",
        width: 76,
        value: (fill) => Number(fill.qty),
        cell: (fill) => writeQty(fill.qty),
        text: (fill) => fill.qty,
      },
      {
        id: "price",
        header: t("price"),
        align: "end",
        width: 84,
        value: (fill) => Number(fill.price),
        cell: (fill) => formatPrice(Number(fill.price), tickOf(fill.symbol)),
        text: (fill) => fill.price,
        card: "value",
      },
      {
        id: "fees",
        header: t("fees"),
        align: "end",
        width: 96,
        value: (fill) => fill.fees.reduce((sum, fee) => sum + Number(fee.amount), 0),
        cell: (fill) => feesText(fill),
        text: (fill) => fill.fees.map((fee) => `${fee.amount} ${fee.currency}`).join(", "),
      },
      { id: "currency", header: t("currency"), width: 64, value: (fill) => fill.currency, hidden: true },
      {
        id: "at",
        header: t("time"),
        width: 130,
        value: (fill) => fill.at,
        cell: (fill) => <span className="num text-tx-2">{format.dateTime(fill.at, true)}</span>,
        text: (fill) => new Date(fill.at).toISOString(),
      },
    ],
    [t, words, format, tickOf],
  );
}

export function feesText(fill: Pick<FillView, "fees">): string {
  return fill.fees.map((fee) => `${writeMoney(fee.amount, fee.currency)} ${fee.currency}`).join(", ");
}
