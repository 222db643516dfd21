import type { useTranslations } from "use-intl";
import type { TableColumn } from "@/app/_components/table";
import { Chip, Link, SignedNumber } from "@/app/_components/ui";
import { formatDate, formatInteger, formatPercent, formatPrice, NOT_AVAILABLE } from "@/app/_lib/format";
import { isSessionResolution } from "@/modules/data";
import type { Instrument } from "../types";
import type { StoredPrice } from "../watchlists/use-watchlists";
import { chartHref } from "./chart-href";

export interface InstrumentRow {
  readonly instrument: Instrument;
  readonly price: StoredPrice | undefined;
}

interface Facts {
  readonly t: ReturnType<typeof useTranslations<"instruments">>;
  readonly timeZone: string;
}

const fact = (id: "multiplier" | "lot" | "tick", header: string, hidden: boolean): TableColumn<InstrumentRow> => ({
  id,
  header,
  value: ({ instrument }) => Number(instrument[id]),
  text: ({ instrument }) => instrument[id],
  cell: ({ instrument }) => instrument[id],
  align: "end",
  width: 84,
  hidden,
  card: "none",
});

/** Close of the last stored session against the one before it, a fraction; null where one of them is not known. */
function dayChange({ price }: InstrumentRow): number | null {
  if (price === undefined || price.previousClose === null || price.previousClose === 0) return null;
  return price.last / price.previousClose - 1;
}

const barsOf = ({ instrument }: InstrumentRow) => instrument.coverage.reduce((sum, { bars }) => sum + bars, 0);

export function instrumentColumns({ t, timeZone }: Facts): readonly TableColumn<InstrumentRow>[] {
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
      value: ({ instrument }) => instrument.name,
      cell: ({ instrument }) => <span className="text-tx-2">{instrument.name}</span>,
      width: 180,
      grow: 3,
      card: "detail",
    },
    {
      id: "kind",
      header: t("kind"),
      value: ({ instrument }) => t(`kinds.${instrument.kind}`),
      width: 92,
      card: "none",
    },
    { id: "currency", header: t("currency"), value: ({ instrument }) => instrument.currency, width: 78, card: "none" },
    {
      id: "last",
      header: t("last"),
      hint: t("lastHint"),
      value: ({ price }) => price?.last ?? null,
      cell: ({ instrument, price }) =>
        price === undefined ? (
          <span className="text-tx-3" title={t("noPrice")}>
            {NOT_AVAILABLE}
          </span>
        ) : (
          <span title={t("closeOf", { date: formatDate(price.sessionMs, "UTC") })}>
            {formatPrice(price.last, instrument.tick)}
          </span>
        ),
      align: "end",
      width: 92,
      card: "value",
    },
    {
      id: "change",
      header: t("change"),
      unit: "%",
      value: dayChange,
      cell: (row) => {
        const change = dayChange(row);
        if (change === null) return null;
        return <SignedNumber value={change} text={formatPercent(change, { signed: true, unit: false })} />;
      },
      align: "end",
      width: 78,
      card: "change",
    },
    {
      id: "bars",
      header: t("bars"),
      value: barsOf,
      text: ({ instrument }) => instrument.coverage.map(({ resolution, bars }) => `${resolution} ${bars}`).join(", "),
      cell: ({ instrument }) =>
        instrument.coverage.length === 0 ? (
          <span className="text-tx-3">{t("noBars")}</span>
        ) : (
          <span className="num">
            {instrument.coverage.map(({ resolution, bars }) => `${resolution} ${formatInteger(bars)}`).join(" · ")}
          </span>
        ),
      width: 150,
      grow: 2,
      card: "detail",
    },
    {
      id: "newest",
      header: t("newest"),
      value: ({ instrument }) => newestOf(instrument)?.lastMs ?? null,
      text: ({ instrument }) => newestText(instrument, timeZone),
      cell: ({ instrument }) => <span className="num text-tx-2">{newestText(instrument, timeZone)}</span>,
      align: "end",
      width: 96,
      card: "none",
    },
    fact("tick", t("tick"), false),
    fact("lot", t("lot"), true),
    fact("multiplier", t("multiplier"), true),
    { id: "sessions", header: t("calendar"), value: ({ instrument }) => instrument.calendar, width: 96, card: "none" },
    {
      id: "zone",
      header: t("timeZone"),
      value: ({ instrument }) => instrument.timeZone,
      width: 130,
      hidden: true,
      card: "none",
    },
    { id: "sector", header: t("sector"), value: ({ instrument }) => instrument.sector, width: 110, card: "none" },
    {
      id: "status",
      header: t("status"),
      value: ({ instrument }) => t(`statuses.${instrument.status}`),
      cell: ({ instrument: { status } }) =>
        status === "active" ? (
          <span className="text-tx-3">{t("statuses.active")}</span>
        ) : (
          <Chip tone="warn">{t(`statuses.${status}`)}</Chip>
        ),
      width: 80,
      card: "none",
    },
    chartColumn(t),
  ];
}

function chartColumn(t: Facts["t"]): TableColumn<InstrumentRow> {
  return {
    id: "chart",
    header: "",
    value: () => null,
    // A card opens the instrument, and with it the way to its chart: no link within a press.
    cell: ({ instrument }) => (
      <Link href={chartHref(instrument)} className="link" aria-label={t("openChartOf", { symbol: instrument.symbol })}>
        {t("chart")}
      </Link>
    ),
    sortable: false,
    align: "end",
    width: 64,
    grow: 0,
    card: "none",
  };
}

function newestOf({ coverage }: Instrument) {
  return coverage.toSorted((a, b) => b.lastMs - a.lastMs)[0];
}

function newestText(instrument: Instrument, timeZone: string): string {
  const newest = newestOf(instrument);
  if (newest === undefined) return NOT_AVAILABLE;
  return formatDate(newest.lastMs, isSessionResolution(newest.resolution) ? "UTC" : timeZone);
}
