"use client";

import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, FailedState, lazily } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { formatInteger, formatNumber, formatPercent, tickDecimals } from "@/app/_lib/format";
import { useFormat } from "@/app/_lib/use-format";
import { type Bar, type BarColumns, isResolution, isSessionResolution, makeBarColumns } from "@/modules/data";
import type { BarFeed, BarFeedState } from "./bar-feed";
import { ChartFrame } from "./chart-frame";
import { ChartLegend } from "./chart-legend";
import { ChartSkeleton } from "./chart-skeleton";
import { EARLY_CANVAS } from "./early-picture";
import type { BarDot } from "./fill-marker";
import { type FillColumns, MARKERS_MAX, NO_FILLS } from "./fills";
import type { IndicatorLines } from "./indicator-lines";
import { NO_LEVELS, type PriceLevel, type TagPlaces } from "./levels";
import { liveBar } from "./live-bar";
import type { ChartView, PriceHandle } from "./price-canvas";
import type { PriceEngineEvents, VisibleSpan } from "./price-engine";
import { summarizeSpan } from "./summary";
import { barTimeFormatter } from "./time-axis";
import { useIndicatorLines } from "./use-indicators";

const PriceCanvas = lazily(() => import("./price-canvas").then((module) => module.PriceCanvas));
// Only where there are lines, and beside them as soon as it is here.
const LevelTags = lazily(() => import("./level-tags").then((module) => module.LevelTags));
// In the browser it is on its way while the page around it wakes up; a failure is met again where it is shown.
if (typeof window !== "undefined") PriceCanvas.ahead();

export interface PriceChartProps {
  readonly feed: BarFeed;
  readonly state: BarFeedState;
  readonly symbol: string;
  readonly currency: string;
  readonly resolution: string;
  readonly tick: string;
  /** As an address names them, `sma:50,rsi:14`; none where it is empty. */
  readonly indicators: string;
  readonly isLog: boolean;
  readonly view: ChartView | null;
  readonly fills?: FillColumns;
  readonly selectedFills?: readonly number[];
  /** What happened at bars, beside fills. Keep them stable. */
  readonly dots?: readonly BarDot[];
  /** The last bars of the series, for its numbers until it is read. */
  readonly lastBars?: BarColumns;
  /** Lines at prices, such as orders. Keep them stable. */
  readonly levels?: readonly PriceLevel[];
  readonly onLevelMove?: (id: string, price: number) => void;
  readonly onLevelPress?: (id: string) => void;
  /** Why what is shown may be behind, and since when; null while it is live. */
  readonly stale?: ReactNode;
  /** The minute that is not over, as the live quote has it; null or not given where nothing is live. */
  readonly minute?: Bar | null;
  /** Instead of the chart when the series has no bar. */
  readonly empty: ReactNode;
  readonly onMoved?: () => void;
  /** Start of the bar under the pointer; null where there is none. Keep it stable. */
  readonly onHover?: (barMs: number | null) => void;
  readonly className?: string;
}

const NO_INDICES: readonly number[] = [];
const NO_BARS = makeBarColumns(0);
const NO_LINES: readonly IndicatorLines[] = [];
const NO_DOTS: readonly BarDot[] = [];
const NOTHING = () => {};
/** Bars left of the edge at which the next page is asked for; a wide view asks earlier. */
const NEAR_BARS = 300;
const SUMMARY_DELAY_MS = 400;

