import { type BarColumns, barCount } from "../bar-columns";
import { isoDate, isoTime } from "../civil";
import { isSessionResolution, type Resolution } from "../resolution";

/** First line of an exported file. */
export const BAR_LINES_HEADER = "symbol,resolution,time,open,high,low,close,volume\n";

/**
 * Bars as lines of CSV, as the import reads them: sessions by their date, moments in UTC. Numbers are the shortest text that
 * reads back as the same double, so an import of an export gives the same bits.
 */
export function barLines(symbol: string, resolution: Resolution, bars: BarColumns): string {
  const name = /[",]/.test(symbol) ? `"${symbol.replaceAll('"', '""')}"` : symbol;
  const timeText = isSessionResolution(resolution) ? isoDate : isoTime;
  const lines: string[] = [];
  for (let i = 0, count = barCount(bars); i < count; i += 1) {
    const { time, open, high, low, close, volume } = bars;
    lines.push(
      `${name},${resolution},${timeText(time[i] ?? 0)},${open[i]},${high[i]},${low[i]},${close[i]},${volume[i]}\n`,
    );
  }
  return lines.join("");
}
