"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useTRPC } from "@/app/_lib/trpc";
import { BATCH_KINDS, CHART } from "@/modules/portfolio";

/** Prices move by themselves; what is booked is told by news. */
const PRICES_EVERY_MS = 5_000;
const BATCHES_A_PAGE = 100;

export function useOverview(accountId: string) {
  const trpc = useTRPC();
  return useQuery({
    ...trpc.accounts.get.queryOptions({ accountId }, { meta: { quiet: true } }),
    refetchInterval: PRICES_EVERY_MS,
    placeholderData: keepPreviousData,
  });
}

export function usePositions(accountId: string) {
  const trpc = useTRPC();
  return useQuery({
    ...trpc.accounts.positions.queryOptions({ accountId }, { meta: { quiet: true } }),
    refetchInterval: PRICES_EVERY_MS,
  });
}

/** What the ledger shows, in the address: a number on another page leads to its postings. */
export function useLedgerFilter() {
  return useQueryStates(
    {
      chart: parseAsStringLiteral(CHART),
      kind: parseAsStringLiteral(BATCH_KINDS),
      postings: parseAsString,
      currency: parseAsString,
      entry: parseAsString,
    },
    { history: "push" },
  );
}

export type LedgerFilter = ReturnType<typeof useLedgerFilter>[0];

/** Batches of an account, the newest first, a page at a time. */
export function useBatches(accountId: string, { chart, kind, postings, currency }: LedgerFilter) {
  const trpc = useTRPC();
  const input = { accountId, chart, kind, symbol: postings, currency, limit: BATCHES_A_PAGE };
  const list = useInfiniteQuery(
    trpc.accounts.ledger.infiniteQueryOptions(input, {
      getNextPageParam: ({ cursor }) => cursor,
      meta: { quiet: true },
    }),
  );
  return {
    rows: list.data?.pages.flatMap(({ rows }) => rows),
    error: list.error,
    retry: () => void list.refetch(),
    more: list.hasNextPage ? { loading: list.isFetchingNextPage, load: () => void list.fetchNextPage() } : null,
  };
}
