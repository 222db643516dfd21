import type { Bar } from "@/modules/data";

/** One-minute bars of one instrument that have just closed, oldest first. */
export interface ClosedBars {
  readonly symbol: string;
  readonly bars: readonly Bar[];
}

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

function readBar(cells: unknown): Bar | null {
  if (!Array.isArray(cells)) return null;
  const [time, open, high, low, close, volume]: readonly unknown[] = cells;
  if (!isNumber(time) || !isNumber(open) || !isNumber(high)) return null;
  if (!isNumber(low) || !isNumber(close) || !isNumber(volume)) return null;
  return { time, open, high, low, close, volume };
}

/** What the news `bars.closed` says; null when it says something else, such as that of a newer server. */
export function readClosedBars(payload: unknown): ClosedBars | null {
  if (typeof payload !== "object" || payload === null || !("symbol" in payload) || !("bars" in payload)) return null;
  const { symbol, bars } = payload;
  if (typeof symbol !== "string" || !Array.isArray(bars)) return null;
  const read = bars.map(readBar);
  return read.length === 0 || read.includes(null) ? null : { symbol, bars: read.filter((bar) => bar !== null) };
}
