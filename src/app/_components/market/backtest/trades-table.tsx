"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { EmptyState, SignedNumber } from "@/app/_components/ui";
import { formatDate, formatInteger, formatMoney, formatNumber, formatPercent, formatPrice } from "@/app/_lib/format";
import { useFormat } from "@/app/_lib/use-format";
import { isSessionResolution } from "@/modules/data";
import type { Run, Trade } from "../types";
import { useTrades } from "./use-run";

/** A trade and its place in the run: trades have no id of their own. */
export interface TradeRow {
  readonly place: number;
  readonly trade: Trade;
}

type Words = ReturnType<typeof useTranslations<"backtest">>;

interface Facts {
  readonly t: Words;
  readonly tick: string;
  readonly currency: string;
  readonly words: ReturnType<typeof useTranslations<"examination">>;
  readonly when: (ms: number) => string;
  /** Whether trades are told apart by instrument. */
  readonly isSeveral: boolean;
}

const quantity = (value: number) => formatNumber(value, { decimals: Number.isInteger(value) ? 0 : 4 });
const sum = (rows: readonly TradeRow[], of: (trade: Trade) => number) =>
  rows.reduce((total, { trade }) => total + of(trade), 0);

function columnsOf({ t, words, tick, currency, when, isSeveral }: Facts): readonly TableColumn<TradeRow>[] {
  const end = { align: "end", width: 92 } as const;
  return [
    {
      id: "number",
      header: "#",
      value: ({ place }) => place + 1,
      align: "end",
      width: 52,
      grow: 0,
      pinned: true,
      card: "none",
    },
    {
      id: "entry",
      header: t("entered"),
      value: ({ trade }) => trade.entryMs,
      text: ({ trade }) => when(trade.entryMs),
      cell: ({ trade }) => <span className="num">{when(trade.entryMs)}</span>,
      width: 96,
      card: "title",
    },
    {
      id: "exit",
      header: t("left"),
      value: ({ trade }) => trade.exitMs,
      text: ({ trade }) => when(trade.exitMs),
      cell: ({ trade }) => <span className="num">{when(trade.exitMs)}</span>,
      width: 96,
      card: "detail",
    },
    ...(isSeveral
      ? [
          {
            id: "symbol",
            header: t("instrument"),
            value: ({ trade }: TradeRow) => trade.symbol,
            width: 84,
            card: "detail",
          } as const,
        ]
      : []),
    {
      id: "side",
      header: t("side"),
      value: ({ trade }) => trade.side,
      cell: ({ trade }) => t(trade.side === "long" ? "long" : "short"),
      width: 56,
      card: "detail",
    },
    {
      id: "quantity",
      header: t("quantity"),
      value: ({ trade }) => trade.quantity,
      cell: ({ trade }) => quantity(trade.quantity),
      ...end,
      width: 76,
      card: "detail",
    },
    {
      id: "entryPrice",
      header: t("entryPrice"),
      value: ({ trade }) => trade.entryPrice,
      cell: ({ trade }) => formatPrice(trade.entryPrice, tick),
      ...end,
      card: "none",
    },
    {
      id: "exitPrice",
      header: t("exitPrice"),
      value: ({ trade }) => trade.exitPrice,
      cell: ({ trade }) => formatPrice(trade.exitPrice, tick),
      ...end,
      card: "none",
    },
    {
      id: "bars",
      header: t("barsHeld"),
      value: ({ trade }) => trade.bars,
      cell: ({ trade }) => formatInteger(trade.bars),
      ...end,
      width: 60,
      card: "none",
    },
    {
      id: "commission",
      header: t("fees"),
      unit: currency,
      value: ({ trade }) => trade.commission,
      cell: ({ trade }) => formatMoney(trade.commission, currency),
      total: (rows) =>
        formatMoney(
          sum(rows, ({ commission }) => commission),
          currency,
        ),
      ...end,
      hidden: true,
      card: "none",
    },
    {
      id: "pnl",
      header: t("pnl"),
      unit: currency,
      hint: t("pnlHint"),
      value: ({ trade }) => trade.pnl,
      cell: ({ trade }) => <SignedNumber value={trade.pnl} text={formatMoney(trade.pnl, currency, { signed: true })} />,
      total: (rows) => <Total rows={rows} currency={currency} />,
      ...end,
      width: 110,
      card: "value",
    },
    ...excursionColumns(words),
  ];
}

/** How far a trade went against and for its holder; unknown until the run was examined. */
function excursionColumns(words: Facts["words"]): readonly TableColumn<TradeRow>[] {
  return [
    {
      id: "adverse",
      header: words("adverse"),
      unit: "%",
      hint: words("adverseHint"),
      value: ({ trade }) => trade.adverse,
      cell: ({ trade }) => formatPercent(trade.adverse, { unit: false }),
      align: "end",
      width: 68,
      card: "none",
    },
    {
      id: "favourable",
      header: words("favourable"),
      unit: "%",
      hint: words("favourableHint"),
      value: ({ trade }) => trade.favourable,
      cell: ({ trade }) => formatPercent(trade.favourable, { unit: false }),
      align: "end",
      width: 68,
      card: "none",
    },
  ];
}

function Total({ rows, currency }: { readonly rows: readonly TradeRow[]; readonly currency: string }) {
  const total = sum(rows, ({ pnl }) => pnl);
  return <SignedNumber value={total} text={formatMoney(total, currency, { signed: true })} />;
}

export interface TradesTableProps {
  readonly run: Run;
  readonly tick: string;
  readonly selected: TradeRow | null;
  readonly onSelect: (row: TradeRow) => void;
}

/** Every closed trade; opening one shows its fills on the chart. */
export function TradesTable({ run, tick, selected, onSelect }: TradesTableProps) {
  const t = useTranslations("backtest");
  const words = useTranslations("examination");
  const format = useFormat();
  const trades = useTrades(run);
  const { resolution, others = [] } = run.spec;
  const isSeveral = others.length > 0;
  const rows = useMemo(
    () => trades.data?.pages.flatMap((page) => page.rows).map((trade, place) => ({ place, trade })),
    [trades.data],
  );
  const columns = useMemo(() => {
    const when = (ms: number) => (isSessionResolution(resolution) ? formatDate(ms, "UTC") : format.dateTime(ms));
    return columnsOf({ t, words, tick, currency: run.currency, when, isSeveral });
  }, [t, words, tick, run.currency, resolution, format, isSeveral]);
  const total = trades.data?.pages[0]?.total ?? 0;
  const isPartial = rows !== undefined && rows.length < total;
  return (
    <DataTable
      id="backtest-trades"
      label={t("trades")}
      title={<span className="font-normal text-tx-2">{t("tradesHint")}</span>}
      columns={columns}
      rows={rows}
      rowId={({ place }) => String(place)}
      error={trades.error}
      failedTitle={t("tradesFailed")}
      onRetry={() => void trades.refetch()}
      selectedId={selected === null ? null : String(selected.place)}
      onOpen={onSelect}
      {...(isPartial
        ? { sub: t("tradesPartial", { shown: formatInteger(rows.length), total: formatInteger(total) }) }
        : {})}
      more={trades.hasNextPage ? { loading: trades.isFetchingNextPage, load: () => void trades.fetchNextPage() } : null}
      empty={<EmptyState title={t("noTradesTitle")}>{t("noTradesText")}</EmptyState>}
      exportName={`trades-${run.runId}`}
    />
  );
}
