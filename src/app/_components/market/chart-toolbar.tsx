"use client";

import { SkipForward } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { IndicatorPicker } from "@/app/_components/charts/indicator-picker";
import { CHART_RANGES, type ChartRange } from "@/app/_components/charts/ranges";
import { Button, IconButton, Segmented } from "@/app/_components/ui";
import { RESOLUTIONS, type ResolutionName } from "@/app/_lib/scope";
import type { PriceAdjustment } from "@/modules/data";
import { AlertButton } from "./alerts/alert-button";
import type { ChartHours } from "./chart-address";
import { PriceChoice } from "./price-choice";
import type { Instrument } from "./types";

export interface ChartToolbarProps {
  readonly symbol: string;
  readonly name: string;
  readonly resolutions: Instrument["resolutions"];
  readonly resolution: ResolutionName;
  readonly onResolution: (resolution: ResolutionName) => void;
  /** Null once the person has moved the view away from it. */
  readonly range: ChartRange | null;
  readonly onRange: (range: ChartRange) => void;
  readonly prices: PriceAdjustment;
  readonly onPrices: (prices: PriceAdjustment) => void;
  /** Null where the market has only its sessions: then there is no choice. */
  readonly hours: ChartHours | null;
  readonly onHours: (hours: ChartHours) => void;
  readonly scale: "linear" | "log";
  readonly onScale: (scale: "linear" | "log") => void;
  /** As the address names them. */
  readonly indicators: string;
  readonly onIndicators: (active: string) => void;
  readonly onLatest: () => void;
  /** Opens the lists where they are not beside the chart. */
  readonly lists: ReactNode;
  readonly tools: ReactNode;
  /** The newest price; null where none is known. */
  readonly price: number | null;
}

const MOVED = "moved";

/** What the chart shows and how: instrument, resolution, range, kind of prices, indicators, scale. */
export function ChartToolbar(props: ChartToolbarProps) {
  const { symbol, name, resolutions, resolution, range, hours, scale, indicators } = props;
  const t = useTranslations("chart");
  const covered = RESOLUTIONS.filter(
    (known) => known === resolution || resolutions.some((one) => one.resolution === known),
  );
  return (
    <div className="flex min-h-8.25 shrink-0 flex-wrap items-center gap-x-1.5 gap-y-1.5 border-b border-line-2 px-2 py-1 max-md:px-4 max-md:py-2">
      {props.lists}
      {/* The top bar shows it. */}
      <h1 className="sr-only">
        {symbol} {name}
      </h1>
      <Segmented
        tight
        label={t("resolution")}
        options={covered.map((value) => ({ value, label: value }))}
        value={resolution}
        onChange={props.onResolution}
        // On a phone the top bar chooses it.
        className="max-md:hidden"
      />
      <Segmented<ChartRange | typeof MOVED>
        tight
        label={t("range")}
        options={CHART_RANGES.map((value) => ({ value, label: value === "All" ? t("rangeAll") : value }))}
        value={range ?? MOVED}
        onChange={(next) => {
          if (next !== MOVED) props.onRange(next);
        }}
      />
      <span className="flex-1" />
      <PriceChoice symbol={symbol} prices={props.prices} onChange={props.onPrices} />
      {hours === null ? null : (
        <Button
          size="sm"
          variant="quiet"
          aria-pressed={hours === "extended"}
          aria-label={t("extended")}
          title={t("extendedHint")}
          onClick={() => props.onHours(hours === "extended" ? "regular" : "extended")}
          className="aria-pressed:bg-bg-3 aria-pressed:text-tx-1"
        >
          {t("extendedShort")}
        </Button>
      )}
      <IndicatorPicker active={indicators} onChange={props.onIndicators} />
      <Button
        size="sm"
        variant="quiet"
        aria-pressed={scale === "log"}
        title={t("scaleHint")}
        onClick={() => props.onScale(scale === "log" ? "linear" : "log")}
        className="aria-pressed:bg-bg-3 aria-pressed:text-tx-1"
      >
        {t("log")}
      </Button>
      <IconButton label={t("latest")} icon={<SkipForward aria-hidden="true" size={15} />} onClick={props.onLatest} />
      <AlertButton symbol={symbol} price={props.price} />
      {props.tools}
    </div>
  );
}