/** Numbers of what is in view, said a moment after the view came to rest. */
function useSummary(props: PriceChartProps, span: VisibleSpan, barTime: (timeMs: number) => string): string {
  const t = useTranslations("chart");
  const { state, currency, tick } = props;
  const { bars } = state.window;
  const [settled, setSettled] = useState(span);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(span), SUMMARY_DELAY_MS);
    return () => window.clearTimeout(timer);
  }, [span]);
  return useMemo(() => {
    const summary = settled.to > settled.from ? summarizeSpan(bars, settled.from, settled.to) : null;
    if (summary === null) return "";
    const price = (value: number) => formatNumber(value, { decimals: tickDecimals(tick) });
    const { spanChange, lastChange } = summary;
    const trend = spanChange === null || spanChange === 0 ? "trendFlat" : spanChange > 0 ? "trendUp" : "trendDown";
    return t("summary", {
      bars: formatInteger(summary.bars),
      first: barTime(summary.firstMs),
      last: barTime(summary.lastMs),
      close: price(summary.lastClose),
      currency,
      change: lastChange === null ? t("noChange") : formatPercent(lastChange, { signed: true }),
      trend: t(trend),
      spanChange: formatPercent(spanChange, { signed: true }),
      high: price(summary.highest),
      highDate: barTime(summary.highestMs),
      low: price(summary.lowest),
      lowDate: barTime(summary.lowestMs),
    });
  }, [bars, settled, tick, currency, barTime, t]);
}

/** Who hears where tags belong, past React: it is told at each painting. */
function useTagPlaces() {
  const placeTags = useRef<((places: TagPlaces) => void) | null>(null);
  const onPlaces = useCallback((hear: (places: TagPlaces) => void) => {
    placeTags.current = hear;
    return () => {
      placeTags.current = null;
    };
  }, []);
  return { placeTags, onPlaces };
}

/** Candles, volume, indicators and fills of one series. History comes in as one moves left, and the view stays where it was. */
export function PriceChart(props: PriceChartProps) {
  const { feed, state, symbol, resolution, tick, indicators, isLog, view, className, onMoved } = props;
  const { levels = NO_LEVELS, onLevelMove = NOTHING, onLevelPress = NOTHING } = props;
  const { fills = NO_FILLS, selectedFills = NO_INDICES, dots = NO_DOTS, stale = null, minute = null, empty } = props;
  const t = useTranslations("chart");
  const { timeZone } = useFormat();
  const handle = useRef<PriceHandle>(null);
  const { placeTags, onPlaces } = useTagPlaces();
  const [crosshair, setCrosshair] = useState<number | null>(null);
  const [span, setSpan] = useState<VisibleSpan>({ from: 0, to: 0 });
  const [tops, setTops] = useState<readonly number[]>([0]);
  const [drawn, setDrawn] = useState({ count: 0, inSpan: 0 });
  const { bars, atStart, atEnd } = state.window;
  const decimals = tickDecimals(tick);
  const isSession = isResolution(resolution) && isSessionResolution(resolution);
  const barTime = useMemo(() => barTimeFormatter(timeZone, isSession), [timeZone, isSession]);
  const lines = useIndicatorLines(indicators, bars);
  const live = useMemo(() => (atEnd ? liveBar(bars, minute, resolution) : null), [bars, minute, resolution, atEnd]);
  const summary = useSummary(props, span, barTime);

  const events = useMemo<PriceEngineEvents>(
    () => ({
      onCrosshair: setCrosshair,
      onSpan: setSpan,
      onPanes: (next) => setTops((known) => (known.join() === next.join() ? known : next)),
      onLevels: (places) => placeTags.current?.(places),
      onFills: (count, inSpan) =>
        setDrawn((known) => (known.count === count && known.inSpan === inSpan ? known : { count, inSpan })),
    }),
    [placeTags],
  );

  const { onHover = NOTHING } = props;
  const hovered = crosshair === null ? null : (bars.time[crosshair] ?? null);
  useEffect(() => onHover(hovered), [onHover, hovered]);

  const hasBars = bars.time.length > 0;
  const isDrawn = span.to > span.from;
  const near = Math.max(NEAR_BARS, (span.to - span.from) / 2);
  const mayLoad = hasBars && state.busy === null && state.error === null && span.to > span.from;
  const wantsOlder = mayLoad && !atStart && span.from < near;
  const wantsNewer = mayLoad && !atEnd && span.to > bars.time.length - near;
  useEffect(() => {
    if (wantsOlder) void feed.older();
    else if (wantsNewer) void feed.newer();
  }, [feed, wantsOlder, wantsNewer]);

  // An instrument that does not exist is a series without bars: what to do next is the same.
  const isUnknown = state.status === "failed" && toFailure(state.error).kind === "instrument.not_found";
  const isEmpty = state.status === "ready" && !hasBars;
  const read = state.status === "loading" ? (props.lastBars ?? NO_BARS) : bars;
  const last = read.time.length - 1;
  return (
    <ChartFrame
      label={t("region", { symbol, resolution })}
      summary={summary}
      handle={handle}
      onHome={() => handle.current?.pan(-bars.time.length)}
      onEnd={() => handle.current?.toEnd()}
      // Pressing a button where no bar is yet moves nothing.
      {...(onMoved === undefined || !hasBars ? {} : { onMoved })}
      {...(className === undefined ? {} : { className })}
    >
      {hasBars ? (
        <>
          <PriceCanvas
            resolution={resolution}
            decimals={decimals}
            timeZone={timeZone}
            bars={bars}
            live={live}
            indicators={lines}
            fills={fills}
            selectedFills={selectedFills}
            dots={dots}
            levels={levels}
            isLog={isLog}
            isStale={stale !== null}
            view={view}
            events={events}
            handle={handle}
          />
          {levels.length === 0 ? null : (
            <LevelTags
              levels={levels}
              tick={tick}
              handle={handle}
              onPlaces={onPlaces}
              onMove={onLevelMove}
              onPress={onLevelPress}
            />
          )}
        </>
      ) : null}
      {last >= 0 ? (
        <ChartLegend
          bars={read}
          live={crosshair === null ? live : null}
          index={crosshair ?? (isDrawn ? Math.min(Math.max(Math.floor(span.to), 0), last) : last)}
          decimals={decimals}
          barTime={barTime}
          indicators={state.status === "loading" ? NO_LINES : lines}
          paneTops={tops}
          isStale={stale !== null}
        />
      ) : null}
      {state.status === "loading" ? <ChartSkeleton label={t("loading")} /> : null}
      {state.status === "loading" || (hasBars && !isDrawn) ? (
        // Holds the picture that was painted before this code was there, until the chart has drawn its own.
        <canvas {...EARLY_CANVAS} className="pointer-events-none absolute inset-0 size-full" />
      ) : null}
      {state.status === "failed" && !isUnknown ? (
        <FailedState
          title={t("failed")}
          error={state.error}
          safe={t("failedSafe")}
          onRetry={() => void feed.refresh()}
        />
      ) : null}
      {isEmpty || isUnknown ? empty : null}
      <ChartNotes feed={feed} state={state} stale={stale} drawn={drawn.count} inSpan={drawn.inSpan} />
    </ChartFrame>
  );
}

