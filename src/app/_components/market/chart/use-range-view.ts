"use client";

import { useEffect, useState } from "react";
import type { BarFeed } from "@/app/_components/charts/bar-feed";
import type { ChartView } from "@/app/_components/charts/price-canvas";
import { type ChartRange, rangeStartMs } from "@/app/_components/charts/ranges";

/** Before any bar there can be: "from the first on". */
const BEGINNING_MS = Number.NEGATIVE_INFINITY;

/** The span a range button stands for, once the bars it needs are here. */
export function useRangeView(feed: BarFeed, isReady: boolean, range: ChartRange, turn: number): ChartView | null {
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
