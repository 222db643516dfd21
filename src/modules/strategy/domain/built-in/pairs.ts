import { z } from "zod";
import { ENGLE_GRANGER_5_PERCENT, fitPair } from "../cointegration";
import { numberParam, wholeParam } from "../define-strategy";
import { definePortfolioStrategy } from "../portfolio/define-portfolio-strategy";
import type { InstrumentDesk, Market, PortfolioRun } from "../portfolio/market";

const WINDOW_MAX = 1_000;
/** Three pairs give a line and one distance that could be anywhere. */
const WINDOW_MIN = 10;

const schema = z
  .strictObject({
    window: wholeParam({
      title: "Window",
      description: "Bars over which the two are fitted to each other, anew at every bar.",
      unit: "bars",
      minimum: WINDOW_MIN,
      maximum: WINDOW_MAX,
      fallback: 120,
    }),
    entry: numberParam({
      title: "Enter beyond",
      description: "Trades when the distance between the two is this many deviations, if they are cointegrated.",
      unit: "deviations",
      minimum: 0.1,
      maximum: 10,
      fallback: 2,
      step: 0.1,
    }),
    exit: numberParam({
      title: "Leave within",
      description: "Closes both when the distance has come back to this many deviations.",
      unit: "deviations",
      minimum: 0,
      maximum: 10,
      fallback: 0.5,
      step: 0.1,
    }),
    stop: numberParam({
      title: "Give up beyond",
      description: "Closes both when the distance has grown to this many deviations.",
      unit: "deviations",
      minimum: 0.1,
      maximum: 20,
      fallback: 4,
      step: 0.1,
    }),
    weight: numberParam({
      title: "Size",
      description: "Worth of each side at the entry.",
      unit: "% of equity",
      minimum: 0.1,
      maximum: 100,
      fallback: 40,
      step: 1,
    }),
  })
  .superRefine(({ entry, exit, stop }, context) => {
    if (exit >= entry) context.addIssue({ code: "custom", path: ["exit"], message: `below entry, which is ${entry}` });
    if (stop <= entry) context.addIssue({ code: "custom", path: ["stop"], message: `above entry, which is ${entry}` });
  });

const PERCENT = 100;

class Pairs implements PortfolioRun {
  private readonly params: z.output<typeof schema>;
  private readonly logs: readonly [number[], number[]] = [[], []];

  constructor(params: z.output<typeof schema>) {
    this.params = params;
  }

  onBars({ instruments }: Market): void {
    const [first, second] = instruments;
    // Only moments at which both closed: the newest price of one is never set against an old one of the other.
    if (first === undefined || second === undefined || !first.bar.isNew || !second.bar.isNew) return;
    const { window } = this.params;
    [first, second].forEach((desk, side) => {
      const log = this.logs[side] ?? [];
      log.push(Math.log(desk.bar.close));
      if (log.length > window) log.shift();
    });
    if (this.logs[0].length < window) return;
    const fit = fitPair(this.logs[1], this.logs[0]);
    if (fit !== null) this.decide(first, second, fit);
  }

  private decide(
    first: InstrumentDesk,
    second: InstrumentDesk,
    fit: { zscore: number; dickeyFuller: number; slope: number },
  ): void {
    const { entry, exit, stop } = this.params;
    const size = this.params.weight / PERCENT;
    const distance = Math.abs(fit.zscore);
    if (first.position !== 0 || second.position !== 0) {
      const hasCrossed = first.position > 0 === fit.zscore > 0;
      if (distance > exit && !hasCrossed && distance < stop) return;
      first.target(0);
      second.target(0);
      return;
    }
    // A slope below 0 would make two purchases of it.
    if (distance < entry || distance >= stop || fit.slope <= 0 || fit.dickeyFuller > ENGLE_GRANGER_5_PERCENT) return;
    const side = fit.zscore > 0 ? -1 : 1;
    first.targetWeight(side * size);
    second.targetWeight(-side * size);
  }
}

/**
 * Long one and short the other with equal money, when the logarithms of their prices are cointegrated over `window` bars
 * (Engle and Granger at 5 %) and the first is `entry` deviations or more off the line through the second; the dear one is
 * sold. Close both within `exit`, on the other side of the line, or beyond `stop`.
 */
export const pairs = definePortfolioStrategy({
  name: "pairs",
  title: "Pairs",
  description:
    "Buys the cheap and sells short the dear one of two instruments that belong together, and waits for them to come back. Choose exactly two with a reason to move together, such as two share classes or two producers of one thing. Needs short sales.",
  source:
    "Gatev, Goetzmann and Rouwenhorst 2006, Pairs Trading; Vidyamurthy 2004, Pairs Trading (the cointegration approach)",
  version: "1",
  instruments: { minimum: 2, maximum: 2 },
  series: [],
  schema,
  warmUpBars: ({ window }) => window,
  start: (params) => new Pairs(params),
});
