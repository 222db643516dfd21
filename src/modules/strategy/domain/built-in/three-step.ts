import { z } from "zod";
import {
  INDICATOR_LENGTH_MAX,
  makeAtr,
  makeRsi,
  makeSma,
  type RangeIndicator,
  type SeriesIndicator,
} from "@/modules/data";
import { numberParam, wholeParam } from "../define-strategy";
import { definePortfolioStrategy } from "../portfolio/define-portfolio-strategy";
import type { InstrumentDesk, Market, PortfolioRun } from "../portfolio/market";
import { unitsForRisk } from "../sizing";

const PERCENT = 100;

const schema = z.strictObject({
  regime: wholeParam({
    title: "Regime",
    description: "Daily bars in the average above which the market counts as rising.",
    unit: "days",
    minimum: 1,
    maximum: INDICATOR_LENGTH_MAX,
    fallback: 50,
  }),
  confirm: numberParam({
    title: "Confirmation",
    description: "The hourly relative strength index (14) must be above this.",
    unit: "RSI, 0 to 100",
    minimum: 0,
    maximum: 100,
    fallback: 50,
    step: 1,
  }),
  atr: numberParam({
    title: "Stop distance",
    description: "The stop lies this many average true ranges (14 hourly bars) below the entry.",
    unit: "average true ranges",
    minimum: 0.1,
    maximum: 100,
    fallback: 1.5,
    step: 0.1,
  }),
  reward: numberParam({
    title: "Reward",
    description: "The target lies this many times the way to the stop above the entry.",
    unit: "times the risk",
    minimum: 0.1,
    maximum: 50,
    fallback: 3,
    step: 0.1,
  }),
  risk: numberParam({
    title: "Risk of a trade",
    description:
      "Share of the equity that is lost when the stop is hit. Sizes each purchase, up to what cash pays for.",
    unit: "% of equity",
    minimum: 0.01,
    maximum: 100,
    fallback: 0.5,
    step: 0.1,
  }),
});

const HOURLY_LENGTH = 14;
/** Base bars in the average whose crossing is the entry. */
const TRIGGER_LENGTH = 20;

/** What is known of one instrument on its three clocks. */
class Steps {
  private readonly regime: SeriesIndicator;
  private readonly strength = makeRsi(HOURLY_LENGTH);
  private readonly range: RangeIndicator = makeAtr(HOURLY_LENGTH);
  private readonly trigger: SeriesIndicator = makeSma(TRIGGER_LENGTH);
  isRising = false;
  rsi = Number.NaN;
  atr = Number.NaN;
  private isAbove: boolean | null = null;

  constructor(regime: number) {
    this.regime = makeSma(regime);
  }

  /** Takes what is new. Says whether the base bar crossed above its average. */
  push(desk: InstrumentDesk): boolean {
    const [day, hour] = [desk.series("1d"), desk.series("1h")];
    if (day.isNew) this.isRising = day.close > this.regime.next(day.close);
    if (hour.isNew) {
      this.rsi = this.strength.next(hour.close);
      this.atr = this.range.next(hour.high, hour.low, hour.close);
    }
    if (!desk.bar.isNew) return false;
    const average = this.trigger.next(desk.bar.close);
    if (Number.isNaN(average)) return false;
    const wasAbove = this.isAbove;
    this.isAbove = desk.bar.close > average;
    return this.isAbove && wasAbove === false;
  }
}

class ThreeStep implements PortfolioRun {
  private readonly params: z.output<typeof schema>;
  private readonly steps = new Map<string, Steps>();

  constructor(params: z.output<typeof schema>) {
    this.params = params;
  }

  onBars({ equity, instruments }: Market): void {
    for (const desk of instruments) {
      const steps = this.steps.get(desk.symbol) ?? new Steps(this.params.regime);
      this.steps.set(desk.symbol, steps);
      const hasCrossed = steps.push(desk);
      if (hasCrossed && steps.isRising && steps.rsi > this.params.confirm && desk.position === 0)
        this.enter(desk, equity, steps.atr);
    }
  }

  private enter(desk: InstrumentDesk, equity: number, atr: number): void {
    const { close } = desk.bar;
    const risked = this.params.atr * atr;
    const quantity = unitsForRisk({
      equity,
      riskFraction: this.params.risk / PERCENT,
      entry: close,
      stop: close - risked,
    });
    if (!(quantity > 0) || !(close > risked)) return;
    desk.bracket({ quantity, stopPrice: close - risked, targetPrice: close + this.params.reward * risked });
  }
}

/**
 * Long only. First the regime: the last daily close is above its average of `regime` days. Then the confirmation: the hourly
 * RSI is above `confirm`. Then the entry: a base bar closes above its average of 20 after one that did not. It buys with a
 * bracket: the stop `atr` hourly average true ranges below, the target `reward` times as far above. Nothing else sells.
 */
export const threeStep = definePortfolioStrategy({
  name: "three-step",
  title: "Three steps",
  description:
    "A daily trend, an hourly confirmation and an entry on short bars with a stop and a target three times as far. For bars shorter than an hour; the daily and hourly bars are made of them.",
  source: "Elder 1993, Trading for a Living (the triple screen), with a bracket of fixed reward to risk",
  version: "1",
  instruments: { minimum: 1, maximum: 100 },
  series: ["1h", "1d"],
  schema,
  warmUpBars: () => TRIGGER_LENGTH + 1,
  start: (params) => new ThreeStep(params),
});
