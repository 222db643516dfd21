"use client";

import { useCallback, useEffect, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import type { ChartView } from "@/app/_components/charts/price-canvas";
import { PriceChart } from "@/app/_components/charts/price-chart";
import { type ChartRange, rangeStartMs, usualRange } from "@/app/_components/charts/ranges";
import { useBarFeed } from "@/app/_components/charts/use-bar-feed";
import { StaleBadge } from "@/app/_components/ui";
import { useStreamState } from "@/app/_lib/events";
import { type ResolutionName, useScope } from "@/app/_lib/scope";
import { useFormat } from "@/app/_lib/use-format";
import { isResolution, resolutionMs } from "@/modules/data";
import { NoBars } from "./chart/no-bars";
import { ChartToolbar } from "./chart-toolbar";
import { InstrumentFacts } from "./instrument-facts";
import { LiveBadge } from "./live/live-badge";
import { useLiveBars } from "./live/use-live-bars";
import { useLiveDesk } from "./live/use-live-desk";
import { NoMarketData } from "./sample-data";
import { SymbolList } from "./symbol-list";
import type { Instrument } from "./types";
import { useActionsNews } from "./use-actions-news";
import { useBarsNews } from "./use-bars-news";
import { useChartAddress } from "./use-chart-address";
import { useInstruments, useQuotes } from "./use-instruments";

/** Before any bar there can be: "from the first on". */
const BEGINNING_MS = Number.NEGATIVE_INFINITY;
const DEFAULT_TICK = "0.01";
const NO_INSTRUMENTS: readonly Instrument[] = [];

/** The span a range button stands for, once the bars it needs are here. */
function useRangeView(feed: ReturnType<typeof useBarFeed>["feed"], isReady: boolean, range: ChartRange, turn: number) {
  const [view, setView] = useState<ChartView | null>(null);
  useEffect(() => {
    const lastMs = feed.state().window.bars.time.at(-1);
    if (!isReady || lastMs === undefined) return undefined;
    let isCurrent = true;
    const fromMs = rangeStartMs(range, lastMs);
    const show = () => {
      if (isCurrent) setView({ fromMs, toMs: lastMs, turn });
    };
    const isShort = () => (feed.state().window.bars.time[0] ?? 0) > (fromMs ?? BEGINNING_MS);
    // At once what is here, and the whole range when the rest has come.
    void feed.settled().then(async () => {
      show();
      if (!isShort()) return;
      await feed.reach(fromMs ?? BEGINNING_MS);
      show();
    });
    return () => {
      isCurrent = false;
    };
  }, [feed, isReady, range, turn]);
  return view;
}

/** When the stream of news is down: since when, and what that means here. */
function useStale() {
  const t = useTranslations("chart");
  const format = useFormat();
  const stream = useStreamState();
  if (stream.status !== "lost") return null;
  return <StaleBadge age={t("stale", { time: format.time(stream.sinceMs) })} reason={t("staleReason")} />;
}

/** The desk: instruments, the chart of one of them, and what is known about it. */
export function ChartDesk() {
  const [scope, setScope] = useScope();
  const [address, setAddress] = useChartAddress();
  const instruments = useInstruments();
  const listed = instruments.data ?? NO_INSTRUMENTS;
  const quotes = useQuotes(listed);
  const { symbol, resolution } = scope;
  const instrument = listed.find((one) => one.symbol === symbol);
  const { feed, state } = useBarFeed(symbol, resolution, null, {
    adjustment: address.prices,
    untilDate: null,
  });
  const [turn, setTurn] = useState(0);
  const [isMoved, setIsMoved] = useState(false);
  const range = address.range ?? usualRange(resolutionMs(resolution));
  const view = useRangeView(feed, state.status === "ready", range, turn);
  const stale = useStale();

  const onNews = useCallback(
    (changed: string, changedResolution: string) => {
      // Longer bars are made of shorter ones: news of those is news of these.
      const isIn = isResolution(changedResolution) && resolutionMs(changedResolution) <= resolutionMs(resolution);
      if (changed === symbol && isIn) void feed.refresh();
    },
    [feed, symbol, resolution],
  );
  useBarsNews(onNews);
  useLiveBars(feed, symbol, resolution);
  const { live, shown } = useLiveDesk(listed, symbol, quotes);
  // Other corporate actions make other prices of every bar: the window is read anew.
  useActionsNews(symbol, () => void feed.open(null));

  const onMoved = useCallback(() => setIsMoved(true), []);
  const showRange = (next: ChartRange) => {
    setIsMoved(false);
    setTurn(turn + 1);
    void setAddress({ range: next });
  };
  const onResolution = (next: ResolutionName) => {
    setIsMoved(false);
    void setScope({ resolution: next });
  };
  const choose = (chosen: Instrument) => {
    setIsMoved(false);
    const isCovered = chosen.resolutions.some((series) => series.resolution === resolution);
    const first = chosen.resolutions.find(({ stored }) => stored);
    void setScope({
      symbol: chosen.symbol,
      resolution: isCovered || first === undefined ? resolution : first.resolution,
    });
  };
  const key = useMemo(() => `${symbol} ${resolution} ${address.prices}`, [symbol, resolution, address.prices]);

  if (instruments.data?.length === 0) return <NoMarketData />;
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[236px_minmax(0,1fr)_276px] max-xl:grid-cols-[220px_minmax(0,1fr)] max-md:flex max-md:flex-none max-md:flex-col">
      <div className="flex min-h-0 border-r border-line-2 max-md:hidden">
        <SymbolList
          instruments={instruments.data}
          quotes={shown}
          symbol={symbol}
          error={instruments.error}
          onRetry={() => void instruments.refetch()}
          onChoose={choose}
          isStale={stale !== null}
        />
      </div>
      <div className="flex min-h-0 min-w-0 flex-col">
        <ChartToolbar
          instruments={listed}
          symbol={symbol}
          resolutions={instrument?.resolutions ?? []}
          resolution={resolution}
          onResolution={onResolution}
          range={isMoved ? null : range}
          onRange={showRange}
          prices={address.prices}
          onPrices={(prices) => void setAddress({ prices })}
          scale={address.scale}
          onScale={(scale) => void setAddress({ scale })}
          indicators={address.ind}
          onIndicators={(ind) => void setAddress({ ind: [...ind] })}
          onLatest={() => showRange(range)}
        />
        {live === undefined ? null : (
          <div className="flex shrink-0 border-b border-line-2 px-3 py-1 max-md:px-4">
            <LiveBadge quote={live} tick={instrument?.tick ?? DEFAULT_TICK} />
          </div>
        )}
        <PriceChart
          key={key}
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
          empty={<NoBars instrument={instrument} symbol={symbol} resolution={resolution} onResolution={onResolution} />}
          className="flex-1 max-md:h-[62dvh] max-md:flex-none"
        />
      </div>
      {instrument === undefined ? (
        <div className="border-l border-line-2 max-xl:hidden" />
      ) : (
        <div className="overflow-auto border-l border-line-2 max-xl:col-span-2 max-xl:border-t max-xl:border-l-0 max-md:overflow-visible max-md:border-0">
          <InstrumentFacts instrument={instrument} resolution={resolution} onResolution={onResolution} />
        </div>
      )}
    </div>
  );
}
