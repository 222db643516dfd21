"use client";

import { useCallback } from "react";
import { useLate } from "./use-late";

/** The width under which rails become bars and rows become cards; the same number as Tailwind's `max-md`. */
export const PHONE = "(max-width: 767px)";

const no = () => false;

function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = window.matchMedia(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    [query],
  );
  const read = useCallback(() => window.matchMedia(query).matches, [query]);
  return useLate(subscribe, read, no);
}

/** Whether the screen is a phone's. False on the server: use CSS where the first paint matters. */
export function useIsPhone(): boolean {
  return useMedia(PHONE);
}

/** The width from which the desk has three columns; the same number as in `desk.css`. */
export const WIDE = "(min-width: 1200px)";

/** Whether there is room for the ticket beside the chart. False on the server. */
export function useIsWide(): boolean {
  return useMedia(WIDE);
}

/** Whether there surely is none. False on the server too: there it is not known. */
export function useIsNarrow(): boolean {
  return useMedia(`not all and ${WIDE}`);
}

const never = () => () => {};
const yes = () => true;

/** Whether it is known which screen that is: not on the server, nor before a page that it drew lives. */
export function useIsScreenKnown(): boolean {
  return useLate(never, yes, no);
}
