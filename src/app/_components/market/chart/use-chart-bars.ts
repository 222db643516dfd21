"use client";

import { useCallback, useState } from "react";
import { firstPageBars } from "@/app/_components/charts/bar-pages";
import { usualRange } from "@/app/_components/charts/ranges";
import { useBarFeed } from "@/app/_components/charts/use-bar-feed";
import type { ResolutionName } from "@/app/_lib/scope";
import { isResolution, resolutionMs } from "@/modules/data";
import type { ChartAddress } from "../chart-address";
import { useLiveBars } from "../live/use-live-bars";
import { useActionsNews } from "../use-actions-news";
import { useBarsNews } from "../use-bars-news";

/** Bars of the series, in step with whatever changes them: closed minutes, imports, corporate actions. */
export function useChartBars(
  symbol: string,
  resolution: ResolutionName,
  { prices: adjustment, hours, range }: Pick<ChartAddress, "prices" | "hours" | "range">,
) {
  // What the page asked for ahead; later the same for every series of that length, so that another range reads nothing anew.
  const [begunWith] = useState(range);
  const barMs = resolutionMs(resolution);
  const firstBars = firstPageBars(begunWith ?? usualRange(barMs), barMs);
  const { feed, state } = useBarFeed(symbol, resolution, null, { adjustment, untilDate: null, hours }, firstBars);
  const onNews = useCallback(
    (changed: string, changedResolution: string) => {
      // Longer bars are made of shorter ones: news of those is news of these.
      const isIn = isResolution(changedResolution) && resolutionMs(changedResolution) <= barMs;
      if (changed === symbol && isIn) void feed.refresh();
    },
    [feed, symbol, barMs],
  );
  const onReset = useCallback(() => void feed.refresh(), [feed]);
  useBarsNews(onNews, onReset);
  useLiveBars(feed, symbol, resolution);
  // Other corporate actions make other prices of every bar: the window is read anew.
  useActionsNews(symbol, () => void feed.open(null));
  return { feed, state };
}
