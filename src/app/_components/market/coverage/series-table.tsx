"use client";

import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { Button, Chip, EmptyState, Select } from "@/app/_components/ui";
import { formatDate, formatInteger, NOT_AVAILABLE } from "@/app/_lib/format";
import { RESOLUTIONS, type ResolutionName, withScope } from "@/app/_lib/scope";
import { useFormat } from "@/app/_lib/use-format";
import { assertNever } from "@/modules/_kernel";
import { isSessionResolution } from "@/modules/data";
import { cellsOf, type HeatCell, type MapRow, type MapZoom, placesOf, zoomInto } from "./heat-cells";
import { HeatLegend, HeatStrip } from "./heat-strip";
import {
  type CoveredSeries,
  SCORE_LIMITS,
  useCoverageAddress,
  useCoverageMap,
  useCoveredSeries,
  zoomOf,
} from "./use-coverage";

type Words = ReturnType<typeof useTranslations<"coverage">>;

interface SeriesRow extends CoveredSeries {
  readonly cells: readonly HeatCell[];
}

const NO_ROWS: readonly MapRow[] = [];
const GOOD = 95;
const FAIR = 80;
const ALL = "all";
const keyOf = ({ symbol, resolution }: Pick<CoveredSeries, "symbol" | "resolution">) => `${symbol} ${resolution}`;

/** A number out of a hundred, with its tone; never colour alone. */
export function Score({ series, t }: { readonly series: CoveredSeries; readonly t: Words }) {
  const { score, current, calendar } = series;
  if (score === null) return <span className="text-tx-3">{t("scorePending")}</span>;
  const tone = score >= GOOD ? "ok" : score >= FAIR ? "warn" : "bad";
  const note = [current ? null : t("scoreOld"), calendar === null ? t("noCalendarHint") : null]
    .filter(Boolean)
    .join(" ");
  return (
    <span className="inline-flex items-center gap-1" title={note === "" ? undefined : note}>
      <Chip tone={tone} className="num">
        {score}
      </Chip>
      {current ? null : <span className="text-tx-3">*</span>}
    </span>
  );
}

function openText({ open }: CoveredSeries, t: Words): string {
  const text = t("openCount", { errors: open.error, warnings: open.warning, infos: open.info }).trim();
  return text === "" ? t("none") : text;
}

interface ColumnFacts {
  readonly t: Words;
  readonly timeZone: string;
  readonly dateTime: (ms: number) => string;
  readonly mapTitle: string;
  readonly placeName: (at: number) => string;
  readonly onZoom: ((at: number) => void) | undefined;
  readonly onFindings: (series: CoveredSeries) => void;
}

