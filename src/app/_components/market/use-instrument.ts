"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_lib/trpc";
import type { Instrument } from "./types";

/** The longest text that the search takes. */
const QUERY_MAX = 64;

export interface FoundInstrument {
  /** Undefined while it is looked for, and where nothing has the symbol. */
  readonly instrument: Instrument | undefined;
  readonly isPending: boolean;
}

/** The instrument that has a symbol, among any number of them. Asked as a search: to lack one is no error here. */
export function useInstrument(symbol: string): FoundInstrument {
  const trpc = useTRPC();
  const query = symbol.slice(0, QUERY_MAX);
  // The exact symbol is first in what is found.
  const found = useQuery(trpc.instrument.search.queryOptions({ query, limit: 1 }, { enabled: query !== "" }));
  return {
    instrument: found.data?.find((one) => one.symbol === symbol),
    isPending: query !== "" && found.isPending,
  };
}
