"use client";

import { useSyncExternalStore } from "react";
import { type ChartTheme, readChartTheme, watchTheme } from "./chart-theme";

let known: ChartTheme | null = null;

/** The colours of the page as they are now; the same object as long as none has changed. */
function currentTheme(): ChartTheme {
  const now = readChartTheme(document.documentElement);
  if (known === null || JSON.stringify(known) !== JSON.stringify(now)) known = now;
  return known;
}

const subscribe = (onChange: () => void) => watchTheme(document.documentElement, onChange);

/** The colours of the page, read anew when it switches theme. Only for components that are not rendered on the server. */
export function useChartTheme(): ChartTheme {
  return useSyncExternalStore(subscribe, currentTheme);
}