function columnsOf(facts: ColumnFacts): readonly TableColumn<SeriesRow>[] {
  const { t, timeZone, dateTime, mapTitle, placeName, onZoom, onFindings } = facts;
  const day = (ms: number, { resolution }: SeriesRow) =>
    formatDate(ms, isSessionResolution(resolution) ? "UTC" : timeZone);
  return [
    {
      id: "symbol",
      header: t("symbol"),
      value: ({ symbol }) => symbol,
      cell: ({ symbol }) => <b>{symbol}</b>,
      pinned: true,
      width: 100,
      grow: 0,
      card: "title",
    },
    {
      id: "resolution",
      header: t("resolution"),
      value: ({ resolution }) => RESOLUTIONS.indexOf(resolution),
      text: ({ resolution }) => resolution,
      cell: ({ resolution }) => resolution,
      width: 70,
      grow: 0,
      card: "detail",
    },
    {
      id: "score",
      header: t("score"),
      hint: t("scoreHint"),
      value: ({ score }) => score,
      cell: (row) => <Score series={row} t={t} />,
      align: "end",
      width: 76,
      grow: 0,
      card: "value",
    },
    {
      id: "map",
      header: mapTitle,
      value: ({ cells }) => cells.reduce((sum, { missing }) => sum + missing, 0),
      cell: (row) => <HeatStrip cells={row.cells} series={keyOf(row)} placeName={placeName} onZoom={onZoom} />,
      width: 320,
      grow: 6,
      card: "value",
    },
    {
      id: "bars",
      header: t("bars"),
      value: ({ bars }) => bars,
      cell: ({ bars }) => formatInteger(bars),
      align: "end",
      width: 90,
      card: "none",
    },
    {
      id: "span",
      header: t("span"),
      value: ({ firstMs }) => firstMs,
      text: (row) => `${day(row.firstMs, row)} ${day(row.lastMs, row)}`,
      cell: (row) => (
        <span className="num text-tx-2">
          {day(row.firstMs, row)} {day(row.lastMs, row)}
        </span>
      ),
      width: 196,
      grow: 0,
      card: "none",
    },
    {
      id: "open",
      header: t("openFindings"),
      value: ({ open }) => open.error * 1_000_000 + open.warning * 1_000 + open.info,
      text: (row) => openText(row, t),
      cell: (row) => {
        const { error, warning, info } = row.open;
        if (error + warning + info === 0) return <span className="text-tx-3">{t("none")}</span>;
        return (
          <Button size="sm" className="relative z-1" onClick={() => onFindings(row)}>
            {openText(row, t)}
          </Button>
        );
      },
      width: 130,
      card: "none",
    },
    {
      id: "calendar",
      header: t("calendar"),
      value: ({ calendar }) => calendar,
      cell: ({ calendar }) =>
        calendar ?? (
          <span className="text-tx-3" title={t("noCalendarHint")}>
            {t("noCalendar")}
          </span>
        ),
      width: 90,
      card: "none",
    },
    {
      id: "checked",
      header: t("lastCheck"),
      value: ({ checkedAtMs }) => checkedAtMs,
      text: ({ checkedAtMs }) => (checkedAtMs === null ? "" : dateTime(checkedAtMs)),
      cell: ({ checkedAtMs }) => (
        <span className="num text-tx-2">{checkedAtMs === null ? NOT_AVAILABLE : dateTime(checkedAtMs)}</span>
      ),
      width: 148,
      grow: 0,
      card: "none",
    },
  ];
}

/** Names of places at a zoom: `2020`, `Mar 2020`, `2020-03-17`. */
function placeNamer(zoom: MapZoom, months: readonly string[]): (at: number) => string {
  const two = (value: number) => String(value).padStart(2, "0");
  switch (zoom.by) {
    case "year":
      return String;
    case "month":
      return (at) => `${months[at - 1] ?? at} ${zoom.year}`;
    case "day":
      return (at) => `${zoom.year}-${two(zoom.month)}-${two(at)}`;
    default:
      return assertNever(zoom, "placeNamer");
  }
}

/** Every series with its score and its cells; a press on a cell looks closer. */
export function SeriesTable() {
  const t = useTranslations("coverage");
  const router = useRouter();
  const format = useFormat();
  const [address, setAddress] = useCoverageAddress();
  const zoom = useMemo(() => zoomOf(address.year, address.month), [address.year, address.month]);
  const series = useCoveredSeries();
  const map = useCoverageMap(zoom);
  const mapRows = map.data ?? NO_ROWS;
  const places = useMemo(() => placesOf(zoom, mapRows), [zoom, mapRows]);
  const rows = useMemo(() => {
    const byKey = new Map(mapRows.map((row) => [keyOf(row), row]));
    return series.data
      ?.filter(({ resolution }) => address.bars === null || resolution === address.bars)
      .filter(({ score }) => address.below === null || (score !== null && score < address.below))
      .map((one): SeriesRow => ({ ...one, cells: cellsOf(byKey.get(keyOf(one)), places) }));
  }, [series.data, mapRows, places, address.bars, address.below]);
  const months = useMemo(() => t("months").split(","), [t]);
  const columns = useMemo(() => {
    const placeName = placeNamer(zoom, months);
    const [first, last] = [places[0], places.at(-1)];
    const span = first === undefined || last === undefined ? t("map") : `${placeName(first)} \u2013 ${placeName(last)}`;
    return columnsOf({
      t,
      timeZone: format.timeZone,
      dateTime: format.dateTime,
      mapTitle: span,
      placeName,
      onZoom:
        zoom.by === "day"
          ? undefined
          : (at) => {
              const closer = zoomInto(zoom, at);
              if (closer === null || closer.by === "year") return;
              void setAddress({ year: closer.year, month: closer.by === "day" ? closer.month : null });
            },
      onFindings: ({ symbol, resolution }) =>
        void setAddress({ tab: "findings", of: symbol, bars: resolution, state: "open" }),
    });
  }, [t, format, zoom, places, months, setAddress]);
  return (
    <DataTable
      id="coverage"
      label={t("series")}
      columns={columns}
      rows={rows}
      rowId={keyOf}
      error={series.error ?? map.error}
      failedTitle={t("seriesFailed")}
      safe={t("seriesSafe")}
      onRetry={() => {
        void series.refetch();
        void map.refetch();
      }}
      onOpen={({ symbol, resolution }) => router.push(withScope("/chart", { symbol, resolution }))}
      tools={<MapTools zoom={zoom} rows={series.data} months={months} />}
      empty={
        series.data !== undefined && series.data.length > 0 ? (
          <EmptyState title={t("mapEmpty")} />
        ) : (
          <EmptyState title={t("emptyTitle")}>{t("emptyText")}</EmptyState>
        )
      }
      exportName="coverage"
    />
  );
}

