"use client";

import { useTranslations } from "use-intl";
import { SignedNumber } from "@/app/_components/ui";
import { cn } from "@/app/_lib/cn";
import { formatNumber, formatPercent } from "@/app/_lib/format";
import { type Bar, type BarColumns, barAt } from "@/modules/data";
import { compactNumber } from "./chart-options";
import type { IndicatorLines } from "./indicator-lines";
import { changeBetween } from "./summary";

/** Line keys in the order in which the engine gives out its inks. */
const KEYS = ["border-ink-a", "border-ink-b", "border-accent", "border-ink-c", "border-ink-d"] as const;
const OWN_DECIMALS = 2;
/** From here on the last digits say nothing: volumes added up. */
const COMPACT_MIN = 1e6;

/** `span_a` as a person reads it. */
const lineLabel = (name: string) => name.replaceAll("_", " ");

export interface ChartLegendProps {
  readonly bars: BarColumns;
  /** The bar in the making, read instead of the last one; null reads the one at `index`. */
  readonly live: Bar | null;
  /** Bar to read: the one under the crosshair, else the last in view. */
  readonly index: number;
  readonly decimals: number;
  readonly barTime: (timeMs: number) => string;
  readonly indicators: readonly IndicatorLines[];
  readonly paneTops: readonly number[];
  readonly isStale: boolean;
}

function Pair({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <span>
      <span className="text-tx-3">{label}</span> <span className="text-tx-1">{value}</span>
    </span>
  );
}

function IndicatorEntry(props: { readonly lines: IndicatorLines; readonly at: number; readonly decimals: number }) {
  const { lines, at, decimals } = props;
  const t = useTranslations("chart");
  return (
    <span className="flex flex-wrap items-baseline gap-x-2">
      <span className="text-tx-2">{lines.title}</span>
      {lines.lines.map(({ name, values, ink }) => {
        const value = values[at];
        const isKnown = value !== undefined && Number.isFinite(value);
        const key = KEYS[ink % KEYS.length];
        return (
          <span
            key={name}
            className="flex items-baseline"
            title={isKnown ? name : t("warmingUp", { title: lines.title })}
          >
            <span aria-hidden="true" className={cn("mr-1.5 inline-block w-3 self-center border-t-2", key)} />
            {lines.lines.length > 1 ? <span className="mr-1 text-tx-3 max-md:hidden">{lineLabel(name)}</span> : null}
            <span className="text-tx-1">
              {isKnown && Math.abs(value) >= COMPACT_MIN ? compactNumber(value) : formatNumber(value, { decimals })}
            </span>
          </span>
        );
      })}
    </span>
  );
}

/** Numbers of the bar under the crosshair, or of the last one: over the price, and over each pane below. */
export function ChartLegend(props: ChartLegendProps) {
  const { bars, live, index: at, decimals, barTime, indicators, paneTops, isStale } = props;
  const t = useTranslations("chart");
  const isLive = live !== null && at === bars.time.length - 1;
  const bar = isLive ? live : barAt(bars, at);
  if (bar === null) return null;
  const price = (value: number) => formatNumber(value, { decimals });
  const change = changeBetween(bars.close[isLive && live.time > (bars.time[at] ?? 0) ? at : at - 1], bar.close);
  const overlays = indicators.filter((lines) => lines.scale === "price");
  const own = indicators.filter((lines) => lines.scale === "own");
  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-0 z-10 num text-12 leading-4.5">
      <div className="absolute top-2 right-18 left-3 flex flex-wrap items-baseline gap-x-2.5">
        <span className={cn("text-13 font-medium", isStale ? "text-stale" : "text-tx-1")}>{price(bar.close)}</span>
        <SignedNumber value={change} text={formatPercent(change, { signed: true })} stale={isStale} />
        <Pair label={t("open")} value={price(bar.open)} />
        <Pair label={t("high")} value={price(bar.high)} />
        <Pair label={t("low")} value={price(bar.low)} />
        <Pair label={t("close")} value={price(bar.close)} />
        <Pair label={t("volume")} value={compactNumber(bar.volume)} />
        {/* In a line of its own on a phone, whichever font is there yet. */}
        <span className="text-tx-3 max-md:basis-full">{barTime(bar.time)}</span>
        {overlays.length === 0 ? null : (
          <span className="flex basis-full flex-wrap gap-x-4">
            {overlays.map((lines) => (
              <IndicatorEntry key={lines.key} lines={lines} at={at} decimals={decimals} />
            ))}
          </span>
        )}
      </div>
      {own.map((lines, place) => {
        const top = paneTops[place + 1];
        return top === undefined ? null : (
          <div key={lines.key} className="absolute right-18 left-3" style={{ top: top + 6 }}>
            <IndicatorEntry lines={lines} at={at} decimals={OWN_DECIMALS} />
          </div>
        );
      })}
    </div>
  );
}