interface ChartNotesProps {
  readonly feed: BarFeed;
  readonly state: BarFeedState;
  readonly stale: ReactNode;
  readonly drawn: number;
  readonly inSpan: number;
}

/** What one should know about the picture: what is missing, on its way, or too much to draw. Over the chart, at its foot. */
function ChartNotes({ feed, state, stale, drawn, inSpan }: ChartNotesProps) {
  const t = useTranslations("chart");
  const hasFailed = state.status === "ready" && state.error !== null;
  const isThinned = inSpan > drawn && drawn >= MARKERS_MAX;
  return (
    <output className="pointer-events-none absolute right-20 bottom-9 left-36 z-10 num flex flex-wrap items-center justify-end gap-2 text-11 text-tx-3">
      {stale}
      {state.busy === null ? null : <span>{state.busy === "older" ? t("loadingOlder") : t("loadingNewer")}</span>}
      {state.full ? <span>{t("full", { count: formatInteger(state.window.bars.time.length) })}</span> : null}
      {isThinned ? (
        <span>{t("fillsThinned", { drawn: formatInteger(drawn), count: formatInteger(inSpan) })}</span>
      ) : null}
      {hasFailed ? (
        <span className="pointer-events-auto flex items-center gap-2 rounded-2 bg-danger-soft px-2 py-1 text-danger">
          {state.window.atStart ? t("newestFailed") : t("olderFailed")}
          <Button size="sm" onClick={() => void (state.window.atStart ? feed.refresh() : feed.older())}>
            {t("tryAgain")}
          </Button>
        </span>
      ) : null}
    </output>
  );
}
