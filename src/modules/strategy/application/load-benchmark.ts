import { ok, type Result } from "@/modules/_kernel";
import type { BacktestSpec } from "../domain/backtest-spec";
import type { FoundStrategy } from "../domain/found-strategy";
import type { BarsError, HashColumns, RunBars, RunMoments, SeriesCard } from "../ports";
import { seriesCard } from "./card-parts";

/** What a run is compared with by holding it. */
export interface Benchmark {
  /** Its last close at each time asked for; before its first the first one, so that money waits for it. */
  readonly close: Float64Array;
  readonly card: SeriesCard;
}

/**
 * The bars of the instrument that a request wants to be compared with, on the run's own times. Null: it wants none.
 *
 * @param times - Starts of the run's bars, rising.
 * @param trades - What the run trades: splits happen to the positions of one on several instruments.
 */
export async function loadBenchmark(
  { loadBars, hashColumns }: { readonly loadBars: RunBars; readonly hashColumns: HashColumns },
  spec: BacktestSpec,
  {
    times,
    asOf,
    trades,
  }: {
    readonly times: Float64Array;
    readonly asOf: RunMoments | null;
    readonly trades: FoundStrategy["trades"];
  },
): Promise<Result<Benchmark | null, BarsError>> {
  const { benchmark: symbol, resolution } = spec;
  if (symbol === undefined) return ok(null);
  // Where splits happen to the positions of a run, they happen to what is held beside it.
  const isRawPortfolio = spec.adjustment === "raw" && trades === "several";
  const adjustment = isRawPortfolio ? "split" : spec.adjustment;
  const loaded = await loadBars({ ...spec, symbol, adjustment }, asOf === null ? null : (asOf.benchmark ?? asOf));
  if (!loaded.ok) return loaded;
  const { bars } = loaded.value;
  return ok({
    close: lastCloses(bars, times),
    card: seriesCard({ symbol, resolution }, loaded.value, hashColumns),
  });
}

/** The close of the last bar that began by each time; before there is one, the first close. */
export function lastCloses(
  bars: { readonly time: Float64Array; readonly close: Float64Array },
  times: Float64Array,
): Float64Array {
  let bar = 0;
  return times.map((time) => {
    while ((bars.time[bar + 1] ?? Number.POSITIVE_INFINITY) <= time) bar += 1;
    return bars.close[bar] ?? Number.NaN;
  });
}
