"use client";

import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import type { Outcome } from "./types";

/** Prices move by themselves; what is decided is told by news. */
const REFRESH_MS = 10_000;
const PAGE_ROWS = 200;
const QUIET = { meta: { quiet: true } } as const;

/** What is deployed: that of the accounts one may see, with what is over or without it. */
export function useDeployments(over: boolean, accountId: string | null = null) {
  const trpc = useTRPC();
  return useQuery({
    ...trpc.deployments.list.queryOptions({ accountId, over }, QUIET),
    refetchInterval: REFRESH_MS,
  });
}

export function useDeployment(deploymentId: string) {
  const trpc = useTRPC();
  return useQuery({ ...trpc.deployments.get.queryOptions({ deploymentId }, QUIET), refetchInterval: REFRESH_MS });
}

/** What of the trace is shown; null is any. */
export interface TraceFilter {
  readonly symbol: string | null;
  readonly outcome: Outcome | null;
}

/** Decisions, the newest first, a page at a time. */
export function useTrace(deploymentId: string, { symbol, outcome }: TraceFilter) {
  const trpc = useTRPC();
  const trace = useInfiniteQuery(
    trpc.deployments.trace.infiniteQueryOptions(
      { deploymentId, symbol, outcome, limit: PAGE_ROWS },
      { ...QUIET, getNextPageParam: ({ cursor }) => cursor },
    ),
  );
  const rows = useMemo(() => trace.data?.pages.flatMap((page) => page.rows), [trace.data]);
  return {
    rows,
    error: trace.error,
    retry: () => void trace.refetch(),
    more: trace.hasNextPage ? { loading: trace.isFetchingNextPage, load: () => void trace.fetchNextPage() } : null,
  };
}

/** What may be asked of a deployment, each an answer that is seen at once. */
export function useSteering(deploymentId: string) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const options = {
    ...QUIET,
    onSettled: () => void queryClient.invalidateQueries(trpc.deployments.pathFilter()),
  };
  return {
    deploymentId,
    start: useMutation(trpc.deployments.start.mutationOptions(options)),
    pause: useMutation(trpc.deployments.pause.mutationOptions(options)),
    stop: useMutation(trpc.deployments.stop.mutationOptions(options)),
    flatten: useMutation(trpc.deployments.flatten.mutationOptions(options)),
  };
}
