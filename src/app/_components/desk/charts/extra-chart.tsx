"use client";

import { Crosshair } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { PriceChart } from "@/app/_components/charts/price-chart";
import { usualRange } from "@/app/_components/charts/ranges";
import { EmptyState, IconButton, Select } from "@/app/_components/ui";
import { formatNumber, tickDecimals } from "@/app/_lib/format";
import { useQuotes } from "@/app/_lib/quotes";
import { RESOLUTIONS } from "@/app/_lib/scope";
import { resolutionMs } from "@/modules/data";
import { useChartBars } from "../../market/chart/use-chart-bars";
import { useRangeView } from "../../market/chart/use-range-view";
import type { Instrument } from "../../market/types";
import type { OtherChart } from "../layout/arrangement";

const DEFAULT_TICK = "0.01";
/** As a new chart shows prices, with nothing that is computed of them. */
const PLAIN = { prices: "split", hours: "regular", range: null } as const;

interface ExtraChartProps {
  readonly chart: OtherChart;
  readonly instruments: readonly Instrument[];
  readonly onChange: (chart: OtherChart) => void;
  readonly onOpen: (instrument: Instrument) => void;
}

/** A chart beside the desk's own: live, of any instrument and bars, without the tools. */
export function ExtraChart({ chart, instruments, onChange, onOpen }: ExtraChartProps) {
  const t = useTranslations("desk.layouts");
  const { symbol, resolution } = chart;
  const instrument = instruments.find((each) => each.symbol === symbol);
  const { feed, state } = useChartBars(symbol, resolution, PLAIN);
  const key = `${symbol} ${resolution}`;
  const [moved, setMoved] = useState<string | null>(null);
  const range = usualRange(resolutionMs(resolution));
  const view = useRangeView(feed, state, { range, turn: 0, isMoved: moved === key });
  const ids = useMemo(() => (instrument === undefined ? [] : [instrument.instrumentId]), [instrument]);
  const live = useQuotes(ids).get(instrument?.instrumentId ?? 0);
  const tick = instrument?.tick ?? DEFAULT_TICK;
  const covered = RESOLUTIONS.filter(
    (known) => known === resolution || instrument?.resolutions.some((one) => one.resolution === known) === true,
  );
  return (
    <section
      aria-label={t("chartOf", { symbol })}
      className="flex min-h-0 min-w-0 flex-col border-t border-l border-line-2"
    >
      <div className="flex min-h-8.25 shrink-0 items-center gap-1.5 border-b border-line-2 px-2 py-1">
        <Select
          aria-label={t("instrument")}
          value={symbol}
          options={(instrument === undefined ? [{ symbol }, ...instruments] : instruments).map((each) => ({
            value: each.symbol,
            label: each.symbol,
          }))}
          onChange={(next) => onChange({ ...chart, symbol: next })}
          className="w-36"
        />
        <Select
          aria-label={t("bars")}
          value={resolution}
          options={covered.map((value) => ({ value, label: value }))}
          onChange={(next) => onChange({ ...chart, resolution: next })}
          className="w-20"
        />
        <span className="num flex-1 truncate text-right text-12">
          {live?.last == null ? "" : formatNumber(live.last, { decimals: tickDecimals(tick) })}
          {live?.origin === "simulated" ? <span className="ml-1 text-10 text-tx-3">SIM</span> : null}
        </span>
        {instrument === undefined ? null : (
          <IconButton
            label={t("toDesk", { symbol })}
            icon={<Crosshair aria-hidden="true" size={14} />}
            onClick={() => onOpen(instrument)}
          />
        )}
      </div>
      <PriceChart
        key={key}
        feed={feed}
        state={state}
        symbol={symbol}
        currency={instrument?.currency ?? ""}
        resolution={resolution}
        tick={tick}
        indicators=""
        isLog={false}
        view={view}
        minute={live?.minute ?? null}
        onMoved={() => setMoved(key)}
        empty={<EmptyState title={t("noBars", { symbol, resolution })} />}
        className="flex-1"
      />
    </section>
  );
}
