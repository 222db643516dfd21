"use client";

import { useCallback, useSyncExternalStore } from "react";

/** The time in whole steps of `everyMs`, renewed while `running`: for ages and times left. */
export function useNow(everyMs: number, running = true): number {
  const subscribe = useCallback(
    (listener: () => void) => {
      if (!running) return () => {};
      const timer = setInterval(listener, everyMs);
      return () => clearInterval(timer);
    },
    [everyMs, running],
  );
  const read = () => Math.floor(Date.now() / everyMs) * everyMs;
  return useSyncExternalStore(subscribe, read, read);
}
