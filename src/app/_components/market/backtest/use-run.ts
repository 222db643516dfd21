"use client";

import { queryOptions, skipToken, useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import { type RunSeries, runSeriesOf } from "@/app/_components/charts/equity-columns";
import { fetchBytes, routeError } from "@/app/_lib/route-error";
import { useTRPC, useTRPCClient } from "@/app/_lib/trpc";
import { useStartOnce } from "@/app/_lib/use-start-once";
import { RunId } from "@/modules/_kernel";
import { decodeColumns } from "@/modules/data";
import { hasEnded } from "../time-left";
import type { Run } from "../types";
import type { RunFilter } from "./run-filter";

/** News makes a run old when it ends; asking again is only for a stream that is down. */
const ASK_AGAIN_MS = 4_000;
const RUNS_A_PAGE = 30;
const TRADES_A_PAGE = 2_000;
const BAD_GATEWAY = 502;

/** The run in the address: a closed tab, a reload and a shared link all find it again. */
export function useRunAddress() {
  const [text, setText] = useQueryState("run", parseAsString.withOptions({ history: "push" }));
  // Text that is no id at all asks for nothing: the server would not take it.
  return { runId: RunId.is(text) ? text : null, show: (runId: Run["runId"] | null) => void setText(runId) };
}

export function useRun(runId: Run["runId"] | null) {
  const trpc = useTRPC();
  return useQuery({
    ...trpc.backtest.get.queryOptions(runId === null ? skipToken : { runId }),
    refetchInterval: ({ state }) => (state.data !== undefined && hasEnded(state.data.status) ? false : ASK_AGAIN_MS),
  });
}

async function readSeries(runId: string, signal: AbortSignal): Promise<RunSeries> {
  const decoded = decodeColumns(await fetchBytes(`/api/backtests/${encodeURIComponent(runId)}/series`, signal));
  const series = decoded.ok ? runSeriesOf(decoded.value) : null;
  if (series === null) throw routeError(BAD_GATEWAY, null, null);
  return series;
}

/** Curves and fills of a run that succeeded; they never change. */
export const runSeriesQuery = (runId: Run["runId"]) =>
  queryOptions({
    queryKey: ["backtest-series", runId],
    queryFn: ({ signal }) => readSeries(runId, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

export function useRunSeries(run: Run) {
  return useQuery(runSeriesQuery(run.runId));
}

/** Trades of a run, a page at a time; they change once, when its examination adds how far each went. */
export function useTrades({ runId, verdict }: Pick<Run, "runId" | "verdict">) {
  const client = useTRPCClient();
  return useInfiniteQuery({
    queryKey: ["backtest-trades", runId, verdict],
    queryFn: ({ pageParam, signal }) =>
      client.backtest.trades.query({ runId, offset: pageParam, limit: TRADES_A_PAGE }, { signal }),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const held = pages.reduce((sum, page) => sum + page.rows.length, 0);
      return held < last.total && last.rows.length > 0 ? held : undefined;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Earlier runs, newest first. */
export function useRuns(filter: RunFilter) {
  const trpc = useTRPC();
  return useInfiniteQuery(
    trpc.backtest.list.infiniteQueryOptions(
      { ...filter, limit: RUNS_A_PAGE },
      { getNextPageParam: (last) => last.cursor ?? undefined, initialCursor: null },
    ),
  );
}

export function useRerun(onStarted: (runId: Run["runId"]) => void) {
  const trpc = useTRPC();
  const rerun = useMutation(trpc.backtest.rerun.mutationOptions({ onSuccess: ({ runId }) => onStarted(runId) }));
  return { start: useStartOnce<{ readonly runId: Run["runId"] }>(rerun), isPending: rerun.isPending };
}
