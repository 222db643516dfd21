import { defineStrategy, sma, z } from "bifrost";

/**
 * Averages closer than this share of their size are equal: rounding puts the average of 10 and of 30 prices apart by a hair
 * where the prices themselves agree, and that is no cross.
 */
const TIE = 1e-12;

/**
 * Long only, on closes: when flat and the fast average crosses above the slow one, buy; when long and it crosses below, sell
 * all. A cross is a sign of fast − slow opposite to its last non-zero sign.
 */
export default defineStrategy({
  title: "Moving average cross",
  description:
    "Buys when the fast average of closes rises above the slow one and sells everything when it falls below. Follows trends; loses in sideways markets.",
  category: "trend",
  source:
    "Brock, Lakonishok and LeBaron 1992, Simple Technical Trading Rules and the Stochastic Properties of Stock Returns",
  parameters: {
    fast: z.int().min(1).max(100_000).default(10).meta({ title: "Fast average", unit: "bars" }),
    slow: z.int().min(1).max(100_000).default(30).meta({ title: "Slow average", unit: "bars" }),
    quantity: z.number().min(1e-8).max(1e9).default(10).meta({ title: "Quantity", unit: "units", step: 1 }),
  },
  check: ({ fast, slow }) => (fast < slow ? [] : [{ path: "fast", message: `below slow, which is ${slow}` }]),
  warmUpBars: ({ slow }) => slow + 1,
  indicators: ({ fast, slow }) => ({ fast: sma(fast), slow: sma(slow) }),
  // Sign of fast − slow when it last was not 0; 0 before.
  state: () => ({ side: 0 }),
  onBar({ desk, indicators, params, state }) {
    const { fast, slow } = indicators;
    const gap = fast - slow;
    // Also false while an average is NaN: nothing is decided before both exist.
    if (!(Math.abs(gap) > TIE * Math.abs(slow))) return;
    const side = gap > 0 ? 1 : -1;
    const crossed = state.side !== 0 && side !== state.side;
    state.side = side;
    if (!crossed) return;
    if (side > 0 && desk.position === 0) desk.buy(params.quantity);
    else if (side < 0 && desk.position > 0) desk.sell(desk.position);
  },
});
