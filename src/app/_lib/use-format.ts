"use client";

import { createContext, useContext, useMemo } from "react";
import { formatDate, formatDateTime, formatTime } from "./format";

/** The zone of the signed-in person; before anyone is, the browser's is used by the pages that show times. */
export const TimeZoneContext = createContext("UTC");

/** Dates and times in the person's zone. Numbers need no context: import them from `./format`. */
export function useFormat() {
  const timeZone = useContext(TimeZoneContext);
  return useMemo(
    () => ({
      timeZone,
      date: (ms: number | null | undefined) => formatDate(ms, timeZone),
      time: (ms: number | null | undefined, seconds = true) => formatTime(ms, timeZone, seconds),
      dateTime: (ms: number | null | undefined, seconds = false) => formatDateTime(ms, timeZone, seconds),
    }),
    [timeZone],
  );
}
