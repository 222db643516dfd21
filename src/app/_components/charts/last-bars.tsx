"use client";

import { createContext, type ReactNode, useContext, useMemo } from "react";
import { type Bar, type BarColumns, barColumnsOf } from "@/modules/data";

interface LastBars {
  /** As `seriesName` has it. */
  readonly series: string;
  readonly bars: readonly Bar[];
}

const LastBarsContext = createContext<LastBars | null>(null);

/** The last bars of one series, which came with the page: its numbers are there before its chart is. */
export function LastBarsProvider({ series, bars, children }: LastBars & { readonly children: ReactNode }) {
  const came = useMemo(() => ({ series, bars }), [series, bars]);
  return <LastBarsContext value={came}>{children}</LastBarsContext>;
}

/** Undefined where the page came with none of that series. */
export function useLastBars(series: string): BarColumns | undefined {
  const came = useContext(LastBarsContext);
  return useMemo(() => (came?.series === series ? barColumnsOf(came.bars) : undefined), [came, series]);
}
