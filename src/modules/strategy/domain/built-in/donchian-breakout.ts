import { z } from "zod";
import { type DonchianIndicator, INDICATOR_LENGTH_MAX, makeDonchian } from "@/modules/data";
import { defineStrategy, quantityParam, wholeParam } from "../define-strategy";
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
  quantity: quantityParam,
});

class DonchianBreakout implements StrategyRun {
  private readonly entry: DonchianIndicator;
  private readonly exit: DonchianIndicator;
  private readonly quantity: number;

  constructor({ entry, exit, quantity }: z.output<typeof schema>) {
    this.entry = makeDonchian(entry);
    this.exit = makeDonchian(exit);
    this.quantity = quantity;
  }

  onBar(bar: BarView, desk: Desk): void {
    const { high, low, close } = bar;
    const { upper } = this.entry.next(high, low);
    const { lower } = this.exit.next(high, low);
    // Comparisons with NaN are false: nothing is decided before the channel exists.
    if (desk.position === 0 && close > upper) desk.buy(this.quantity);
    else if (desk.position > 0 && close < lower) desk.sell(desk.position);
  }
}

/**
 * Long only, on closes: when flat and the close is above the highest high of the `entry` bars before it, buy; when long and
 * it is below the lowest low of the `exit` bars before it, sell all.
 */
export const donchianBreakout = defineStrategy({
  name: "donchian-breakout",
  title: "Donchian breakout",
  description:
    "Buys a close above the highest high of the last weeks and sells everything at a close below the lowest low of a shorter window. Rarely right, made for long trends.",
  source: "Donchian 1960, High Finance in Copper; Faith 2003, The Original Turtle Trading Rules (system 1, long side)",
  version: "1",
  schema,
  warmUpBars: ({ entry }) => entry + 1,
  start: (params) => new DonchianBreakout(params),
});
