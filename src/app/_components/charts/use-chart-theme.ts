"use client";

import { useEffect, useState } from "react";
import { type ChartTheme, readChartTheme, watchTheme } from "./chart-theme";

/** The colours of the page, read anew when it switches theme. Only for components that are not rendered on the server. */
export function useChartTheme(): ChartTheme {
  const [theme, setTheme] = useState(() => readChartTheme(document.documentElement));
  useEffect(() => {
    const root = document.documentElement;
    return watchTheme(root, () => setTheme(readChartTheme(root)));
  }, []);
  return theme;
}
