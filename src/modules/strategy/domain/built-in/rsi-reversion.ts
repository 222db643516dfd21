import { z } from "zod";
import { INDICATOR_LENGTH_MAX, makeRsi, type SeriesIndicator } from "@/modules/data";
import { defineStrategy, numberParam, quantityParam, wholeParam } from "../define-strategy";
import type { BarView, Desk, StrategyRun } from "../strategy";

const schema = z
  .strictObject({
    length: wholeParam({
      title: "RSI length",
      description: "Bars in the averages of gains and losses.",
      unit: "bars",
      minimum: 1,
      maximum: INDICATOR_LENGTH_MAX,
      fallback: 14,
    }),
    oversold: numberParam({
      title: "Buy below",
      description: "Buys at a close with the RSI under this level.",
      unit: "RSI, 0 to 100",
      minimum: 0,
      maximum: 100,
      fallback: 30,
      step: 1,
    }),
    exit: numberParam({
      title: "Sell above",
      description: "Sells everything at a close with the RSI over this level.",
      unit: "RSI, 0 to 100",
      minimum: 0,
      maximum: 100,
      fallback: 55,
      step: 1,
    }),
    quantity: quantityParam,
  })
  .superRefine(({ oversold, exit }, context) => {
    if (oversold <= exit) return;
    context.addIssue({ code: "custom", path: ["oversold"], message: `at most exit, which is ${exit}` });
  });

class RsiReversion implements StrategyRun {
  private readonly rsi: SeriesIndicator;
  private readonly params: z.output<typeof schema>;

  constructor(params: z.output<typeof schema>) {
    this.rsi = makeRsi(params.length);
    this.params = params;
  }

  onBar(bar: BarView, desk: Desk): void {
    const rsi = this.rsi.next(bar.close);
    if (desk.position === 0 && rsi < this.params.oversold) desk.buy(this.params.quantity);
    else if (desk.position > 0 && rsi > this.params.exit) desk.sell(desk.position);
  }
}

/** Long only, on closes: when flat and the RSI is under `oversold`, buy; when long and it is over `exit`, sell all. */
export const rsiReversion = defineStrategy({
  name: "rsi-reversion",
  title: "RSI reversion",
  description:
    "Buys after a fall, when the relative strength index is low, and sells everything once it has recovered. Has no stop: a fall that goes on is held.",
  source:
    "Wilder 1978, New Concepts in Technical Trading Systems; Connors and Alvarez 2009, Short Term Trading Strategies That Work",
  version: "1",
  schema,
  warmUpBars: ({ length }) => length + 1,
  start: (params) => new RsiReversion(params),
});
