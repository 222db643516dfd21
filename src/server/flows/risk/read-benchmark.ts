import type { DailyPasts } from "./daily-closes";

/** What shares are usually held against, the first that is stored. */
export const BENCHMARKS = ["SPY", "^GSPC", "VTI", "QQQ"] as const;

/** What is named and stored, else the first usual one that is stored. */
export async function readBenchmark(pasts: DailyPasts, named: string | null) {
  const wanted = named === null ? [...BENCHMARKS] : [named.trim().toUpperCase()];
  const found = await pasts.read(wanted);
  for (const symbol of wanted) {
    const series = found.get(symbol);
    if (series !== undefined) return { symbol, series };
  }
  return null;
}
