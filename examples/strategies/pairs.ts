import { defineStrategy, ENGLE_GRANGER_5_PERCENT, fitPair, z } from "bifrost";

const PERCENT = 100;

/**
 * Long one and short the other with equal money, when the logarithms of their prices are cointegrated over `window` bars
 * (Engle and Granger at 5 %) and the first is `entry` deviations or more off the line through the second; the dear one is
 * sold. Close both within `exit`, on the other side of the line, or beyond `stop`.
 */
export default defineStrategy({
  title: "Pairs",
  description:
    "Buys the cheap and sells short the dear one of two instruments that belong together, and waits for them to come back. Choose exactly two with a reason to move together, such as two share classes or two producers of one thing. Needs short sales.",
  category: "pairs",
  source:
    "Gatev, Goetzmann and Rouwenhorst 2006, Pairs Trading; Vidyamurthy 2004, Pairs Trading (the cointegration approach)",
  parameters: {
    window: z.int().min(10).max(1_000).default(120).meta({ title: "Window", unit: "bars" }),
    entry: z.number().min(0.1).max(10).default(2).meta({ title: "Enter beyond", unit: "deviations", step: 0.1 }),
    exit: z.number().min(0).max(10).default(0.5).meta({ title: "Leave within", unit: "deviations", step: 0.1 }),
    stop: z.number().min(0.1).max(20).default(4).meta({ title: "Give up beyond", unit: "deviations", step: 0.1 }),
    weight: z.number().min(0.1).max(100).default(40).meta({ title: "Size", unit: "% of equity", step: 1 }),
  },
  check: ({ entry, exit, stop }) => [
    ...(exit >= entry ? [{ path: "exit", message: `below entry, which is ${entry}` } as const] : []),
    ...(stop <= entry ? [{ path: "stop", message: `above entry, which is ${entry}` } as const] : []),
  ],
  instruments: { minimum: 2, maximum: 2 },
  warmUpBars: ({ window }) => window,
  // The last logarithms of both prices, oldest first.
  state: (): { first: number[]; second: number[] } => ({ first: [], second: [] }),
  onBar({ market, params, state }) {
    const [first, second] = market.instruments;
    // Only moments at which both closed: the newest price of one is never set against an old one of the other.
    if (first === undefined || second === undefined || !first.bar.isNew || !second.bar.isNew) return;
    keep(state.first, first.bar.close, params.window);
    keep(state.second, second.bar.close, params.window);
    if (state.first.length < params.window) return;
    const fit = fitPair(state.second, state.first);
    if (fit === null) return;
    const distance = Math.abs(fit.zscore);
    if (first.position !== 0 || second.position !== 0) {
      const hasCrossed = first.position > 0 === fit.zscore > 0;
      if (distance > params.exit && !hasCrossed && distance < params.stop) return;
      first.target(0);
      second.target(0);
      return;
    }
    // A slope below 0 would make two purchases of it.
    const isCointegrated = fit.slope > 0 && fit.dickeyFuller <= ENGLE_GRANGER_5_PERCENT;
    if (distance < params.entry || distance >= params.stop || !isCointegrated) return;
    const weight = ((fit.zscore > 0 ? -1 : 1) * params.weight) / PERCENT;
    first.targetWeight(weight);
    second.targetWeight(-weight);
  },
});

function keep(logs: number[], close: number, window: number): void {
  logs.push(Math.log(close));
  if (logs.length > window) logs.shift();
}
