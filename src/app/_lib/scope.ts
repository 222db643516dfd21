"use client";

import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import type { RouterInputs } from "@/server/api/root";

export type ResolutionName = RouterInputs["backtest"]["submit"]["resolution"];

export const RESOLUTIONS = [
  "1m",
  "5m",
  "15m",
  "1h",
  "4h",
  "1d",
  "1w",
  "1mo",
] as const satisfies readonly ResolutionName[];

/** What a page shows when its address names nothing: the sample data of a new installation. */
export const SCOPE_DEFAULT = { symbol: "^GSPC", resolution: "1d" } as const;

const SCOPE = {
  symbol: parseAsString.withDefault(SCOPE_DEFAULT.symbol),
  resolution: parseAsStringLiteral(RESOLUTIONS).withDefault(SCOPE_DEFAULT.resolution),
};

/** Symbol and resolution, kept in the address of every page, so that a reload or a shared link shows the same. */
export function useScope() {
  return useQueryStates(SCOPE, { history: "push", clearOnDefault: false });
}

/** Adds the scope to an address inside the app, so that it holds on the next page. */
export function withScope(path: string, scope: { readonly symbol: string; readonly resolution: string }): string {
  const query = new URLSearchParams({ symbol: scope.symbol, resolution: scope.resolution });
  return `${path}?${query.toString()}`;
}
