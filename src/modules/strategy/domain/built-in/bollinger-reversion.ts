import { z } from "zod";
import { type BollingerIndicator, INDICATOR_LENGTH_MAX, makeBollinger } from "@/modules/data";
import { defineStrategy, numberParam, quantityParam, wholeParam } from "../define-strategy";
import type { BarView, Desk, StrategyRun } from "../strategy";

const schema = z.strictObject({
  length: wholeParam({
    title: "Band length",
    description: "Bars in the average and the deviation of the bands.",
    unit: "bars",
    minimum: 2,
    maximum: INDICATOR_LENGTH_MAX,
    fallback: 20,
  }),
  multiplier: numberParam({
    title: "Band width",
    description: "Deviations between the average and a band.",
    unit: "deviations",
    minimum: 0.1,
    maximum: 10,
    fallback: 2,
    step: 0.1,
  }),
  quantity: quantityParam,
});

class BollingerReversion implements StrategyRun {
  private readonly bands: BollingerIndicator;
  private readonly quantity: number;

  constructor({ length, multiplier, quantity }: z.output<typeof schema>) {
    this.bands = makeBollinger(length, multiplier);
    this.quantity = quantity;
  }

  onBar({ close }: BarView, desk: Desk): void {
    const { lower, middle } = this.bands.next(close);
    // Comparisons with NaN are false: nothing is decided before there are bands.
    if (desk.position === 0 && close < lower) desk.buy(this.quantity);
    else if (desk.position > 0 && close >= middle) desk.sell(desk.position);
  }
}

/** Long only, on closes: when flat and the close is under the lower band, buy; when long and it is back at the average, sell all. */
export const bollingerReversion = defineStrategy({
  name: "bollinger-reversion",
  title: "Bollinger reversion",
  description:
    "Buys a close under the lower Bollinger band and sells everything at a close back at the average. Often right and by little; a fall that goes on is held, for it has no stop.",
  source:
    "Bollinger 2001, Bollinger on Bollinger Bands (the reversal to the mean, method III without its confirmation)",
  version: "1",
  schema,
  warmUpBars: ({ length }) => length,
  start: (params) => new BollingerReversion(params),
});
