import type { RoundTripColumns } from "./round-trips";

/** How far each round trip went against and for its holder while it was open, fractions of its entry price. */
export interface TradeExcursions {
  /** Maximum adverse excursion: the worst open loss, 0 or below. */
  readonly adverse: Float64Array;
  /** Maximum favourable excursion: the best open profit, 0 or above. */
  readonly favourable: Float64Array;
}

export interface PriceRange {
  readonly high: Float64Array;
  readonly low: Float64Array;
}

/**
 * Maximum adverse and favourable excursion of each round trip: side · (price − entry) / entry over the prices it saw. It saw
 * the whole range of every bar from that of its entry to the one before its exit, and of the bar of its exit the exit price
 * alone: what that bar did afterwards was not its business. Costs are left out: these are about prices.
 * NaN for an entry price of 0 or below. Cost is the sum of the bars held.
 *
 * Source: Sweeney 1997, "Maximum Adverse Excursion"; R blotter `perTradeStats` (MAE, MFE in percent).
 */
export function tradeExcursions(trips: RoundTripColumns, { high, low }: PriceRange): TradeExcursions {
  const count = trips.side.length;
  const adverse = new Float64Array(count);
  const favourable = new Float64Array(count);
  for (let trip = 0; trip < count; trip += 1) {
    const entry = trips.entryPrice[trip] ?? Number.NaN;
    const exit = trips.exitPrice[trip] ?? Number.NaN;
    const isLong = (trips.side[trip] ?? 1) > 0;
    let [lowest, highest] = [Math.min(entry, exit), Math.max(entry, exit)];
    const exitBar = trips.exitBar[trip] ?? Number.NaN;
    for (let bar = trips.entryBar[trip] ?? Number.NaN; bar < exitBar; bar += 1) {
      const [bottom, top] = [low[bar] ?? Number.NaN, high[bar] ?? Number.NaN];
      if (bottom < lowest) lowest = bottom;
      if (top > highest) highest = top;
    }
    const [worst, best] = isLong ? [lowest, highest] : [highest, lowest];
    adverse[trip] = entry > 0 ? -Math.abs(worst - entry) / entry + 0 : Number.NaN;
    favourable[trip] = entry > 0 ? Math.abs(best - entry) / entry : Number.NaN;
  }
  return { adverse, favourable };
}
