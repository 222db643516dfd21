"use client";

import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { useTRPC } from "@/app/_lib/trpc";
import type { Strategy } from "../types";
import { versionOf } from "./names";
import { asStrategy, runnableOf } from "./runnable";
import { useCatalog } from "./use-strategies";

/** What the forms of backtest and search can run; undefined while it is read. */
export function useRunnable() {
  const builtIn = useQuery(useTRPC().strategy.list.queryOptions());
  const own = useCatalog(false);
  const strategies = useMemo(
    () => (builtIn.data === undefined || own.data === undefined ? undefined : runnableOf(builtIn.data, own.data)),
    [builtIn.data, own.data],
  );
  return {
    strategies,
    error: builtIn.error ?? own.error,
    refetch: () => {
      void builtIn.refetch();
      void own.refetch();
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
      ...trpc.strategy.facts.queryOptions(version),
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

/** The strategies, and the version that a run or a search names: what it shows and hands on is that version's. */
export function useWithVersionOf(strategies: readonly Strategy[], name: string | undefined): readonly Strategy[] {
  const ran = useVersions([name]).strategies;
  return useMemo(
    () => [...strategies, ...ran.filter((version) => strategies.every((one) => one.name !== version.name))],
    [strategies, ran],
  );
}
