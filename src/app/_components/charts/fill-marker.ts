import type { SeriesMarker, Time } from "lightweight-charts";
import { formatNumber } from "../../_lib/format";
import type { ChartTheme } from "./chart-theme";
import type { FillColumns } from "./fills";
import { toChartTime } from "./time-axis";

/** The arrow of one fill; with `text` it says what was traded. */
export function markerOf(
  fills: FillColumns,
  index: number,
  theme: ChartTheme,
  text: boolean,
  decimals: number,
): SeriesMarker<Time> {
  const quantity = fills.quantity[index] ?? 0;
  const isBuy = quantity > 0;
  const price = formatNumber(fills.price[index], { decimals });
  const size = formatNumber(Math.abs(quantity), { decimals: Number.isInteger(quantity) ? 0 : 4 });
  return {
    id: String(index),
    time: toChartTime(fills.time[index] ?? 0),
    position: isBuy ? "belowBar" : "aboveBar",
    shape: isBuy ? "arrowUp" : "arrowDown",
    color: isBuy ? theme.up : theme.down,
    ...(text ? { text: `${isBuy ? "Buy" : "Sell"} ${size} @ ${price}` } : {}),
  };
}

/** Something that happened at the close of a bar: done, held back or broken. */
export interface BarDot {
  /** Start of the bar. */
  readonly barMs: number;
  readonly tone: "done" | "blocked" | "failed";
}

const DOT_SIZE = 0.5;

/** A small dot over the bar; what it is about is said where the bar under the pointer is. */
export function dotMarker({ barMs, tone }: BarDot, theme: ChartTheme): SeriesMarker<Time> {
  const color = tone === "done" ? theme.accent : tone === "blocked" ? theme.inkB : theme.down;
  return { time: toChartTime(barMs), position: "aboveBar", shape: "circle", size: DOT_SIZE, color };
}
