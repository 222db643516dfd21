import { z } from "zod";
import { numberParam, wholeParam } from "../define-strategy";
import { definePortfolioStrategy } from "../portfolio/define-portfolio-strategy";
import type { InstrumentDesk, Market, PortfolioRun } from "../portfolio/market";

const LOOKBACK_MAX = 2_520;

const schema = z.strictObject({
  lookback: wholeParam({
    title: "Lookback",
    description: "Bars over which the return of each instrument is compared: 252 daily bars are a year.",
    unit: "bars",
    minimum: 1,
    maximum: LOOKBACK_MAX,
    fallback: 252,
  }),
  rebalance: wholeParam({
    title: "Rebalance every",
    description: "Bars between two looks: 21 daily bars are a month.",
    unit: "bars",
    minimum: 1,
    maximum: LOOKBACK_MAX,
    fallback: 21,
  }),
  hold: wholeParam({
    title: "Hold the best",
    description: "How many of the instruments are held at once, each with the same share of the equity.",
    unit: "instruments",
    minimum: 1,
    maximum: 20,
    fallback: 1,
  }),
  reserve: numberParam({
    title: "Cash reserve",
    description: "Share of the equity that stays in cash, for costs and for an open above the close.",
    unit: "% of equity",
    minimum: 0,
    maximum: 99,
    fallback: 2,
    step: 0.5,
  }),
});

const PERCENT = 100;

/** The last closes of one instrument; its return over all of them. */
class Momentum {
  private readonly closes: Float64Array;
  private count = 0;

  constructor(lookback: number) {
    this.closes = new Float64Array(lookback + 1);
  }

  push(close: number): void {
    this.closes[this.count % this.closes.length] = close;
    this.count += 1;
  }

  /** NaN until there is a close `lookback` bars back. */
  get value(): number {
    const { length } = this.closes;
    if (this.count < length) return Number.NaN;
    const newest = this.closes[(this.count - 1) % length] ?? Number.NaN;
    const oldest = this.closes[this.count % length] ?? Number.NaN;
    return oldest > 0 ? newest / oldest - 1 : Number.NaN;
  }
}

class DualMomentum implements PortfolioRun {
  private readonly params: z.output<typeof schema>;
  private readonly momenta = new Map<string, Momentum>();
  private moments = 0;

  constructor(params: z.output<typeof schema>) {
    this.params = params;
  }

  onBars({ instruments }: Market): void {
    for (const desk of instruments) if (desk.bar.isNew) this.momentumOf(desk).push(desk.bar.close);
    this.moments += 1;
    if (instruments.some((desk) => Number.isNaN(this.momentumOf(desk).value))) return;
    if (this.moments % this.params.rebalance !== 0) return;
    this.rotate(instruments);
  }

  private rotate(instruments: readonly InstrumentDesk[]): void {
    const { hold, reserve } = this.params;
    const rising = instruments
      .map((desk) => ({ desk, momentum: this.momentumOf(desk).value }))
      .filter(({ momentum }) => momentum > 0)
      .toSorted((left, right) => right.momentum - left.momentum)
      .slice(0, hold)
      .map(({ desk }) => desk);
    const weight = (1 - reserve / PERCENT) / hold;
    for (const desk of instruments) {
      if (!rising.includes(desk)) desk.target(0);
      else if (desk.position === 0) desk.targetWeight(weight);
    }
  }

  private momentumOf({ symbol }: InstrumentDesk): Momentum {
    const known = this.momenta.get(symbol) ?? new Momentum(this.params.lookback);
    this.momenta.set(symbol, known);
    return known;
  }
}

/**
 * Long only. Every `rebalance` bars, once each instrument has a return over `lookback` bars: hold the `hold` best of those
 * whose return is above 0, each with an equal share; sell the others. What nothing rises for stays in cash. A position
 * that is kept is not topped up.
 */
export const dualMomentum = definePortfolioStrategy({
  name: "dual-momentum",
  title: "Dual momentum rotation",
  description:
    "Holds the instruments that rose most over the last year, but only while they rose at all, and looks again every month. Choose two or more that do not move together, such as shares, gold and bonds.",
  source:
    "Antonacci 2014, Dual Momentum Investing; Jegadeesh and Titman 1993, Returns to Buying Winners and Selling Losers",
  version: "1",
  instruments: { minimum: 2, maximum: 100 },
  series: [],
  schema,
  warmUpBars: ({ lookback }) => lookback + 1,
  start: (params) => new DualMomentum(params),
});
