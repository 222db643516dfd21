"use client";

import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { useTRPC } from "@/app/_lib/trpc";
import type { Strategy } from "../types";
import { versionOf } from "./names";
import { asStrategy, runnableOf } from "./runnable";
import { useCatalog } from "./use-strategies";

/**
 * What a form can run; undefined while it is read.
 *
 * @param own - Whether it takes people's own strategies as well as those built in.
 */
export function useRunnable(own: boolean) {
  const builtIn = useQuery(useTRPC().strategy.list.queryOptions());
  const catalog = useCatalog(false);
  const strategies = useMemo(() => {
    if (!own) return builtIn.data;
    return builtIn.data === undefined || catalog.data === undefined
      ? undefined
      : runnableOf(builtIn.data, catalog.data);
  }, [own, builtIn.data, catalog.data]);
  return {
    strategies,
    error: builtIn.error ?? (own ? catalog.error : null),
    refetch: () => {
      void builtIn.refetch();
      if (own) void catalog.refetch();
    },
  };
}

/** The versions among these names, each as a strategy of its own: a form filled in with one keeps exactly that one. */
export function useVersions(names: readonly (string | null | undefined)[]) {
  const t = useTranslations("strategies");
  const trpc = useTRPC();
  const versions = [...new Set(names)].map((name) => versionOf(name ?? "")).filter((version) => version !== null);
  return useQueries({
    queries: versions.map((version) => ({
      ...trpc.strategy.source.queryOptions(version),
      staleTime: Number.POSITIVE_INFINITY,
    })),
    combine: (answers) => ({
      strategies: answers.flatMap<Strategy>(({ data }) =>
        data === undefined ? [] : [asStrategy(data, (title, version) => t("titleVersion", { title, version }))],
      ),
      isPending: answers.some(({ isPending }) => isPending),
      error: answers.find(({ error }) => error !== null)?.error ?? null,
      refetch: () => {
        for (const answer of answers) void answer.refetch();
      },
    }),
  });
}
