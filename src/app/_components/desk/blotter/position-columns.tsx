"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { TableColumn } from "@/app/_components/table";
import { Button, SignedNumber, StaleBadge } from "@/app/_components/ui";
import { formatDuration, formatPrice, NOT_AVAILABLE } from "@/app/_lib/format";
import { writeMoney, writeQty } from "../trading/amounts";
import { numberOf, type TickOf } from "./column-parts";
import { type MarkedPosition, totalPnl } from "./marks";

export interface PositionActions {
  readonly onClose: (position: MarkedPosition) => void;
  readonly mayTrade: boolean;
}

export function usePositionColumns(tickOf: TickOf, actions: PositionActions): readonly TableColumn<MarkedPosition>[] {
  const t = useTranslations("blotter");
  const { mayTrade, onClose } = actions;
  return useMemo(() => {
    const grey = (position: MarkedPosition) => (position.staleMs === null ? undefined : "text-stale");
    const columns: readonly TableColumn<MarkedPosition>[] = [
      {
        id: "symbol",
        header: t("symbol"),
        pinned: true,
        width: 90,
        value: (position) => position.symbol,
        cell: (position) => <b>{position.symbol}</b>,
        card: "title",
      },
      {
        id: "qty",
        header: t("qty"),
        align: "end",
        width: 76,
        value: (position) => Number(position.qty),
        cell: (position) => writeQty(position.qty),
        text: (position) => position.qty,
        card: "detail",
      },
      {
        id: "average",
        header: t("average"),
        align: "end",
        width: 84,
        value: (position) => Number(position.averageCost),
        cell: (position) => formatPrice(Number(position.averageCost), tickOf(position.symbol)),
        text: (position) => position.averageCost,
      },
      {
        id: "last",
        header: t("last"),
        align: "end",
        width: 104,
        value: (position) => numberOf(position.last),
        cell: (position) => <Last position={position} tick={tickOf(position.symbol)} />,
        text: (position) => position.last ?? "",
        live: true,
      },
      {
        id: "value",
        header: t("value"),
        align: "end",
        width: 92,
        value: (position) => numberOf(position.liveValue),
        cell: (position) => <span className={grey(position)}>{writeMoney(position.liveValue, position.currency)}</span>,
        text: (position) => position.liveValue ?? "",
      },
      {
        id: "openPnl",
        header: t("openPnl"),
        align: "end",
        width: 112,
        value: (position) => numberOf(position.livePnl),
        cell: (position) => <Pnl position={position} />,
        text: (position) => position.livePnl ?? "",
        total: (rows) => <Totals rows={rows} />,
        card: "value",
      },
      {
        id: "realized",
        header: t("realized"),
        align: "end",
        width: 84,
        value: (position) => Number(position.realizedPnl),
        cell: (position) => (
          <SignedNumber
            value={Number(position.realizedPnl)}
            text={writeMoney(position.realizedPnl, position.currency, true)}
          />
        ),
        text: (position) => position.realizedPnl,
      },
      { id: "currency", header: t("currency"), width: 64, value: (position) => position.currency },
    ];
    if (!mayTrade) return columns;
    return [
      ...columns,
      {
        id: "actions",
        header: t("actions"),
        align: "end",
        width: 72,
        grow: 0,
        sortable: false,
        value: () => null,
        card: "change",
        cell: (position) => (
          <span className="flex justify-end">
            <Button
              size="sm"
              variant="quiet"
              aria-label={`${t("close")} ${position.symbol}`}
              onClick={() => onClose(position)}
              className="relative z-1 h-5.5 max-md:h-11"
            >
              {t("close")}
            </Button>
          </span>
        ),
      },
    ];
  }, [t, tickOf, mayTrade, onClose]);
}

/** The price that the row is worth: grey with its age when it is stale. */
function Last({ position, tick }: { readonly position: MarkedPosition; readonly tick: string }) {
  const t = useTranslations("blotter");
  const { last, staleMs } = position;
  if (last === null)
    return (
      <span className="text-tx-3" title={t("noPrice")}>
        {NOT_AVAILABLE}
      </span>
    );
  if (staleMs === null) return formatPrice(Number(last), tick);
  const age = formatDuration(staleMs);
  return (
    <span className="text-stale">
      <StaleBadge age={age} reason={t("stale", { age })} /> {formatPrice(Number(last), tick)}
    </span>
  );
}

function Pnl({ position }: { readonly position: MarkedPosition }) {
  return (
    <SignedNumber
      value={numberOf(position.livePnl)}
      text={writeMoney(position.livePnl, position.currency, true)}
      stale={position.staleMs !== null}
    />
  );
}

function Totals({ rows }: { readonly rows: readonly MarkedPosition[] }) {
  const t = useTranslations("blotter");
  const totals = [...totalPnl(rows)];
  const isStale = rows.some(({ staleMs }) => staleMs !== null);
  return totals.map(([currency, sum]) => (
    <span key={currency} title={t("total", { currency })} className="ml-2">
      <SignedNumber value={numberOf(sum)} text={writeMoney(sum, currency, true)} stale={isStale} />
      {totals.length === 1 ? null : ` ${currency}`}
    </span>
  ));
}
