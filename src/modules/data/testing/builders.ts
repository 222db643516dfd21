import { type Bar, type BarColumns, barAt, barColumnsOf, barCount } from "../domain/bar-columns";
import { isoDate, isoTime } from "../domain/civil";

/** Numbers from a seed, 0 inside, 1 outside: the same on every machine (mulberry32). */
function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface SeriesOptions {
  readonly count: number;
  readonly startMs?: number;
  readonly stepMs?: number;
  readonly seed?: number;
}

/** A random walk in cents around 100, every bar valid. Same options, same bars. */
export function someBars({
  count,
  startMs = 1_577_836_800_000,
  stepMs = 60_000,
  seed = 42,
}: SeriesOptions): BarColumns {
  const random = makeRandom(seed);
  const cents = (value: number) => Math.round(value * 100) / 100;
  const rows: Bar[] = [];
  let price = 100;
  for (let i = 0; i < count; i += 1) {
    const open = cents(price);
    const close = cents(Math.max(1, price * (1 + (random() - 0.5) * 0.02)));
    const high = cents(Math.max(open, close) + random());
    const low = cents(Math.max(0.01, Math.min(open, close) - random() * 0.5));
    rows.push({ time: startMs + i * stepMs, open, high, low, close, volume: Math.floor(random() * 10_000) });
    price = close;
  }
  return barColumnsOf(rows);
}

/** Rows of columns, for comparing. */
export function rowsOf(bars: BarColumns): readonly Bar[] {
  return Array.from({ length: barCount(bars) }, (_, index) => barAt(bars, index)).filter((bar) => bar !== null);
}

/** A file as vendors write it, with a header. */
export function csvOf(
  bars: BarColumns,
  { dates = false, lineEnd = "\n" }: { dates?: boolean; lineEnd?: string } = {},
): string {
  const lines = rowsOf(bars).map(({ time, open, high, low, close, volume }) =>
    [dates ? isoDate(time) : isoTime(time), open, high, low, close, volume].join(","),
  );
  return ["time,open,high,low,close,volume", ...lines, ""].join(lineEnd);
}
