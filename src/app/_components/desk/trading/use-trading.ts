"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { FILLS_MAX } from "./fills-max";
import type { AlgoView, FillView, OrderView } from "./types";
import { WORKING_MAX } from "./working-max";

const PAGE_ROWS = 100;
/** News may be lost with the stream; what matters most is asked for again even then. */
const REFRESH_MS = 15_000;

const none = (accountId: string | null): accountId is null => accountId === null;

/** Orders of an account that are not over. */
export function useWorkingOrders(accountId: string | null) {
  const trpc = useTRPC();
  return useQuery(
    trpc.orders.list.queryOptions(
      { accountId, state: "open", limit: WORKING_MAX },
      { enabled: !none(accountId), refetchInterval: REFRESH_MS },
    ),
  );
}

export function usePositions(accountId: string | null) {
  const trpc = useTRPC();
  return useQuery(
    trpc.accounts.positions.queryOptions(
      { accountId: accountId ?? "" },
      { enabled: !none(accountId), refetchInterval: REFRESH_MS },
    ),
  );
}

/** Money of an account now. */
export function useOverview(accountId: string | null) {
  const trpc = useTRPC();
  return useQuery(
    trpc.accounts.get.queryOptions(
      { accountId: accountId ?? "" },
      { enabled: !none(accountId), refetchInterval: REFRESH_MS, placeholderData: keepPreviousData },
    ),
  );
}

export function useTradingState(accountId: string | null) {
  const trpc = useTRPC();
  return useQuery(
    trpc.orders.state.queryOptions(
      { accountId: accountId ?? "" },
      { enabled: !none(accountId), refetchInterval: REFRESH_MS },
    ),
  );
}

interface Paged<Row> {
  readonly data: { readonly pages: readonly { readonly rows: readonly Row[] }[] } | undefined;
  readonly error: unknown;
  readonly refetch: () => unknown;
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly fetchNextPage: () => unknown;
}

/** Rows of all pages that were read, and the way to more of them, as the table takes them. */
function useRows<Row>(query: Paged<Row>) {
  const { data, error, hasNextPage } = query;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.rows), [data]);
  const more = hasNextPage ? { loading: query.isFetchingNextPage, load: () => void query.fetchNextPage() } : null;
  return { rows, more, error, retry: () => void query.refetch() };
}

/** Every order of an account, newest first. */
export function useOrders(accountId: string | null) {
  const trpc = useTRPC();
  return useRows<OrderView>(
    useInfiniteQuery(
      trpc.orders.list.infiniteQueryOptions(
        { accountId, state: "all", limit: PAGE_ROWS },
        { enabled: !none(accountId), getNextPageParam: (page) => page.cursor },
      ),
    ),
  );
}

/** Parent orders of an account, newest first. */
export function useAlgos(accountId: string | null) {
  const trpc = useTRPC();
  return useRows<AlgoView>(
    useInfiniteQuery(
      trpc.algos.list.infiniteQueryOptions(
        { accountId, over: true, limit: PAGE_ROWS },
        { enabled: !none(accountId), refetchInterval: REFRESH_MS, getNextPageParam: (page) => page.cursor },
      ),
    ),
  );
}

/** Fills of an account, of one symbol or of all, newest first. */
export function useFills(accountId: string | null, symbol: string | null) {
  const trpc = useTRPC();
  return useRows<FillView>(
    useInfiniteQuery(
      trpc.orders.fills.infiniteQueryOptions(
        { accountId, symbol, limit: FILLS_MAX },
        { enabled: !none(accountId), getNextPageParam: (page) => page.cursor },
      ),
    ),
  );
}
