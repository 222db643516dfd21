"use client";

import { useEffect, useRef, useState } from "react";
import type { BarFeed, BarFeedState } from "@/app/_components/charts/bar-feed";
import type { ChartView } from "@/app/_components/charts/price-canvas";
import { type ChartRange, type HeldSpan, hasGrown, rangeStartMs } from "@/app/_components/charts/ranges";

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
export function useRangeView(feed: BarFeed, state: BarFeedState, input: RangeViewInput): ChartView | null {
  const { range } = input;
  // A series may begin empty, and all of its history come at once.
  const isReady = state.status === "ready" && state.window.bars.time.length > 0;
  const turn = input.turn + useGrowth(feed, state, input.isMoved);
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
 * How often bars have come many at a time under a view that nobody moved. Pages of a fetch come oldest first, and a chart that
 * stayed where the first one ended would show an old price as the last; a history that comes after the first live bars would
 * stay hidden left of them. A bar that closes is followed by the chart itself.
 */
function useGrowth(feed: BarFeed, { status, window }: BarFeedState, isMoved: boolean): number {
  const [count, setCount] = useState(0);
  const seen = useRef<{ readonly feed: BarFeed; readonly held: HeldSpan } | null>(null);
  useEffect(() => {
    const { time } = window.bars;
    const [firstMs] = time;
    const lastMs = time.at(-1);
    if (status !== "ready" || firstMs === undefined || lastMs === undefined) return;
    const before = seen.current;
    seen.current = { feed, held: { firstMs, lastMs, atStart: window.atStart } };
    if (!isMoved && before?.feed === feed && hasGrown(time, before.held)) setCount((known) => known + 1);
  }, [feed, status, window, isMoved]);
  return count;
}
