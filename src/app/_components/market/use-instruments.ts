"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_lib/trpc";

/** The API's own bound; above it a search box narrows. */
export const INSTRUMENTS_MAX = 200;

export function useInstruments() {
  const trpc = useTRPC();
  return useQuery(
    trpc.instrument.search.queryOptions({ query: "", limit: INSTRUMENTS_MAX }, { placeholderData: keepPreviousData }),
  );
}
