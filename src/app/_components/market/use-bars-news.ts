"use client";

import { useCallback } from "react";
import { type HubEvent, TOPIC_RESET } from "@/app/_lib/event-hub";
import { useLiveEvent } from "@/app/_lib/events";

/** The series that news about bars is about; null when it is not news of that kind. */
export function changedSeries(payload: unknown): { readonly symbol: string; readonly resolution: string } | null {
  if (typeof payload !== "object" || payload === null || !("symbol" in payload) || !("resolution" in payload))
    return null;
  const { symbol, resolution } = payload;
  return typeof symbol === "string" && typeof resolution === "string" ? { symbol, resolution } : null;
}

/** Calls back when bars of a series were imported, fetched or undone; `onReset` when nobody knows of which. */
export function useBarsNews(onChange: (symbol: string, resolution: string) => void, onReset: () => void): void {
  const handle = useCallback(
    (event: HubEvent) => {
      const series = changedSeries(event.payload);
      if (series !== null) onChange(series.symbol, series.resolution);
    },
    [onChange],
  );
  useLiveEvent("bars.changed", handle);
  useLiveEvent(TOPIC_RESET, onReset);
}
