"use client";

import { useMemo } from "react";
import { type LiveQuote, useQuotes } from "@/app/_lib/quotes";
import type { Instrument } from "../types";
import type { Quote } from "../use-instruments";

/** The live quote of the instrument on the chart, and the list's prices with live ones over stored ones. */
export function useLiveDesk(
  listed: readonly Instrument[],
  symbol: string,
  stored: ReadonlyMap<string, Quote>,
): { readonly live: LiveQuote | undefined; readonly shown: ReadonlyMap<string, Quote> } {
  const ids = useMemo(() => listed.map(({ instrumentId }) => instrumentId), [listed]);
  const quotes = useQuotes(ids);
  const shown = useMemo(() => withLive(stored, listed, quotes), [stored, listed, quotes]);
  const instrument = listed.find((one) => one.symbol === symbol);
  return { live: instrument === undefined ? undefined : quotes.get(instrument.instrumentId), shown };
}

/** Last stored closes, with the live price over them where there is one that can be trusted. */
function withLive(
  stored: ReadonlyMap<string, Quote>,
  instruments: readonly Instrument[],
  live: ReadonlyMap<number, LiveQuote>,
): ReadonlyMap<string, Quote> {
  const shown = new Map(stored);
  for (const { instrumentId, symbol } of instruments) {
    const quote = live.get(instrumentId);
    if (quote === undefined || quote.last === null) continue;
    shown.set(symbol, { close: quote.last, timeMs: quote.eventMs, change: quote.change });
  }
  return shown;
}
