"use client";

import { useQueryStates } from "nuqs";
import { SCOPE_ADDRESS } from "./scope-address";

export { RESOLUTIONS, type ResolutionName, SCOPE_DEFAULT } from "./scope-address";

/** Symbol, resolution and account, kept in the address of every page, so that a reload or a shared link shows the same. */
export function useScope() {
  return useQueryStates(SCOPE_ADDRESS, { history: "push", clearOnDefault: false });
}

/** Adds the scope to an address inside the app, so that it holds on the next page. */
export function withScope(
  path: string,
  scope: { readonly symbol: string; readonly resolution: string; readonly account?: string | null },
): string {
  const query = new URLSearchParams({ symbol: scope.symbol, resolution: scope.resolution });
  if (scope.account !== undefined && scope.account !== null) query.set("account", scope.account);
  return `${path}?${query.toString()}`;
}
