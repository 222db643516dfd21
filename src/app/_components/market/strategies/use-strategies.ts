"use client";

import { keepPreviousData, skipToken, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "@/app/_lib/trpc";

/** As many as a panel of versions lists. */
const VERSIONS_SHOWN = 200;

export function useCatalog(archived: boolean, enabled = true) {
  return useQuery(
    useTRPC().strategy.catalog.queryOptions({ archived }, { placeholderData: keepPreviousData, enabled }),
  );
}

export function useStrategyDetail(slug: string) {
  return useQuery(useTRPC().strategy.get.queryOptions({ slug }));
}

/** Newest first. */
export function useStrategyVersions(slug: string) {
  return useQuery(useTRPC().strategy.versions.queryOptions({ slug, limit: VERSIONS_SHOWN }));
}

/** One version with its source; asks nothing while no number is given. A version never changes. */
export function useStrategyVersion(slug: string, number: number | null) {
  const trpc = useTRPC();
  return useQuery({
    ...trpc.strategy.source.queryOptions(number === null ? skipToken : { slug, number }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What the editor offers, and a file to begin with; the same for as long as the page lives. */
export function useSdk() {
  const trpc = useTRPC();
  return useQuery({ ...trpc.strategy.sdk.queryOptions(), staleTime: Number.POSITIVE_INFINITY });
}

export function useExamples() {
  const trpc = useTRPC();
  return useQuery({ ...trpc.strategy.examples.queryOptions(), staleTime: Number.POSITIVE_INFINITY });
}

/** Everything that changes a strategy. What was read of strategies is old then; refusals are shown where they belong. */
export function useStrategyChanges() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const options = {
    meta: { quiet: true },
    onSuccess: () => client.invalidateQueries(trpc.strategy.pathFilter()),
  };
  return {
    save: useMutation(trpc.strategy.save.mutationOptions(options)),
    create: useMutation(trpc.strategy.createFromExample.mutationOptions(options)),
    rollBack: useMutation(trpc.strategy.rollBack.mutationOptions(options)),
    archive: useMutation(trpc.strategy.archive.mutationOptions(options)),
    share: useMutation(trpc.strategy.share.mutationOptions(options)),
  };
}
