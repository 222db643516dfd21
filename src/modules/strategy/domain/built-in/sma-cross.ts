import { z } from "zod";
import { INDICATOR_LENGTH_MAX, makeSma, type SeriesIndicator } from "@/modules/data";
import { defineStrategy, quantityParam, wholeParam } from "../define-strategy";
import type { BarView, Desk, StrategyRun } from "../strategy";

/**
 * Averages closer than this share of their size are equal: Float64 rounds the average of 10 and of 30 decimal prices apart
 * by a hair where the decimals themselves agree, and that is no cross.
 */
const TIE = 1e-12;

const schema = z
  .strictObject({
    fast: wholeParam({
      title: "Fast average",
      description: "Bars in the average that follows the price closely.",
      unit: "bars",
      minimum: 1,
      maximum: INDICATOR_LENGTH_MAX,
      fallback: 10,
    }),
    slow: wholeParam({
      title: "Slow average",
      description: "Bars in the average that is the trend.",
      unit: "bars",
      minimum: 1,
      maximum: INDICATOR_LENGTH_MAX,
      fallback: 30,
    }),
    quantity: quantityParam,
  })
  .superRefine(({ fast, slow }, context) => {
    if (fast < slow) return;
    const message = `below slow, which is ${slow}${slow > 1 ? `: from 1 to ${slow - 1}` : "; raise slow first"}`;
    context.addIssue({ code: "custom", path: ["fast"], message });
  });

class SmaCross implements StrategyRun {
  private readonly fast: SeriesIndicator;
  private readonly slow: SeriesIndicator;
  private readonly quantity: number;
  /** Sign of fast − slow when it last was not 0; 0 before. */
  private side = 0;

  constructor({ fast, slow, quantity }: z.output<typeof schema>) {
    this.fast = makeSma(fast);
    this.slow = makeSma(slow);
    this.quantity = quantity;
  }

  onBar(bar: BarView, desk: Desk): void {
    const { close } = bar;
    const fast = this.fast.next(close);
    const slow = this.slow.next(close);
    const gap = fast - slow;
    // Also false while an average is NaN: nothing is decided before both exist.
    if (!(Math.abs(gap) > TIE * Math.abs(slow))) return;
    const side = gap > 0 ? 1 : -1;
    const crossed = this.side !== 0 && side !== this.side;
    this.side = side;
    if (!crossed) return;
    if (side > 0 && desk.position === 0) desk.buy(this.quantity);
    else if (side < 0 && desk.position > 0) desk.sell(desk.position);
  }
}

/**
 * Long only, on closes: when flat and the fast average crosses above the slow one, buy; when long and it crosses below, sell
 * all. A cross is a sign of fast − slow opposite to its last non-zero sign.
 */
export const smaCross = defineStrategy({
  name: "sma-cross",
  title: "Moving average cross",
  description:
    "Buys when the fast average of closes rises above the slow one and sells everything when it falls below. Follows trends; loses in sideways markets.",
  source:
    "Brock, Lakonishok and LeBaron 1992, Simple Technical Trading Rules and the Stochastic Properties of Stock Returns",
  version: "1",
  schema,
  warmUpBars: ({ slow }) => slow + 1,
  start: (params) => new SmaCross(params),
});
