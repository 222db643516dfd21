"use client";

import { useEffect, useMemo, useSyncExternalStore } from "react";
import { isResolution, MINUTE_MS, resolutionMs } from "@/modules/data";
import { BarFeed, type BarFeedState } from "./bar-feed";
import { barPageReader, type ChartPrices, PAGE_BARS, RAW_PRICES } from "./bar-pages";

/** The bars of one series, newest page first, of `firstBars`; `untilMs` makes the window end before it instead. */
export function useBarFeed(
  symbol: string,
  resolution: string,
  untilMs: number | null,
  { adjustment, untilDate, hours }: ChartPrices = RAW_PRICES,
  firstBars = PAGE_BARS,
): { readonly feed: BarFeed; readonly state: BarFeedState } {
  const feed = useMemo(
    () =>
      new BarFeed({
        read: barPageReader(symbol, resolution, { adjustment, untilDate, hours }),
        barMs: isResolution(resolution) ? resolutionMs(resolution) : MINUTE_MS,
        firstBars,
      }),
    [symbol, resolution, adjustment, untilDate, hours, firstBars],
  );
  useEffect(() => {
    void feed.open(untilMs);
    return () => feed.close();
  }, [feed, untilMs]);
  const state = useSyncExternalStore(feed.subscribe, feed.state, feed.state);
  return { feed, state };
}
