"use client";

import { useMemo } from "react";
import { useInstruments } from "../../market/use-instruments";

const USUAL_TICK = "0.01";
const USUAL_LOT = "1";

/** Facts of instruments by symbol, for tables that hold symbols alone; usual ones where an instrument is not known here. */
export function useSymbols() {
  const { data } = useInstruments();
  return useMemo(() => {
    const known = new Map((data ?? []).map((one) => [one.symbol, one] as const));
    return {
      tickOf: (symbol: string) => known.get(symbol)?.tick ?? USUAL_TICK,
      lotOf: (symbol: string) => known.get(symbol)?.lot ?? USUAL_LOT,
      idOf: (symbol: string) => known.get(symbol)?.instrumentId ?? null,
    };
  }, [data]);
}
