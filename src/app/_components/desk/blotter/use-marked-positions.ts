"use client";

import { useMemo } from "react";
import { useQuotes } from "@/app/_lib/quotes";
import type { PositionView } from "../trading/types";
import { usePositions } from "../trading/use-trading";
import { markPosition } from "./marks";
import { useSymbols } from "./use-symbols";

const NO_POSITIONS: readonly PositionView[] = [];

/** Positions of an account by the quotes that this browser hears; undefined until they are read. */
export function useMarkedPositions(accountId: string | null) {
  const { data, error, refetch } = usePositions(accountId);
  const { idOf } = useSymbols();
  const held = data ?? NO_POSITIONS;
  const ids = useMemo(() => held.flatMap(({ symbol }) => idOf(symbol) ?? []), [held, idOf]);
  const quotes = useQuotes(ids);
  const rows = useMemo(
    () => data?.map((position) => markPosition(position, quotes.get(idOf(position.symbol) ?? -1))),
    [data, quotes, idOf],
  );
  return { rows, error, retry: () => void refetch() };
}
