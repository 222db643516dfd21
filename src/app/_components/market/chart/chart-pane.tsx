"use client";

import { type ReactNode, useCallback, useEffect, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { seriesName } from "@/app/_components/charts/bar-pages";
import { useLastBars } from "@/app/_components/charts/last-bars";
import { PriceChart, type PriceChartProps } from "@/app/_components/charts/price-chart";
import { type ChartRange, usualRange } from "@/app/_components/charts/ranges";
import { lazily, StaleBadge } from "@/app/_components/ui";
import { useStreamState } from "@/app/_lib/events";
import { useQuotes } from "@/app/_lib/quotes";
import type { ResolutionName } from "@/app/_lib/scope";
import { useFormat } from "@/app/_lib/use-format";
import { resolutionMs } from "@/modules/data";
import { ChartToolbar } from "../chart-toolbar";
import { LiveBadge } from "../live/live-badge";
import type { Instrument } from "../types";
import { useChartAddress } from "../use-chart-address";
import { useChartBars } from "./use-chart-bars";
import { useRangeView } from "./use-range-view";

const DEFAULT_TICK = "0.01";
const NoBars = lazily(() => import("./no-bars").then((module) => module.NoBars));

export interface ChartPaneProps {
  readonly symbol: string;
  readonly resolution: ResolutionName;
  readonly onResolution: (resolution: ResolutionName) => void;
  /** Undefined until it is here. */
  readonly instrument: Instrument | undefined;
  /** Nothing here has this symbol. */
  readonly isUnknown: boolean;
  /** Opens the lists where they are not beside the chart. */
  readonly lists: ReactNode;
  /** At the right end of the tools. */
  readonly tools?: ReactNode;
  /** Told once its candles are here, or that there are none. Keep it stable. */
  readonly onReady?: () => void;
  /** Orders, what is held and what was filled; keep its parts stable. */
  readonly trade?: Pick<PriceChartProps, "levels" | "fills" | "onLevelMove" | "onLevelPress">;
}

const NO_TRADE = {};

/** When the stream of news is down: since when, and what that means here. */
function useStale() {
  const t = useTranslations("chart");
  const format = useFormat();
  const stream = useStreamState();
  if (stream.status !== "lost") return null;
  return <StaleBadge age={t("stale", { time: format.time(stream.sinceMs) })} reason={t("staleReason")} />;
}

/** The chart with its tools, and its live price. */
export function ChartPane(props: ChartPaneProps) {
  const { symbol, resolution, onResolution, instrument, isUnknown, lists, tools = null, trade = NO_TRADE } = props;
  const { onReady } = props;
  const [address, setAddress] = useChartAddress();
  const { feed, state } = useChartBars(symbol, resolution, address);
  const isReady = state.status !== "loading";
  useEffect(() => {
    if (isReady) onReady?.();
  }, [isReady, onReady]);
  const [turn, setTurn] = useState(0);
  // The series whose view the person has moved: another one begins with its range.
  const [moved, setMoved] = useState<string | null>(null);
  const prices = { adjustment: address.prices, untilDate: null, hours: address.hours };
  const key = seriesName({ symbol, resolution, prices });
  const lastBars = useLastBars(key);
  const isMoved = moved === key;
  const onMoved = useCallback(() => setMoved(key), [key]);
  const range = address.range ?? usualRange(resolutionMs(resolution));
  const view = useRangeView(feed, state, { range, turn, isMoved });
  const stale = useStale();
  const ids = useMemo(() => (instrument === undefined ? [] : [instrument.instrumentId]), [instrument]);
  const live = useQuotes(ids).get(instrument?.instrumentId ?? 0);
  const showRange = (next: ChartRange) => {
    setMoved(null);
    setTurn(turn + 1);
    void setAddress({ range: next });
  };
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col group-data-many/charts:contents">
      <div className="shrink-0 group-data-many/charts:col-span-full">
        <ChartToolbar
          symbol={symbol}
          name={instrument?.name ?? ""}
          resolutions={instrument?.resolutions ?? []}
          resolution={resolution}
          onResolution={onResolution}
          range={isMoved ? null : range}
          onRange={showRange}
          prices={address.prices}
          onPrices={(next) => void setAddress({ prices: next })}
          hours={instrument?.extendedHours === true ? address.hours : null}
          onHours={(hours) => void setAddress({ hours })}
          scale={address.scale}
          onScale={(scale) => void setAddress({ scale })}
          indicators={address.ind}
          onIndicators={(ind) => void setAddress({ ind })}
          onLatest={() => showRange(range)}
          lists={lists}
          tools={tools}
          price={live?.last ?? null}
        />
        {live === undefined ? null : (
          <div className="flex shrink-0 border-b border-line-2 px-3 py-1 max-md:px-4">
            <LiveBadge quote={live} tick={instrument?.tick ?? DEFAULT_TICK} />
          </div>
        )}
      </div>
      <PriceChart
        key={key}
        {...trade}
        {...(lastBars === undefined ? {} : { lastBars })}
        feed={feed}
        state={state}
        symbol={symbol}
        currency={instrument?.currency ?? ""}
        resolution={resolution}
        tick={instrument?.tick ?? DEFAULT_TICK}
        indicators={address.ind}
        isLog={address.scale === "log"}
        view={view}
        stale={stale}
        minute={live?.minute ?? null}
        onMoved={onMoved}
        empty={
          <NoBars
            instrument={instrument}
            isUnknown={isUnknown}
            symbol={symbol}
            resolution={resolution}
            onResolution={onResolution}
          />
        }
        className="min-h-0 min-w-0 flex-1 max-md:h-[max(20rem,calc(100dvh-21rem))] max-md:flex-none"
      />
    </div>
  );
}
