import { type Bar, type BarColumns, barAt, barColumnsOf, barCount } from "../bar-columns";
import { PRICE_MAX, PRICE_MIN, VOLUME_MAX } from "../price-bounds";

/**
 * The bars in the order of time, as a series may hold them; null when any could not be in one: a time that comes twice or is
 * none, a price that is none or not above 0, a high below a low.
 */
export function sortedByTime(bars: BarColumns): BarColumns | null {
  const rows = Array.from({ length: barCount(bars) }, (_, index) => barAt(bars, index)).filter((bar) => bar !== null);
  const sorted = rows.toSorted((a, b) => a.time - b.time);
  const rising = sorted.every(({ time }, index) => index === 0 || time > (sorted[index - 1]?.time ?? Number.NaN));
  return rising && sorted.every(isBar) ? barColumnsOf(sorted) : null;
}

function isBar({ time, open, high, low, close, volume }: Bar): boolean {
  const finite = [open, high, low, close, volume].every((value) => Number.isFinite(value));
  const inside = low <= open && open <= high && low <= close && close <= high;
  return (
    Number.isSafeInteger(time) &&
    finite &&
    low >= PRICE_MIN &&
    high <= PRICE_MAX &&
    volume >= 0 &&
    volume <= VOLUME_MAX &&
    inside
  );
}
