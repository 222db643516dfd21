import { type Desk, defineStrategy, unitsForRisk, z } from "bifrost";

const MINUTE_MS = 60_000;
const PERCENT = 100;

/** What one instrument did in the session at hand. */
interface Range {
  sessionCloseMs: number;
  startMs: number;
  high: number;
  low: number;
  hasTraded: boolean;
  /** The stop and the target of what is held. */
  exits: number[];
}

/**
 * Long only, one trade a session: at a close above the high of the session's first `minutes`, buy so much that the way to
 * the range's low costs `risk` percent of the equity; sell at that low, at `reward` times the way above, or at the
 * session's close.
 */
export default defineStrategy({
  title: "Opening range breakout",
  description:
    "Buys the first close above the range of the session's first half hour, with the range's low as stop, and never holds over night. For minute bars of instruments with sessions.",
  category: "breakout",
  source: "Crabel 1990, Day Trading with Short Term Price Patterns and Opening Range Breakout",
  parameters: {
    minutes: z.int().min(1).max(240).default(30).meta({ title: "Opening range", unit: "minutes" }),
    reward: z.number().min(0.1).max(50).default(2).meta({ title: "Target", unit: "times the risk", step: 0.1 }),
    risk: z.number().min(0.01).max(100).default(0.5).meta({ title: "Risk of a trade", unit: "% of equity", step: 0.1 }),
  },
  instruments: { minimum: 1, maximum: 100 },
  warmUpBars: () => 2,
  state: (): Record<string, Range> => ({}),
  onBar({ market, params, state }) {
    for (const desk of market.instruments) {
      if (!desk.bar.isNew) continue;
      const { bar, symbol } = desk;
      let range = state[symbol];
      if (range === undefined || range.sessionCloseMs !== bar.sessionCloseMs) {
        const { exits = [] } = range ?? {};
        range = {
          sessionCloseMs: bar.sessionCloseMs,
          startMs: bar.time,
          high: -Number.MAX_VALUE,
          low: Number.MAX_VALUE,
          hasTraded: false,
          exits,
        };
        state[symbol] = range;
      }
      const isComplete = bar.time - range.startMs >= params.minutes * MINUTE_MS;
      if (!isComplete) {
        range.high = Math.max(range.high, bar.high);
        range.low = Math.min(range.low, bar.low);
      }
      // The bar after this one is the session's last, or there is none: what is held is sold at its close.
      if (market.time + (market.time - bar.time) >= range.sessionCloseMs) {
        if (desk.position > 0) leave(desk, range);
        continue;
      }
      if (!isComplete || range.hasTraded || desk.position !== 0 || !(bar.close > range.high)) continue;
      range.hasTraded = true;
      const riskFraction = params.risk / PERCENT;
      const quantity = unitsForRisk({ equity: market.equity, riskFraction, entry: bar.close, stop: range.low });
      if (!(quantity > 0)) continue;
      const targetPrice = bar.close + params.reward * (bar.close - range.low);
      const { stop, target } = desk.bracket({ quantity, stopPrice: range.low, targetPrice });
      range.exits = [stop, target];
    }
  },
});

/** Stop and target go first: left alive, one of them would sell short what is gone. */
function leave(desk: Desk, range: Range): void {
  for (const order of range.exits) desk.cancel(order);
  range.exits = [];
  desk.submit({ type: "market_on_close", quantity: -desk.position });
}
