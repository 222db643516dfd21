"use client";

import { parseAsStringLiteral, useQueryState } from "nuqs";

/** Tabs of the blotter. */
export const LOWER_TABS = ["positions", "working", "algos", "orders", "fills"] as const;
/** Where the screen is narrow the ticket and what it changes are tabs beside them. */
const ALL_TABS = [...LOWER_TABS, "ticket", "what-if"] as const;
export type LowerTab = (typeof ALL_TABS)[number];

/** What is under the chart, kept in the address. */
export function useLowerTab() {
  return useQueryState("under", parseAsStringLiteral(ALL_TABS).withDefault("positions"));
}
