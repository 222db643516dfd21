"use client";

import { useCallback } from "react";
import type { BarFeed } from "@/app/_components/charts/bar-feed";
import type { HubEvent } from "@/app/_lib/event-hub";
import { useLiveEvent } from "@/app/_lib/events";
import { barColumnsOf } from "@/modules/data";
import { changedSeries } from "../use-bars-news";
import { readClosedBars } from "./closed-bars";

/** Keeps a chart's bars in step with those that close: by the news itself at one minute, by a look at the newest elsewhere. */
export function useLiveBars(feed: BarFeed, symbol: string, resolution: string): void {
  const onClosed = useCallback(
    (event: HubEvent) => {
      const closed = readClosedBars(event.payload);
      if (closed === null || closed.symbol !== symbol) return;
      if (resolution === "1m") feed.append(barColumnsOf(closed.bars));
      else void feed.tail();
    },
    [feed, symbol, resolution],
  );
  const onRepaired = useCallback(
    (event: HubEvent) => {
      if (changedSeries(event.payload)?.symbol === symbol) void feed.refresh();
    },
    [feed, symbol],
  );
  useLiveEvent("bars.closed", onClosed);
  useLiveEvent("bars.repaired", onRepaired);
}
