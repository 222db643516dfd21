"use client";

import { useEffect } from "react";
import type { PriceChartProps } from "@/app/_components/charts/price-chart";
import type { LiveQuote } from "@/app/_lib/quotes";
import { useTradeMarks } from "./use-trade-marks";

/** Orders, what is held and what was filled, as the chart takes them. */
export type ChartTrade = Pick<PriceChartProps, "levels" | "fills" | "onLevelMove" | "onLevelPress">;

export interface TradeMarksProps {
  readonly accountId: string | null;
  readonly symbol: string;
  readonly quote: LiveQuote | undefined;
  readonly onMarks: (trade: ChartTrade) => void;
}

/** Tells the chart what the account has to do with its instrument. A part of its own, so that the chart is drawn before it is loaded. */
export function TradeMarks({ accountId, symbol, quote, onMarks }: TradeMarksProps) {
  const { levels, fills, onLevelMove, onLevelPress } = useTradeMarks(accountId, symbol, quote);
  useEffect(
    () => onMarks({ levels, fills, onLevelMove, onLevelPress }),
    [onMarks, levels, fills, onLevelMove, onLevelPress],
  );
  return null;
}
