"use client";

import { useCallback } from "react";
import type { HubEvent } from "@/app/_lib/event-hub";
import { useLiveEvent } from "@/app/_lib/events";

/** Calls back when corporate actions of an instrument were imported or taken out. */
export function useActionsNews(symbol: string, onChange: () => void): void {
  const handle = useCallback(
    ({ payload }: HubEvent) => {
      if (typeof payload === "object" && payload !== null && "symbol" in payload && payload.symbol === symbol)
        onChange();
    },
    [symbol, onChange],
  );
  useLiveEvent("actions.changed", handle);
}
