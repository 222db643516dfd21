"use client";

import { useQueryStates } from "nuqs";
import { CHART_ADDRESS } from "./chart-address";

/** What the chart shows and how, kept in its address. */
export function useChartAddress() {
  return useQueryStates(CHART_ADDRESS, { history: "replace" });
}
