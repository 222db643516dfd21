"use client";

import {
  keepPreviousData,
  skipToken,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useEffect } from "react";
import { useTRPC, useTRPCClient } from "@/app/_lib/trpc";
import type { RouterOutputs } from "@/server/api/root";
import { hasEnded } from "../time-left";
import { useJob } from "../use-job";

export type StoredScreen = RouterOutputs["screen"]["list"][number];
export type ScreenRun = RouterOutputs["screen"]["runs"][number];
export type HitsPage = RouterOutputs["screen"]["hits"];
export type Hit = HitsPage["hits"][number];

export const SCREEN_VIEWS = ["hits", "setup", "runs"] as const;
/** In place of an id: the one that is being written. */
export const NEW_SCREEN = "new";

/** As many as the API answers at once. */
const HITS_A_PAGE = 1_000;
const RUNS_SHOWN = 200;
/** News makes a run old when it ends; asking again is only for a stream that is down. */
const ASK_AGAIN_MS = 4_000;

const ADDRESS = {
  screen: parseAsString,
  run: parseAsString,
  view: parseAsStringLiteral(SCREEN_VIEWS),
};

/** Screen, run and part in sight, kept in the address: a closed tab, a reload and a shared link all find them again. */
export function useScreenAddress() {
  return useQueryStates(ADDRESS, { history: "push" });
}

export function useScreens() {
  return useQuery(useTRPC().screen.list.queryOptions());
}

/** Runs of a screen, newest first. */
export function useScreenRuns(screenId: string | null) {
  const trpc = useTRPC();
  return useQuery({
    ...trpc.screen.runs.queryOptions(screenId === null ? skipToken : { screenId, limit: RUNS_SHOWN }),
    refetchInterval: ({ state }) =>
      state.data?.some(({ status }) => !hasEnded(status)) === true ? ASK_AGAIN_MS : false,
  });
}

export function useOutcomes(screenId: string) {
  return useQuery(useTRPC().screen.outcomes.queryOptions({ screenId }, { placeholderData: keepPreviousData }));
}

/** A run with its hits, a page at a time. */
export function useHits(runId: string | null) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  return useInfiniteQuery({
    // Under the router's key, so that news of screens makes it old.
    queryKey: [...trpc.screen.pathKey(), "hit-pages", runId],
    queryFn:
      runId === null
        ? skipToken
        : ({ pageParam, signal }) =>
            client.screen.hits.query({ runId, offset: pageParam, limit: HITS_A_PAGE }, { signal }),
    initialPageParam: 0,
    getNextPageParam: (last: HitsPage, pages: readonly HitsPage[]) => {
      const held = pages.reduce((sum, page) => sum + page.hits.length, 0);
      return held < last.run.hits && last.hits.length > 0 ? held : undefined;
    },
  });
}

/** How a run stands: its job knows first that it is at its end. */
export function useRunProgress(run: ScreenRun | undefined) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const isOpen = run !== undefined && !hasEnded(run.status);
  const needsJob = isOpen || run?.status === "failed";
  const job = useJob(needsJob ? run.jobId : null).data;
  const isBehind = isOpen && job !== undefined && hasEnded(job.status);
  useEffect(() => {
    if (isBehind) void queryClient.invalidateQueries(trpc.screen.pathFilter());
  }, [isBehind, queryClient, trpc]);
  return { job, status: isBehind ? job.status : run?.status };
}

/** Changes of screens. Every one makes what is known of screens old. */
export function useScreenChanges() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const onSuccess = () => queryClient.invalidateQueries(trpc.screen.pathFilter());
  const quiet = { meta: { quiet: true }, onSuccess };
  // Refused because somebody else was quicker, perhaps: what is now must be known to choose.
  const save = useMutation(trpc.screen.save.mutationOptions({ ...quiet, onError: onSuccess }));
  const remove = useMutation(trpc.screen.delete.mutationOptions({ onSuccess }));
  const run = useMutation(trpc.screen.run.mutationOptions(quiet));
  const restore = useMutation(trpc.screen.restore.mutationOptions({ onSuccess }));
  return { save, remove, restore, run };
}
