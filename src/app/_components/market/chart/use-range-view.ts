"use client";

import { useEffect, useRef, useState } from "react";
import type { BarFeed } from "@/app/_components/charts/bar-feed";
import type { ChartView } from "@/app/_components/charts/price-canvas";
import { type ChartRange, hasJumped, rangeStartMs } from "@/app/_components/charts/ranges";

/** Before any bar there can be: "from the first on". */
const BEGINNING_MS = Number.NEGATIVE_INFINITY;

export interface RangeViewInput {
  readonly range: ChartRange;
  /** Another number shows the range again. */
  readonly turn: number;
  /** The person looks at another part of the series: the view stays there. */
  readonly isMoved: boolean;
}

/** The span a range button stands for, once the bars it needs are here; it goes along when bars come many at a time. */
export function useRangeView(feed: BarFeed, times: Float64Array | null, input: RangeViewInput): ChartView | null {
  const { range } = input;
  const isReady = times !== null;
  const turn = input.turn + useJumps(feed, times, input.isMoved);
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

/**
 * How often the newest bar has jumped ahead under a view that nobody moved: pages of a fetch come oldest first, and a chart
 * that stayed where the first one ended would show an old price as the last. A bar that closes is followed by the chart itself.
 */
function useJumps(feed: BarFeed, times: Float64Array | null, isMoved: boolean): number {
  const [jumps, setJumps] = useState(0);
  const seen = useRef<{ readonly feed: BarFeed; readonly lastMs: number } | null>(null);
  useEffect(() => {
    const lastMs = times?.at(-1);
    if (times === null || lastMs === undefined) return;
    const before = seen.current;
    seen.current = { feed, lastMs };
    if (!isMoved && before?.feed === feed && hasJumped(times, before.lastMs)) setJumps((count) => count + 1);
  }, [feed, times, isMoved]);
  return jumps;
}
