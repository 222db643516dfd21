"use client";

import { useSyncExternalStore } from "react";
import { type ChartTheme, readChartTheme, watchTheme } from "./chart-theme";

let known: ChartTheme | null = null;
let watching = 0;
/** Whether colours may have changed since they were read: always while nobody watches. */
let isOld = true;

/** The colours of the page as they are now; the same object as long as none has changed. React asks many times for them. */
function currentTheme(): ChartTheme {
  if (known !== null && watching > 0 && !isOld) return known;
  isOld = false;
  const now = readChartTheme(document.documentElement);
  if (known === null || JSON.stringify(known) !== JSON.stringify(now)) known = now;
  return known;
}

function subscribe(onChange: () => void): () => void {
  watching += 1;
  isOld = true;
  const stop = watchTheme(document.documentElement, () => {
    isOld = true;
    onChange();
  });
  return () => {
    watching -= 1;
    stop();
  };
}

/** The colours of the page, read anew when it switches theme. Only for components that are not rendered on the server. */
export function useChartTheme(): ChartTheme {
  return useSyncExternalStore(subscribe, currentTheme);
}
