"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useQuotes } from "@/app/_lib/quotes";
import { type ResolutionName, useScope } from "@/app/_lib/scope";
import { useTRPC } from "@/app/_lib/trpc";
import type { Instrument } from "../market/types";
import type { AccountView } from "./trading/types";

/** The instrument that every part of the desk shows, and the way to another. */
export function useDeskInstrument() {
  const [{ symbol, resolution }, setScope] = useScope();
  const trpc = useTRPC();
  const known = useQuery(trpc.instrument.get.queryOptions({ symbol }));
  const instrument = known.data;
  const ids = useMemo(() => (instrument === undefined ? [] : [instrument.instrumentId]), [instrument]);
  const quote = useQuotes(ids).get(instrument?.instrumentId ?? 0);
  const onResolution = (next: ResolutionName) => void setScope({ resolution: next });
  const choose = (chosen: Instrument, history: "push" | "replace") => {
    const isCovered = chosen.resolutions.some((series) => series.resolution === resolution);
    const first = chosen.resolutions.find(({ stored }) => stored);
    const next = isCovered || first === undefined ? resolution : first.resolution;
    void setScope({ symbol: chosen.symbol, resolution: next }, { history });
  };
  const onSymbol = (next: string) => void setScope({ symbol: next });
  return { symbol, resolution, instrument, isUnknown: known.isError, quote, onResolution, choose, onSymbol };
}

type DeskInstrument = ReturnType<typeof useDeskInstrument>;

/** What every part of the desk is told. */
export interface PartProps {
  readonly shown: DeskInstrument;
  readonly account: AccountView | null;
}
