import { custom, defineStrategy, z } from "bifrost";

const PERCENT = 100;

/** The return over `lookback` bars; NaN until there is a close that far back. An indicator of its own. */
const momentum = (lookback: number) =>
  custom(() => {
    const closes: number[] = [];
    return ({ close }) => {
      closes.push(close);
      if (closes.length > lookback + 1) closes.shift();
      const oldest = closes[0] ?? Number.NaN;
      return closes.length > lookback && oldest > 0 ? close / oldest - 1 : Number.NaN;
    };
  });

/**
 * Long only. Every `rebalance` bars, once each instrument has a return over `lookback` bars: hold the `hold` best of those
 * whose return is above 0, each with an equal share; sell the others. What nothing rises for stays in cash. A position
 * that is kept is not topped up.
 */
export default defineStrategy({
  title: "Dual momentum rotation",
  description:
    "Holds the instruments that rose most over the last year, but only while they rose at all, and looks again every month. Choose two or more that do not move together, such as shares, gold and bonds.",
  category: "momentum",
  source:
    "Antonacci 2014, Dual Momentum Investing; Jegadeesh and Titman 1993, Returns to Buying Winners and Selling Losers",
  parameters: {
    lookback: z.int().min(1).max(2_520).default(252).meta({ title: "Lookback", unit: "bars" }),
    rebalance: z.int().min(1).max(2_520).default(21).meta({ title: "Rebalance every", unit: "bars" }),
    hold: z.int().min(1).max(20).default(1).meta({ title: "Hold the best", unit: "instruments" }),
    reserve: z.number().min(0).max(99).default(2).meta({ title: "Cash reserve", unit: "% of equity", step: 0.5 }),
  },
  instruments: { minimum: 2, maximum: 100 },
  warmUpBars: ({ lookback }) => lookback + 1,
  indicators: ({ lookback }) => ({ momentum: momentum(lookback) }),
  state: () => ({ moments: 0 }),
  onBar({ market: { instruments }, params, state }) {
    state.moments += 1;
    if (instruments.some(({ indicators }) => Number.isNaN(indicators.momentum))) return;
    if (state.moments % params.rebalance !== 0) return;
    const rising = instruments
      .filter(({ indicators }) => indicators.momentum > 0)
      .toSorted((left, right) => right.indicators.momentum - left.indicators.momentum)
      .slice(0, params.hold);
    const weight = (1 - params.reserve / PERCENT) / params.hold;
    for (const desk of instruments) {
      if (!rising.includes(desk)) desk.target(0);
      else if (desk.position === 0) desk.targetWeight(weight);
    }
  },
});
