"use client";

import { memo, type RefObject, useContext, useEffect, useId, useImperativeHandle, useRef, useState } from "react";
import { type Bar, type BarColumns, isResolution, isSessionResolution } from "@/modules/data";
import { ChartPointerContext } from "./chart-pointer";
import type { BarDot } from "./fill-marker";
import type { FillColumns } from "./fills";
import type { IndicatorLines } from "./indicator-lines";
import type { PriceLevel } from "./levels";
import { Pieces } from "./pieces";
import { PriceEngine, type PriceEngineEvents } from "./price-engine";
import { barTimeFormatter } from "./time-axis";
import { useChartTheme } from "./use-chart-theme";

/** A span the chart is told to show; another number shows the same span again. */
export interface ChartView {
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly turn: number;
}

export interface ChartHandle {
  readonly pan: (screens: number) => void;
  readonly zoom: (factor: number) => void;
  readonly toEnd: () => void;
}

/** A chart of prices is also asked what stands where. */
export interface PriceHandle extends ChartHandle {
  /** The price at a height in px from the top of the chart; null where there is none. */
  readonly priceAt: (heightPx: number) => number | null;
  readonly repaint: () => void;
}

export interface PriceCanvasProps {
  readonly resolution: string;
  readonly decimals: number;
  readonly timeZone: string;
  readonly bars: BarColumns;
  /** The bar that is being made; null where nothing is known of it. */
  readonly live: Bar | null;
  readonly indicators: readonly IndicatorLines[];
  readonly fills: FillColumns;
  readonly selectedFills: readonly number[];
  readonly dots: readonly BarDot[];
  readonly levels: readonly PriceLevel[];
  readonly isLog: boolean;
  readonly isStale: boolean;
  readonly view: ChartView | null;
  readonly events: PriceEngineEvents;
  readonly handle: RefObject<PriceHandle | null>;
}

/** The drawing itself. Everything it needs comes in; what happens on it goes out through `events`. */
function PriceCanvasInner(props: PriceCanvasProps) {
  const {
    resolution,
    decimals,
    timeZone,
    bars,
    live,
    indicators,
    fills,
    selectedFills,
    dots,
    isLog,
    isStale,
    view,
    events,
  } = props;
  const { levels } = props;
  const box = useRef<HTMLDivElement>(null);
  const [drawing, setDrawing] = useState<Pieces<PriceEngine> | null>(null);
  const theme = useChartTheme();
  const pointer = useContext(ChartPointerContext);
  const name = useId();
  const isSession = isResolution(resolution) && isSessionResolution(resolution);
  const zone = isSession ? "UTC" : timeZone;
  const span = useRef({ from: 0, to: 0 });
  const latestTheme = useRef(theme);

  useEffect(() => {
    latestTheme.current = theme;
    drawing?.tell((engine) => engine.setTheme(theme, isStale));
  }, [drawing, theme, isStale]);

  useEffect(() => {
    if (box.current === null) return undefined;
    const made = new PriceEngine(
      box.current,
      {
        decimals,
        theme: latestTheme.current,
        timeZone: zone,
        withTime: !isSession,
        barTime: barTimeFormatter(zone, isSession),
      },
      {
        ...events,
        onPointed: (timeMs) => pointer?.tell(name, timeMs),
        onSpan: (next) => {
          span.current = next;
          events.onSpan(next);
        },
      },
    );
    const pieces = new Pieces(made);
    setDrawing(pieces);
    return () => {
      setDrawing(null);
      pieces.drop();
      made.dispose();
    };
  }, [decimals, zone, isSession, events, pointer, name]);
  useEffect(
    () =>
      drawing === null ? undefined : pointer?.listen(name, (timeMs) => drawing.tell((engine) => engine.point(timeMs))),
    [drawing, pointer, name],
  );

  // A full drawing of the bars takes the bar in the making away, which is then drawn behind them again.
  useEffect(() => drawing?.tell((engine) => engine.setBars(bars)), [drawing, bars]);
  useEffect(() => drawing?.tell((engine) => engine.setIndicators(indicators)), [drawing, indicators]);
  useEffect(() => drawing?.tell((engine) => engine.setLive(live)), [drawing, live]);
  useEffect(() => drawing?.tell((engine) => engine.setFills(fills, selectedFills)), [drawing, fills, selectedFills]);
  useEffect(() => drawing?.tell((engine) => engine.setDots(dots)), [drawing, dots]);
  useEffect(() => drawing?.tell((engine) => engine.setLevels(levels)), [drawing, levels]);
  useEffect(() => drawing?.tell((engine) => engine.setLog(isLog)), [drawing, isLog]);
  useEffect(() => drawing?.tell((engine) => engine.fit()), [drawing]);
  useEffect(() => {
    if (view !== null) drawing?.tell((engine) => engine.show(view.fromMs, view.toMs));
  }, [drawing, view]);
  useEffect(() => drawing?.end((engine) => engine.begin()), [drawing]);

  useImperativeHandle(
    props.handle,
    () => ({
      pan: (screens) => drawing?.tell((engine) => engine.pan((span.current.to - span.current.from) * screens)),
      zoom: (factor) => drawing?.tell((engine) => engine.zoom(factor)),
      toEnd: () => drawing?.tell((engine) => engine.toEnd()),
      priceAt: (heightPx) => drawing?.whose.priceAt(heightPx) ?? null,
      repaint: () => drawing?.whose.repaint(),
    }),
    [drawing],
  );

  return <div ref={box} aria-hidden="true" className="absolute inset-0" />;
}

/** Redrawn only when what it draws changes: the crosshair moves many times a second beside it. */
export const PriceCanvas = memo(PriceCanvasInner);
