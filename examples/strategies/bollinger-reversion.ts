import { bollinger, defineStrategy, z } from "bifrost";

/** Long only, on closes: when flat and the close is under the lower band, buy; when long and it is back at the average, sell all. */
export default defineStrategy({
  title: "Bollinger reversion",
  description:
    "Buys a close under the lower Bollinger band and sells everything at a close back at the average. Often right and by little; a fall that goes on is held, for it has no stop.",
  category: "reversion",
  source:
    "Bollinger 2001, Bollinger on Bollinger Bands (the reversal to the mean, method III without its confirmation)",
  parameters: {
    length: z.int().min(2).max(100_000).default(20).meta({ title: "Band length", unit: "bars" }),
    multiplier: z.number().min(0.1).max(10).default(2).meta({ title: "Band width", unit: "deviations", step: 0.1 }),
    quantity: z.number().min(1e-8).max(1e9).default(10).meta({ title: "Quantity", unit: "units", step: 1 }),
  },
  warmUpBars: ({ length }) => length,
  indicators: ({ length, multiplier }) => ({ bands: bollinger(length, multiplier) }),
  onBar({ bar, desk, indicators: { bands }, params }) {
    // Comparisons with NaN are false: nothing is decided before there are bands.
    if (desk.position === 0 && bar.close < bands.lower) desk.buy(params.quantity);
    else if (desk.position > 0 && bar.close >= bands.middle) desk.sell(desk.position);
  },
});
