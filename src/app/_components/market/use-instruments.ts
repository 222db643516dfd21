"use client";

import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { barPageReader } from "@/app/_components/charts/bar-pages";
import { changeBetween } from "@/app/_components/charts/summary";
import { useTRPC } from "@/app/_lib/trpc";
import type { Instrument } from "./types";

/** The API's own bound; above it the search box narrows. */
export const INSTRUMENTS_MAX = 200;
/** Key under which last bars are kept; news about bars makes it stale. */
export const LAST_BARS_KEY = "last-bars";
const DAILY = "1d";

export function useInstruments() {
  const trpc = useTRPC();
  return useQuery(
    trpc.instrument.search.queryOptions({ query: "", limit: INSTRUMENTS_MAX }, { placeholderData: keepPreviousData }),
  );
}

export interface Quote {
  readonly close: number;
  readonly timeMs: number;
  /** Last close to the one before it, a fraction; null when there is no earlier bar. */
  readonly change: number | null;
}

async function readQuote(symbol: string, signal: AbortSignal): Promise<Quote | null> {
  const bars = await barPageReader(symbol, DAILY)({ toMs: null, limit: 2 }, signal);
  const [close, timeMs] = [bars.close.at(-1), bars.time.at(-1)];
  if (close === undefined || timeMs === undefined) return null;
  return { close, timeMs, change: changeBetween(bars.close.at(-2), close) };
}

/** Last close and change of the last session, from the two newest daily bars. Instruments without bars have none. */
export function useQuotes(instruments: readonly Instrument[]): ReadonlyMap<string, Quote> {
  const symbols = useMemo(
    () =>
      instruments
        .filter(({ resolutions }) => resolutions.some(({ resolution }) => resolution === DAILY))
        .map(({ symbol }) => symbol),
    [instruments],
  );
  return useQueries({
    queries: symbols.map((symbol) => ({
      queryKey: [LAST_BARS_KEY, symbol],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) => readQuote(symbol, signal),
      staleTime: Number.POSITIVE_INFINITY,
    })),
    combine: (answers) =>
      new Map(
        answers.flatMap(({ data }, place) => {
          const symbol = symbols[place];
          return data === null || data === undefined || symbol === undefined ? [] : [[symbol, data] as const];
        }),
      ),
  });
}
