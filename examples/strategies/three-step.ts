import { atr, custom, defineStrategy, rsi, sma, unitsForRisk, z } from "bifrost";

const PERCENT = 100;
const HOURLY_LENGTH = 14;
/** Base bars in the average whose crossing is the entry. */
const TRIGGER_LENGTH = 20;

/**
 * Long only. First the regime: the last daily close is above its average of `regime` days. Then the confirmation: the hourly
 * RSI is above `confirm`. Then the entry: a base bar closes above its average of 20 after one that did not. It buys with a
 * bracket: the stop `atr` hourly average true ranges below, the target `reward` times as far above. Nothing else sells.
 */
export default defineStrategy({
  title: "Three steps",
  description:
    "A daily trend, an hourly confirmation and an entry on short bars with a stop and a target three times as far. For bars shorter than an hour; the daily and hourly bars are made of them.",
  category: "trend",
  source: "Elder 1993, Trading for a Living (the triple screen), with a bracket of fixed reward to risk",
  parameters: {
    regime: z.int().min(1).max(100_000).default(50).meta({ title: "Regime", unit: "days" }),
    confirm: z.number().min(0).max(100).default(50).meta({ title: "Confirmation", unit: "RSI, 0 to 100", step: 1 }),
    atr: z
      .number()
      .min(0.1)
      .max(100)
      .default(1.5)
      .meta({ title: "Stop distance", unit: "average true ranges", step: 0.1 }),
    reward: z.number().min(0.1).max(50).default(3).meta({ title: "Reward", unit: "times the risk", step: 0.1 }),
    risk: z.number().min(0.01).max(100).default(0.5).meta({ title: "Risk of a trade", unit: "% of equity", step: 0.1 }),
  },
  instruments: { minimum: 1, maximum: 100 },
  series: ["1h", "1d"],
  warmUpBars: () => TRIGGER_LENGTH + 1,
  indicators: ({ regime }) => ({
    regime: sma(regime).on("1d"),
    strength: rsi(HOURLY_LENGTH).on("1h"),
    range: atr(HOURLY_LENGTH).on("1h"),
    trigger: sma(TRIGGER_LENGTH),
    dailyClose: custom(
      () =>
        ({ close }) =>
          close,
    ).on("1d"),
  }),
  // Of each instrument, whether its last base bar closed above its average.
  state: (): Record<string, boolean> => ({}),
  onBar({ market, params, state }) {
    for (const desk of market.instruments) {
      const { bar, indicators, symbol } = desk;
      if (!bar.isNew || Number.isNaN(indicators.trigger)) continue;
      const wasAbove = state[symbol];
      const isAbove = bar.close > indicators.trigger;
      state[symbol] = isAbove;
      const hasCrossed = isAbove && wasAbove === false;
      const isRising = indicators.dailyClose > indicators.regime;
      if (!hasCrossed || !isRising || !(indicators.strength > params.confirm) || desk.position !== 0) continue;
      const risked = params.atr * indicators.range;
      const stopPrice = bar.close - risked;
      const riskFraction = params.risk / PERCENT;
      const quantity = unitsForRisk({ equity: market.equity, riskFraction, entry: bar.close, stop: stopPrice });
      if (!(quantity > 0) || !(bar.close > risked)) continue;
      desk.bracket({ quantity, stopPrice, targetPrice: bar.close + params.reward * risked });
    }
  },
});
