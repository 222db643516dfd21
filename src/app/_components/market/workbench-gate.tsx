"use client";

import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { FailedState, PageHead, SkeletonRows } from "@/app/_components/ui";
import { useScope } from "@/app/_lib/scope";
import { useTRPC } from "@/app/_lib/trpc";
import { tradesSeveral } from "./backtest/form-values";
import { useStrategyAddress } from "./backtest/use-strategy-address";
import { NoMarketData } from "./sample-data";
import { useRunnable, useVersions } from "./strategies/use-runnable";
import type { Instrument, Strategy } from "./types";
import { useInstrument } from "./use-instrument";

/** What a page that tries strategies on stored bars cannot do without. */
export interface Workbench {
  readonly strategies: readonly Strategy[];
  readonly first: Strategy;
  /** What the form starts on. */
  readonly instrument: Instrument;
}

/** The instrument that the form starts on: that of the scope, else one with bars; undefined in an empty installation. */
function useFirstInstrument() {
  const trpc = useTRPC();
  const [{ symbol }] = useScope();
  const [begun] = useState(symbol);
  const inScope = useInstrument(begun);
  // Of an empty text, what has bars is first.
  const any = useQuery(trpc.instrument.search.queryOptions({ query: "", limit: 1 }));
  return { instrument: inScope.instrument ?? any.data?.[0], isPending: inScope.isPending || any.isPending, any };
}

export interface WorkbenchGateProps {
  /** Catalog group of the page: its `title`, `strategies`, `loading` and `loadFailed` are shown meanwhile. */
  readonly words: "backtest" | "search";
  readonly children: (workbench: Workbench) => ReactNode;
}

/** The page once there are strategies and an instrument, else why not: loading, failed with a way on, no data yet. */
export function WorkbenchGate({ words, children }: WorkbenchGateProps) {
  const t = useTranslations(words);
  const runnable = useRunnable();
  // A link may name one version: the form waits for exactly that one.
  const named = useVersions([useStrategyAddress()]);
  const { instrument, isPending, any } = useFirstInstrument();
  const failed = runnable.error ?? named.error ?? any.error;
  const strategies = useMemo(() => {
    const all = [...(runnable.strategies ?? []), ...named.strategies];
    return words === "search" ? all.filter((one) => !tradesSeveral(one)) : all;
  }, [words, runnable.strategies, named.strategies]);
  const [first] = runnable.strategies ?? [];
  const isRead = !named.isPending && named.error === null;
  const isReady = first !== undefined && isRead && any.data !== undefined && !isPending;
  if (isReady && instrument !== undefined) return children({ strategies, first, instrument });
  const retry = () => {
    runnable.refetch();
    named.refetch();
    void any.refetch();
  };
  return (
    <>
      <PageHead crumb={t("strategies")} title={t("title")} />
      {isReady ? (
        <NoMarketData />
      ) : failed === null ? (
        <SkeletonRows rows={12} label={t("loading")} />
      ) : (
        <FailedState title={t("loadFailed")} error={failed} onRetry={retry} />
      )}
    </>
  );
}
