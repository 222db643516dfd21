"use client";

import { startTransition, useEffect, useState } from "react";

/** Whether the page that the server drew lives: what is drawn first from then on was not drawn by the server. */
let isAwake = false;

/** Once, around everything that the server draws. */
export function useWake(): void {
  useEffect(() => {
    isAwake = true;
  }, []);
}

/**
 * A value from outside of React that nobody waits for within a frame. Unlike `useSyncExternalStore` it does not draw again in one
 * piece what depends on it, above all not right after the page wakes up: a phone answers no finger meanwhile.
 *
 * @param subscribe - Keep it stable, and `read` too.
 * @param onServer - What the page was drawn with by the server, and wakes up with.
 */
export function useLate<T>(subscribe: (onChange: () => void) => () => void, read: () => T, onServer: () => T): T {
  const [value, setValue] = useState(() => (isAwake ? read() : onServer()));
  useEffect(() => {
    const take = () => {
      const next = read();
      startTransition(() => setValue(() => next));
    };
    take();
    return subscribe(take);
  }, [subscribe, read]);
  return value;
}