interface MapToolsProps {
  readonly zoom: MapZoom;
  readonly rows: readonly CoveredSeries[] | undefined;
  readonly months: readonly string[];
}

/** Where the map looks, and which series it shows. */
function MapTools({ zoom, rows, months }: MapToolsProps) {
  const t = useTranslations("coverage");
  const [address, setAddress] = useCoverageAddress();
  const years = useMemo(() => yearsOf(rows ?? []), [rows]);
  const year = zoom.by === "year" ? ALL : String(zoom.year);
  return (
    <>
      <HeatLegend />
      <Select
        aria-label={t("zoomYears")}
        value={year}
        options={[{ value: ALL, label: t("zoomYears") }, ...years.map((one) => ({ value: one, label: one }))]}
        onChange={(next) => void setAddress({ year: next === ALL ? null : Number(next), month: null })}
      />
      {zoom.by === "year" ? null : (
        <Select
          aria-label={t("map")}
          value={zoom.by === "day" ? String(zoom.month) : ALL}
          options={[
            { value: ALL, label: t("zoomYear", { year }) },
            ...months.map((label, index) => ({ value: String(index + 1), label })),
          ]}
          onChange={(next) => void setAddress({ month: next === ALL ? null : Number(next) })}
        />
      )}
      <Select
        aria-label={t("filterResolution")}
        value={address.bars ?? ALL}
        options={[
          { value: ALL, label: t("allResolutions") },
          ...RESOLUTIONS.map((one) => ({ value: one, label: one })),
        ]}
        onChange={(next) => void setAddress({ bars: isResolutionName(next) ? next : null })}
      />
      <Select
        aria-label={t("filterScore")}
        value={address.below === null ? ALL : String(address.below)}
        options={[
          { value: ALL, label: t("allScores") },
          ...SCORE_LIMITS.map((score) => ({ value: String(score), label: t("scoreBelow", { score }) })),
        ]}
        onChange={(next) => void setAddress({ below: next === ALL ? null : Number(next) })}
      />
    </>
  );
}

export function isResolutionName(text: string): text is ResolutionName {
  return RESOLUTIONS.some((resolution) => resolution === text);
}

/** Every year that a series has bars in, the newest first. */
function yearsOf(rows: readonly CoveredSeries[]): readonly string[] {
  const ends = rows.flatMap(({ firstMs, lastMs }) => [firstMs, lastMs]);
  if (ends.length === 0) return [];
  const year = (ms: number) => new Date(ms).getUTCFullYear();
  const first = year(ends.reduce<number>((least, ms) => Math.min(least, ms), Number.POSITIVE_INFINITY));
  const last = year(ends.reduce<number>((most, ms) => Math.max(most, ms), Number.NEGATIVE_INFINITY));
  return Array.from({ length: last - first + 1 }, (_, index) => String(last - index));
}
