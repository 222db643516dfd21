"use client";

import { useCallback } from "react";
import { useLate } from "./use-late";

const notYet = () => 0;

/** The time in whole steps of `everyMs`, renewed while `running`: for ages and times left. 0 until the page is live. */
export function useNow(everyMs: number, running = true): number {
  const subscribe = useCallback(
    (listener: () => void) => {
      if (!running) return () => {};
      const timer = setInterval(listener, everyMs);
      return () => clearInterval(timer);
    },
    [everyMs, running],
  );
  const read = useCallback(() => Math.floor(Date.now() / everyMs) * everyMs, [everyMs]);
  // The server's clock is not the browser's: what it draws must be the same in both.
  return useLate(subscribe, read, notYet);
}
