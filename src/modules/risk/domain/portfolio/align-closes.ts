/** Closes of one instrument in its own currency, with what they were worth in the base currency, oldest first. */
export interface CloseSeries {
  /** Days, epoch milliseconds at 00:00 UTC, strictly increasing. */
  readonly time: Float64Array;
  /** Above 0, base currency. */
  readonly close: Float64Array;
}

/** Closes of several instruments on the days that all of them have. */
export interface AlignedCloses {
  readonly time: Float64Array;
  readonly closes: ReadonlyMap<string, Float64Array>;
  /** Instruments that were left out: their history is too short, or would leave too few common days. */
  readonly left: readonly { readonly symbol: string; readonly days: number }[];
}

/**
 * Brings daily closes to the days that all instruments have: what closes on weekdays and what never closes then move over the
 * same spans, and a Monday's return of a coin has its weekend in it. An instrument with fewer than `daysMin` closes is left out,
 * and while the common days are fewer, the one whose leaving gives the most back.
 *
 * @param daysMax - The newest common days that are kept.
 */
export function alignCloses(
  series: ReadonlyMap<string, CloseSeries>,
  { daysMin, daysMax }: { readonly daysMin: number; readonly daysMax: number },
): AlignedCloses {
  const left: { symbol: string; days: number }[] = [];
  const kept = new Map<string, CloseSeries>();
  for (const [symbol, each] of series) {
    if (each.time.length < daysMin) left.push({ symbol, days: each.time.length });
    else kept.set(symbol, each);
  }
  let days = commonDays([...kept.values()]);
  while (days.length < daysMin && kept.size > 0) {
    const [worst] = [...kept.keys()]
      .map((symbol) => ({ symbol, days: commonDays(without(kept, symbol)).length }))
      .toSorted((one, other) => other.days - one.days);
    if (worst === undefined) break;
    left.push({ symbol: worst.symbol, days: kept.get(worst.symbol)?.time.length ?? 0 });
    kept.delete(worst.symbol);
    days = commonDays([...kept.values()]);
  }
  const time = days.slice(-daysMax);
  return { time, left, closes: new Map([...kept].map(([symbol, each]) => [symbol, closesOn(each, time)])) };
}

const without = (all: ReadonlyMap<string, CloseSeries>, symbol: string) =>
  [...all].filter(([each]) => each !== symbol).map(([, series]) => series);

function commonDays(all: readonly CloseSeries[]): Float64Array {
  const [first, ...others] = all;
  if (first === undefined) return new Float64Array(0);
  const sets = others.map(({ time }) => new Set(time));
  return first.time.filter((day) => sets.every((days) => days.has(day)));
}

function closesOn({ time, close }: CloseSeries, days: Float64Array): Float64Array {
  const place = new Map([...time].map((day, at) => [day, at] as const));
  return days.map((day) => close[place.get(day) ?? -1] ?? Number.NaN);
}

/** Simple returns between neighbours: one fewer than the closes. */
export function returnsOfCloses(closes: Float64Array): Float64Array {
  return closes.slice(1).map((close, at) => close / (closes[at] ?? Number.NaN) - 1);
}
