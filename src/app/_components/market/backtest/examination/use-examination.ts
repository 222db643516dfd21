"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_lib/trpc";
import type { Run } from "../../types";

/** News makes it old when it comes; asking again is only for a stream that is down. */
const ASK_AGAIN_MS = 4_000;

/** What the examination of a run found; null until it was examined. */
export function useExamination(runId: Run["runId"]) {
  const trpc = useTRPC();
  return useQuery({
    ...trpc.backtest.examination.queryOptions({ runId }),
    refetchInterval: ({ state }) => (state.data === null ? ASK_AGAIN_MS : false),
  });
}

export function useExamine() {
  const trpc = useTRPC();
  return useMutation(trpc.backtest.examine.mutationOptions());
}
