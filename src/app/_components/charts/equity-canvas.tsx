"use client";

import { memo, type RefObject, useEffect, useImperativeHandle, useRef, useState } from "react";
import type { EquityColumns } from "./equity-columns";
import { EquityEngine, type EquityEngineEvents } from "./equity-engine";
import type { ChartHandle } from "./price-canvas";
import { barTimeFormatter } from "./time-axis";
import { useChartTheme } from "./use-chart-theme";

export interface EquityCanvasProps {
  readonly columns: EquityColumns;
  readonly indices: readonly number[];
  readonly timeZone: string;
  readonly isSession: boolean;
  readonly isLog: boolean;
  readonly events: EquityEngineEvents;
  readonly handle: RefObject<ChartHandle | null>;
}

function EquityCanvasInner({ columns, indices, timeZone, isSession, isLog, events, handle }: EquityCanvasProps) {
  const box = useRef<HTMLDivElement>(null);
  const [engine, setEngine] = useState<EquityEngine | null>(null);
  const theme = useChartTheme();
  const latestTheme = useRef(theme);
  const zone = isSession ? "UTC" : timeZone;

  useEffect(() => {
    latestTheme.current = theme;
    engine?.setTheme(theme);
  }, [engine, theme]);

  useEffect(() => {
    if (box.current === null) return undefined;
    const axis = { timeZone: zone, withTime: !isSession, barTime: barTimeFormatter(zone, isSession) };
    const made = new EquityEngine(box.current, { ...axis, theme: latestTheme.current }, events);
    setEngine(made);
    return () => {
      setEngine(null);
      made.dispose();
    };
  }, [zone, isSession, events]);

  useEffect(() => engine?.setColumns(columns, indices), [engine, columns, indices]);
  useEffect(() => engine?.setLog(isLog), [engine, isLog]);

  useImperativeHandle(
    handle,
    () => ({
      pan: (screens) => engine?.panScreens(screens),
      zoom: (factor) => engine?.zoom(factor),
      toEnd: () => engine?.showAll(),
    }),
    [engine],
  );

  return <div ref={box} aria-hidden="true" className="absolute inset-0" />;
}

export const EquityCanvas = memo(EquityCanvasInner);
