import type { InvalidateQueryFilters, QueryClient } from "@tanstack/react-query";

/** First answers that are on their way, by client: each is asked for once more when it has come, however much news there is. */
const awaited = new WeakMap<QueryClient, Set<string>>();

/**
 * Says that answers of those queries may be from before the news. What is shown is asked for again at once. A first answer
 * that is on its way is waited for and then asked for again: the library lets it finish and takes it for new.
 */
export function markOld(queryClient: QueryClient, filters: InvalidateQueryFilters = {}): void {
  const waiting = awaited.get(queryClient) ?? new Set<string>();
  awaited.set(queryClient, waiting);
  for (const query of queryClient.getQueryCache().findAll({ ...filters, fetchStatus: "fetching" })) {
    const { queryHash, queryKey, promise, state } = query;
    if (state.data !== undefined || promise === undefined || waiting.has(queryHash)) continue;
    waiting.add(queryHash);
    const again = () => {
      waiting.delete(queryHash);
      void queryClient.invalidateQueries({ queryKey, exact: true });
    };
    promise.then(again, again);
  }
  void queryClient.invalidateQueries(filters);
}
