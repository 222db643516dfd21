"use client";

import { skipToken, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import { useMemo } from "react";
import { fetchBytes, routeError } from "@/app/_lib/route-error";
import { useTRPC } from "@/app/_lib/trpc";
import { useStartOnce } from "@/app/_lib/use-start-once";
import { decodeColumns, type NamedColumns } from "@/modules/data";
import { hasEnded } from "../time-left";
import type { SearchDetail } from "./search-types";

/** News makes a search old as its parts end; asking again is only for a stream that is down. */
const ASK_AGAIN_MS = 4_000;
const SEARCHES_A_PAGE = 50;
const BAD_GATEWAY = 502;
const ID = /^[A-Za-z0-9._-]{1,64}$/;

/** The search in the address: a closed tab, a reload and a shared link all find it again. */
export function useSearchAddress() {
  const [text, setText] = useQueryState("search", parseAsString.withOptions({ history: "push" }));
  return {
    searchId: text !== null && ID.test(text) ? text : null,
    show: (searchId: string | null) => void setText(searchId),
  };
}

export function useSearch(searchId: string | null) {
  const trpc = useTRPC();
  return useQuery({
    ...trpc.search.get.queryOptions(searchId === null ? skipToken : { searchId }),
    refetchInterval: ({ state }) => (state.data !== undefined && hasEnded(state.data.status) ? false : ASK_AGAIN_MS),
  });
}

/** Searches by what they were worth out of sample: the database ranks all of them. */
export function useSearches() {
  const trpc = useTRPC();
  return useInfiniteQuery(
    trpc.search.list.infiniteQueryOptions(
      { order: "outOfSample", limit: SEARCHES_A_PAGE },
      { getNextPageParam: (last) => last.cursor ?? undefined, initialCursor: null },
    ),
  );
}

async function readColumns(path: string, signal: AbortSignal): Promise<NamedColumns> {
  const decoded = decodeColumns(await fetchBytes(path, signal));
  if (!decoded.ok) throw routeError(BAD_GATEWAY, null, null);
  return decoded.value;
}

interface Held {
  /** Number of the last part that was read, in the order in which parts ended. */
  readonly order: number;
  readonly columns: NamedColumns;
}

const NOTHING: Held = { order: 0, columns: {} };

/** Results of all parts that have ended; only what is new is read. */
export function useResults(search: SearchDetail) {
  const client = useQueryClient();
  const { searchId, chunksDone } = search;
  const path = `/api/searches/${encodeURIComponent(searchId)}/results`;
  const key = useMemo(() => ["search-results", searchId], [searchId]);
  return useQuery({
    queryKey: [...key, chunksDone],
    queryFn: async ({ signal }) => {
      let held = client.getQueryData<Held>([...key, "held"]) ?? NOTHING;
      while (held.order < chunksDone) {
        const { order, ...columns } = await readColumns(`${path}?after=${held.order}`, signal);
        const next = order?.[0] ?? held.order;
        if (next <= held.order) break;
        held = { order: next, columns: joined(held.columns, columns) };
        client.setQueryData([...key, "held"], held);
      }
      return held.columns;
    },
    placeholderData: (before, query) => (query?.queryKey[1] === searchId ? before : undefined),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
}

function joined(left: NamedColumns, right: NamedColumns): NamedColumns {
  return Object.fromEntries(
    Object.entries(right).map(([name, column]) => {
      const before = left[name] ?? new Float64Array(0);
      const both = new Float64Array(before.length + column.length);
      both.set(before);
      both.set(column, before.length);
      return [name, both];
    }),
  );
}

/** The curve out of sample; another one after the search was resumed. */
export function useWalkSeries(search: SearchDetail) {
  const { searchId, chunksDone } = search;
  return useQuery({
    queryKey: ["search-series", searchId, chunksDone],
    queryFn: ({ signal }) => readColumns(`/api/searches/${encodeURIComponent(searchId)}/series`, signal),
    enabled: search.outcome?.walk != null,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useChangeSearch(searchId: string) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const onSettled = () => void client.invalidateQueries(trpc.search.pathFilter());
  const cancel = useMutation(trpc.search.cancel.mutationOptions({ onSettled }));
  const resume = useMutation(trpc.search.resume.mutationOptions({ onSettled }));
  return {
    cancel: () => cancel.mutate({ searchId }),
    resume: () => resume.mutate({ searchId }),
    isBusy: cancel.isPending || resume.isPending,
  };
}

/** Runs one combination as a stored backtest and goes to it. */
export function useRunTrial(search: SearchDetail, onStarted: (runId: string) => void) {
  const trpc = useTRPC();
  const submit = useMutation(trpc.backtest.submit.mutationOptions({ onSuccess: ({ runId }) => onStarted(runId) }));
  type Request = Parameters<typeof submit.mutate>[0];
  const start = useStartOnce<Request>(submit);
  const { strategy, symbol, resolution, from, to, adjustment, cash, commissionPercent, slippageBps } = search.spec;
  const base = { strategy, symbol, resolution, from, to, adjustment, cash, commissionPercent, slippageBps };
  return {
    run: (params: Readonly<Record<string, number | boolean | string>>) => start({ ...base, params: { ...params } }),
    isPending: submit.isPending,
  };
}
