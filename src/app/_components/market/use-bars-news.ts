"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { HubEvent } from "@/app/_lib/event-hub";
import { useLiveEvent } from "@/app/_lib/events";
import { LAST_BARS_KEY } from "./use-instruments";

/** The series that news about bars is about; null when it is not news of that kind. */
export function changedSeries(payload: unknown): { readonly symbol: string; readonly resolution: string } | null {
  if (typeof payload !== "object" || payload === null || !("symbol" in payload) || !("resolution" in payload))
    return null;
  const { symbol, resolution } = payload;
  return typeof symbol === "string" && typeof resolution === "string" ? { symbol, resolution } : null;
}

/** Calls back when bars of a series were imported or undone, and forgets what was remembered about them. */
export function useBarsNews(onChange: (symbol: string, resolution: string) => void): void {
  const queryClient = useQueryClient();
  const handle = useCallback(
    (event: HubEvent) => {
      const series = changedSeries(event.payload);
      if (series === null) return;
      void queryClient.invalidateQueries({ queryKey: [LAST_BARS_KEY, series.symbol] });
      onChange(series.symbol, series.resolution);
    },
    [queryClient, onChange],
  );
  useLiveEvent("bars.changed", handle);
}
