"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_lib/trpc";
import { INSTRUMENTS_MAX } from "./instruments-max";

export function useInstruments() {
  const trpc = useTRPC();
  return useQuery(
    trpc.instrument.search.queryOptions({ query: "", limit: INSTRUMENTS_MAX }, { placeholderData: keepPreviousData }),
  );
}
