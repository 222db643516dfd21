import { lowerBound } from "@/app/_components/charts/bar-pages";
import type { FillColumns } from "@/app/_components/charts/fills";
import type { Trade } from "../types";

function at(fills: FillColumns, timeMs: number, isBuy: boolean): readonly number[] {
  const found: number[] = [];
  for (let index = lowerBound(fills.time, timeMs); fills.time[index] === timeMs; index += 1) {
    if ((fills.quantity[index] ?? 0) > 0 === isBuy) found.push(index);
  }
  return found;
}

/** Indices of the fills that opened and closed a trade: those at its two times, in its two directions. */
export function fillsOfTrade(fills: FillColumns, trade: Pick<Trade, "side" | "entryMs" | "exitMs">): readonly number[] {
  const isLong = trade.side === "long";
  return [...at(fills, trade.entryMs, isLong), ...at(fills, trade.exitMs, !isLong)];
}

/** Share of a trade's length that is shown on either side of it. */
const MARGIN_SHARE = 0.6;
const MARGIN_BARS_MIN = 20;

/** The span that shows a trade with some of what came before and after. */
export function spanOfTrade(trade: Pick<Trade, "entryMs" | "exitMs">, barMs: number) {
  const marginMs = Math.max((trade.exitMs - trade.entryMs) * MARGIN_SHARE, MARGIN_BARS_MIN * barMs);
  return { fromMs: trade.entryMs - marginMs, toMs: trade.exitMs + marginMs };
}
