import { z } from "zod";
import {
  type DonchianIndicator,
  INDICATOR_LENGTH_MAX,
  makeAtr,
  makeDonchian,
  type RangeIndicator,
} from "@/modules/data";
import { defineStrategy, numberParam, wholeParam } from "../define-strategy";
import { unitsForRisk } from "../sizing";
import type { BarView, Desk, StrategyRun } from "../strategy";

const schema = z.strictObject({
  entry: wholeParam({
    title: "Entry channel",
    description: "Buys at a close above the highest high of this many bars before it.",
    unit: "bars",
    minimum: 1,
    maximum: INDICATOR_LENGTH_MAX,
    fallback: 20,
  }),
  exit: wholeParam({
    title: "Exit channel",
    description: "Sells everything at a close below the lowest low of this many bars before it.",
    unit: "bars",
    minimum: 1,
    maximum: INDICATOR_LENGTH_MAX,
    fallback: 10,
  }),
  atr: wholeParam({
    title: "Volatility length",
    description: "Bars in the average true range, which the Turtles called N.",
    unit: "bars",
    minimum: 1,
    maximum: INDICATOR_LENGTH_MAX,
    fallback: 20,
  }),
  stop: numberParam({
    title: "Stop distance",
    description: "The stop lies this many average true ranges below the close of the decision.",
    unit: "average true ranges",
    minimum: 0.1,
    maximum: 100,
    fallback: 2,
    step: 0.1,
  }),
  risk: numberParam({
    title: "Risk of a trade",
    description:
      "Share of the equity that is lost when the stop is hit. Sizes each purchase, up to what cash pays for.",
    unit: "% of equity",
    minimum: 0.01,
    maximum: 100,
    fallback: 1,
    step: 0.1,
  }),
});

const PERCENT = 100;

class Turtle implements StrategyRun {
  private readonly entry: DonchianIndicator;
  private readonly exit: DonchianIndicator;
  private readonly range: RangeIndicator;
  private readonly params: z.output<typeof schema>;
  private stopOrder: number | null = null;

  constructor(params: z.output<typeof schema>) {
    this.params = params;
    this.entry = makeDonchian(params.entry);
    this.exit = makeDonchian(params.exit);
    this.range = makeAtr(params.atr);
  }

  onBar({ high, low, close }: BarView, desk: Desk): void {
    const { upper } = this.entry.next(high, low);
    const { lower } = this.exit.next(high, low);
    const atr = this.range.next(high, low, close);
    if (desk.position === 0 && close > upper) this.enter(desk, close, close - this.params.stop * atr);
    else if (desk.position > 0 && close < lower) this.leave(desk);
  }

  /** The stop is the purchase's child: there from the bar after it was filled, whatever this strategy does then. */
  private enter(desk: Desk, close: number, stopPrice: number): void {
    const riskFraction = this.params.risk / PERCENT;
    // Fractions of a unit are left to the instrument's lot.
    const quantity = unitsForRisk({ equity: desk.cash, riskFraction, entry: close, stop: stopPrice });
    if (!(quantity > 0) || !(stopPrice > 0)) return;
    const entry = desk.submit({ type: "market", quantity });
    this.stopOrder = desk.submit({ type: "stop", quantity: -quantity, stopPrice, parent: entry });
  }

  private leave(desk: Desk): void {
    if (this.stopOrder !== null) desk.cancel(this.stopOrder);
    this.stopOrder = null;
    desk.sell(desk.position);
  }
}

/**
 * Long only: when flat and the close is above the highest high of the `entry` bars before it, buy so much that the way to
 * the stop costs `risk` percent of the equity; the stop lies `stop` average true ranges below. Sell all at the stop, or at
 * a close below the lowest low of the `exit` bars before it.
 */
export const turtle = defineStrategy({
  name: "turtle",
  title: "Turtle",
  description:
    "The Donchian breakout with the two things that made it survive: a stop at a distance measured in volatility, and a size that loses the same share of the account at each stop. One unit a trade: it does not add to winners.",
  source: "Faith 2003, The Original Turtle Trading Rules (system 1, long side, sizing by N and the 2N stop)",
  version: "1",
  schema,
  warmUpBars: ({ entry, atr }) => Math.max(entry, atr) + 1,
  start: (params) => new Turtle(params),
});
