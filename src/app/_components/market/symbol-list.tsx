"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { SignedNumber } from "@/app/_components/ui";
import { formatPercent, formatPrice, NOT_AVAILABLE } from "@/app/_lib/format";
import type { Instrument } from "./types";
import type { Quote } from "./use-instruments";

interface Row {
  readonly instrument: Instrument;
  readonly quote: Quote | undefined;
}

function Unknown({ why }: { readonly why: string }) {
  return (
    <span className="text-tx-3" title={why}>
      {NOT_AVAILABLE}
    </span>
  );
}

function columnsOf(t: ReturnType<typeof useTranslations<"market">>, isStale: boolean): readonly TableColumn<Row>[] {
  return [
    {
      id: "symbol",
      header: t("symbol"),
      value: ({ instrument }) => instrument.symbol,
      cell: ({ instrument }) => <b title={instrument.name}>{instrument.symbol}</b>,
      pinned: true,
      width: 92,
      card: "title",
    },
    {
      id: "last",
      header: t("last"),
      hint: t("lastHint"),
      value: ({ quote }) => quote?.close ?? null,
      cell: ({ instrument, quote }) =>
        quote === undefined ? <Unknown why={t("noDaily")} /> : formatPrice(quote.close, instrument.tick),
      align: "end",
      width: 74,
      card: "value",
    },
    {
      id: "change",
      header: t("dayChange"),
      unit: "%",
      hint: t("dayChangeHint"),
      value: ({ quote }) => quote?.change ?? null,
      cell: ({ quote }) =>
        quote === undefined || quote.change === null ? (
          <Unknown why={t("noDaily")} />
        ) : (
          <SignedNumber
            value={quote.change}
            text={formatPercent(quote.change, { signed: true, unit: false })}
            stale={isStale}
          />
        ),
      align: "end",
      width: 62,
      card: "change",
    },
  ];
}

export interface SymbolListProps {
  readonly instruments: readonly Instrument[] | undefined;
  readonly quotes: ReadonlyMap<string, Quote>;
  readonly symbol: string;
  readonly error: unknown;
  readonly onRetry: () => void;
  readonly onChoose: (instrument: Instrument) => void;
  /** News no longer comes: prices may be behind. The chart beside it says since when. */
  readonly isStale: boolean;
}

/** Instruments with the last close and the change of the last session. Choosing one moves the chart. */
export function SymbolList({ instruments, quotes, symbol, error, onRetry, onChoose, isStale }: SymbolListProps) {
  const t = useTranslations("market");
  const rows = useMemo(
    () => instruments?.map((instrument) => ({ instrument, quote: quotes.get(instrument.symbol) })),
    [instruments, quotes],
  );
  const columns = useMemo(() => columnsOf(t, isStale), [t, isStale]);
  return (
    <DataTable
      id="desk-symbols"
      label={t("instruments")}
      columns={columns}
      rows={rows}
      rowId={({ instrument }) => instrument.symbol}
      error={error}
      failedTitle={t("instrumentsFailed")}
      onRetry={onRetry}
      empty={null}
      selectedId={symbol}
      onOpen={({ instrument }) => onChoose(instrument)}
      filterable={false}
      stale={isStale}
      exportName="instruments"
    />
  );
}
