import { atr, type Desk, defineStrategy, donchian, unitsForRisk, z } from "bifrost";

const PERCENT = 100;

/**
 * Long only: when flat and the close is above the highest high of the `entry` bars before it, buy so much that the way to
 * the stop costs `risk` percent of the equity; the stop lies `stop` average true ranges below. Sell all at the stop, or at
 * a close below the lowest low of the `exit` bars before it.
 */
export default defineStrategy({
  title: "Turtle",
  description:
    "The Donchian breakout with the two things that made it survive: a stop at a distance measured in volatility, and a size that loses the same share of the account at each stop. One unit a trade: it does not add to winners.",
  category: "breakout",
  source: "Faith 2003, The Original Turtle Trading Rules (system 1, long side, sizing by N and the 2N stop)",
  parameters: {
    entry: z.int().min(1).max(100_000).default(20).meta({ title: "Entry channel", unit: "bars" }),
    exit: z.int().min(1).max(100_000).default(10).meta({ title: "Exit channel", unit: "bars" }),
    atr: z.int().min(1).max(100_000).default(20).meta({ title: "Volatility length", unit: "bars" }),
    stop: z
      .number()
      .min(0.1)
      .max(100)
      .default(2)
      .meta({ title: "Stop distance", unit: "average true ranges", step: 0.1 }),
    risk: z.number().min(0.01).max(100).default(1).meta({ title: "Risk of a trade", unit: "% of equity", step: 0.1 }),
  },
  warmUpBars: (params) => Math.max(params.entry, params.atr) + 1,
  indicators: (params) => ({ entry: donchian(params.entry), exit: donchian(params.exit), range: atr(params.atr) }),
  // Number of the order that is the stop; null while there is none.
  state: (): { stop: number | null } => ({ stop: null }),
  onBar({ bar, desk, indicators, params, state }) {
    if (desk.position === 0 && bar.close > indicators.entry.upper) {
      const stopPrice = bar.close - params.stop * indicators.range;
      // Cash alone: flat, it is all there is.
      const quantity = sizeOf(desk, params.risk / PERCENT, stopPrice);
      if (!(quantity > 0) || !(stopPrice > 0)) return;
      const entry = desk.submit({ type: "market", quantity });
      // The stop is the purchase's child: there from the bar after it was filled.
      state.stop = desk.submit({ type: "stop", quantity: -quantity, stopPrice, parent: entry });
    } else if (desk.position > 0 && bar.close < indicators.exit.lower) {
      if (state.stop !== null) desk.cancel(state.stop);
      state.stop = null;
      desk.sell(desk.position);
    }
  },
});

function sizeOf(desk: Desk, riskFraction: number, stop: number): number {
  return unitsForRisk({ equity: desk.cash, riskFraction, entry: desk.bar.close, stop });
}
