"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { INSTRUMENT_KINDS, INSTRUMENT_STATUSES } from "@/modules/data";

const INSTRUMENTS_A_PAGE = 200;
/** The API's own bound: a longer text finds less. */
const FOUND_MAX = 200;

const ADDRESS = {
  find: parseAsString.withDefault(""),
  kind: parseAsStringLiteral(INSTRUMENT_KINDS),
  status: parseAsStringLiteral(INSTRUMENT_STATUSES),
  bars: parseAsBoolean,
};

/** What is looked for among the instruments, kept in the address. */
export function useInstrumentFilter() {
  return useQueryStates(ADDRESS, { history: "replace" });
}

export type InstrumentFilter = ReturnType<typeof useInstrumentFilter>[0];

/** Instruments that a text means, best first; without one all that pass the filter, by symbol, page by page. */
export function useInstrumentList({ find, kind, status, bars }: InstrumentFilter) {
  const trpc = useTRPC();
  const query = find.trim();
  const found = useQuery(
    trpc.instrument.search.queryOptions(
      { query, limit: FOUND_MAX },
      { enabled: query !== "", placeholderData: keepPreviousData },
    ),
  );
  const all = useInfiniteQuery(
    trpc.instrument.list.infiniteQueryOptions(
      { kind, status, hasBars: bars, limit: INSTRUMENTS_A_PAGE },
      { enabled: query === "", getNextPageParam: (last) => last.cursor ?? undefined, initialCursor: null },
    ),
  );
  const listed = useMemo(() => all.data?.pages.flatMap((page) => page.rows), [all.data]);
  if (query !== "") {
    return {
      rows: found.data,
      error: found.error,
      retry: () => void found.refetch(),
      more: null,
      isCut: (found.data?.length ?? 0) >= FOUND_MAX,
    };
  }
  return {
    rows: listed,
    error: all.error,
    retry: () => void all.refetch(),
    more: all.hasNextPage ? { loading: all.isFetchingNextPage, load: () => void all.fetchNextPage() } : null,
    isCut: false,
  };
}
