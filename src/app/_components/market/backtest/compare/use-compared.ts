"use client";

import { useQueries } from "@tanstack/react-query";
import { useTRPC } from "@/app/_lib/trpc";
import { RunId } from "@/modules/_kernel";
import type { Run } from "../../types";
import { runSeriesQuery } from "../use-run";

/** The runs of those ids, with their curves. What is no id or no finished run is counted, not shown. */
export function useCompared(ids: readonly string[]) {
  const trpc = useTRPC();
  const known = ids.filter((id) => RunId.is(id));
  const runs = useQueries({
    queries: known.map((id) => trpc.backtest.get.queryOptions({ runId: RunId.of(id) })),
    combine: (answers) => ({
      found: answers.flatMap<Run>(({ data }) =>
        data !== undefined && data.status === "succeeded" && data.stats !== null ? [data] : [],
      ),
      isPending: answers.some(({ isPending }) => isPending),
    }),
  });
  const series = useQueries({
    queries: runs.found.map((run) => runSeriesQuery(run.runId)),
    combine: (answers) => ({
      all: answers.map(({ data }) => data),
      isPending: answers.some(({ isPending }) => isPending),
      error: answers.find(({ error }) => error !== null)?.error ?? null,
      refetch: () => {
        for (const answer of answers) void answer.refetch();
      },
    }),
  });
  return { ...runs, missing: ids.length - runs.found.length, series };
}
