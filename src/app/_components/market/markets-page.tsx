"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { Button, PageHead, SignedNumber } from "@/app/_components/ui";
import { formatDate, formatInteger, formatPercent, formatPrice, NOT_AVAILABLE } from "@/app/_lib/format";
import { SCOPE_DEFAULT, withScope } from "@/app/_lib/scope";
import { useMayTrade } from "@/app/_lib/session";
import { useFormat } from "@/app/_lib/use-format";
import { isSessionResolution } from "@/modules/data";
import { NoMarketData } from "./sample-data";
import type { Coverage, Instrument } from "./types";
import { INSTRUMENTS_MAX, type Quote, useInstruments, useQuotes } from "./use-instruments";

const DAILY = "1d";
const NO_INSTRUMENTS: readonly Instrument[] = [];

/** One series of one instrument; an instrument without bars has one row of its own. */
interface SeriesRow {
  readonly instrument: Instrument;
  readonly series: Coverage | null;
  /** Last close and change, for daily series. */
  readonly quote: Quote | null;
}

type Words = ReturnType<typeof useTranslations<"market">>;

function rowsOf(instruments: readonly Instrument[], quotes: ReadonlyMap<string, Quote>): readonly SeriesRow[] {
  return instruments.flatMap((instrument): readonly SeriesRow[] => {
    if (instrument.coverage.length === 0) return [{ instrument, series: null, quote: null }];
    return instrument.coverage.map((series) => ({
      instrument,
      series,
      quote: series.resolution === DAILY ? (quotes.get(instrument.symbol) ?? null) : null,
    }));
  });
}

function factColumns(t: Words): readonly TableColumn<SeriesRow>[] {
  return [
    {
      id: "symbol",
      header: t("symbol"),
      value: ({ instrument }) => instrument.symbol,
      cell: ({ instrument }) => <b>{instrument.symbol}</b>,
      pinned: true,
      width: 110,
      card: "title",
    },
    {
      id: "name",
      header: t("name"),
      value: ({ instrument }) => (instrument.name === "" ? null : instrument.name),
      cell: ({ instrument }) => (instrument.name === "" ? null : <span className="text-tx-2">{instrument.name}</span>),
      width: 180,
      grow: 3,
      card: "detail",
    },
    {
      id: "kind",
      header: t("kind"),
      value: ({ instrument }) => t(`kinds.${instrument.kind}`),
      width: 100,
      card: "none",
    },
    { id: "currency", header: t("currency"), value: ({ instrument }) => instrument.currency, width: 80, card: "none" },
  ];
}

function seriesColumns(t: Words, date: (ms: number, series: Coverage) => string): readonly TableColumn<SeriesRow>[] {
  const day = (id: "firstMs" | "lastMs", header: string): TableColumn<SeriesRow> => ({
    id,
    header,
    value: ({ series }) => series?.[id] ?? null,
    text: ({ series }) => (series === null ? "" : date(series[id], series)),
    cell: ({ series }) => (
      <span className="num text-tx-2">{series === null ? NOT_AVAILABLE : date(series[id], series)}</span>
    ),
    align: "end",
    width: 110,
    card: id === "lastMs" ? "detail" : "none",
  });
  return [
    {
      id: "last",
      header: t("last"),
      hint: t("lastHint"),
      value: ({ quote }) => quote?.close ?? null,
      cell: ({ instrument, quote }) => (quote === null ? null : formatPrice(quote.close, instrument.tick)),
      align: "end",
      width: 100,
      card: "value",
    },
    {
      id: "change",
      header: t("dayChange"),
      unit: "%",
      hint: t("dayChangeHint"),
      value: ({ quote }) => quote?.change ?? null,
      cell: ({ quote }) =>
        quote?.change === null || quote?.change === undefined ? null : (
          <SignedNumber value={quote.change} text={formatPercent(quote.change, { signed: true, unit: false })} />
        ),
      align: "end",
      width: 84,
      card: "change",
    },
    {
      id: "resolution",
      header: t("resolution"),
      value: ({ series }) => series?.resolution ?? null,
      cell: ({ series }) => series?.resolution ?? <span className="text-tx-3">{t("noBars")}</span>,
      align: "end",
      width: 90,
      card: "detail",
    },
    {
      id: "bars",
      header: t("coverage"),
      value: ({ series }) => series?.bars ?? 0,
      cell: ({ series }) => formatInteger(series?.bars ?? 0),
      align: "end",
      width: 100,
      card: "detail",
    },
    day("firstMs", t("firstBar")),
    day("lastMs", t("lastBar")),
  ];
}

/** Every series there is: what it is of, how far it reaches. Opening one shows its chart. */
export function MarketsPage() {
  const t = useTranslations("market");
  const router = useRouter();
  const format = useFormat();
  const mayTrade = useMayTrade();
  const instruments = useInstruments();
  const quotes = useQuotes(instruments.data ?? NO_INSTRUMENTS);
  const rows = useMemo(
    () => (instruments.data === undefined ? undefined : rowsOf(instruments.data, quotes)),
    [instruments.data, quotes],
  );
  const columns = useMemo(() => {
    const date = (ms: number, { resolution }: Coverage) =>
      formatDate(ms, isSessionResolution(resolution) ? "UTC" : format.timeZone);
    return [...factColumns(t), ...seriesColumns(t, date)];
  }, [t, format.timeZone]);
  const isFull = (instruments.data?.length ?? 0) >= INSTRUMENTS_MAX;
  return (
    <>
      <PageHead
        title={t("marketsTitle")}
        sub={isFull ? t("marketsFull", { max: INSTRUMENTS_MAX }) : undefined}
        tools={
          mayTrade ? (
            <Button asChild variant="primary">
              <Link href="/markets/import">{t("importBars")}</Link>
            </Button>
          ) : undefined
        }
      />
      <DataTable
        id="instruments"
        label={t("series")}
        columns={columns}
        rows={rows}
        rowId={({ instrument, series }) => `${instrument.symbol} ${series?.resolution ?? ""}`}
        error={instruments.error}
        failedTitle={t("instrumentsFailed")}
        onRetry={() => void instruments.refetch()}
        onOpen={({ instrument, series }) =>
          router.push(
            withScope("/chart", {
              symbol: instrument.symbol,
              resolution: series?.resolution ?? SCOPE_DEFAULT.resolution,
            }),
          )
        }
        empty={<NoMarketData />}
        exportName="instruments"
      />
    </>
  );
}
