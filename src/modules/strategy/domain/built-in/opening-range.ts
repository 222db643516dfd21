import { z } from "zod";
import { numberParam, wholeParam } from "../define-strategy";
import { definePortfolioStrategy } from "../portfolio/define-portfolio-strategy";
import type { InstrumentDesk, Market, PortfolioRun } from "../portfolio/market";
import { unitsForRisk } from "../sizing";

const MINUTE_MS = 60_000;
const PERCENT = 100;

const schema = z.strictObject({
  minutes: wholeParam({
    title: "Opening range",
    description: "Minutes from the session's first bar over which the range is taken.",
    unit: "minutes",
    minimum: 1,
    maximum: 240,
    fallback: 30,
  }),
  reward: numberParam({
    title: "Target",
    description: "The target lies this many times the way to the stop above the entry.",
    unit: "times the risk",
    minimum: 0.1,
    maximum: 50,
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
    fallback: 0.5,
    step: 0.1,
  }),
});

/** What one instrument did in the session at hand. */
class SessionRange {
  closeMs = Number.NaN;
  private startMs = Number.NaN;
  high = Number.NEGATIVE_INFINITY;
  low = Number.POSITIVE_INFINITY;
  hasTraded = false;
  /** The stop and the target of what is held. */
  exits: readonly number[] = [];

  /** Takes a bar; says whether the range was complete before it. */
  push({ bar }: InstrumentDesk, minutes: number): boolean {
    if (bar.sessionCloseMs !== this.closeMs) {
      this.closeMs = bar.sessionCloseMs;
      this.startMs = bar.time;
      this.high = Number.NEGATIVE_INFINITY;
      this.low = Number.POSITIVE_INFINITY;
      this.hasTraded = false;
    }
    if (bar.time - this.startMs >= minutes * MINUTE_MS) return true;
    this.high = Math.max(this.high, bar.high);
    this.low = Math.min(this.low, bar.low);
    return false;
  }
}

class OpeningRange implements PortfolioRun {
  private readonly params: z.output<typeof schema>;
  private readonly ranges = new Map<string, SessionRange>();

  constructor(params: z.output<typeof schema>) {
    this.params = params;
  }

  onBars({ time, equity, instruments }: Market): void {
    for (const desk of instruments) if (desk.bar.isNew) this.onBar(desk, time, equity);
  }

  private onBar(desk: InstrumentDesk, time: number, equity: number): void {
    const range = this.ranges.get(desk.symbol) ?? new SessionRange();
    this.ranges.set(desk.symbol, range);
    const isComplete = range.push(desk, this.params.minutes);
    const { close } = desk.bar;
    // The bar after this one is the session's last, or there is none: what is held is sold at its close.
    const isLate = time + (time - desk.bar.time) >= range.closeMs;
    if (isLate) {
      if (desk.position > 0) leave(desk, range);
      return;
    }
    if (!isComplete || range.hasTraded || desk.position !== 0 || !(close > range.high)) return;
    range.hasTraded = true;
    const riskFraction = this.params.risk / PERCENT;
    const quantity = unitsForRisk({ equity, riskFraction, entry: close, stop: range.low });
    if (quantity > 0) {
      const targetPrice = close + this.params.reward * (close - range.low);
      const { stop, target } = desk.bracket({ quantity, stopPrice: range.low, targetPrice });
      range.exits = [stop, target];
    }
  }
}

/** Stop and target go first: left alive, one of them would sell short what is gone. */
function leave(desk: InstrumentDesk, range: SessionRange): void {
  for (const order of range.exits) desk.cancel(order);
  range.exits = [];
  desk.submit({ type: "market_on_close", quantity: -desk.position });
}

/**
 * Long only, one trade a session: at a close above the high of the session's first `minutes`, buy so much that the way to
 * the range's low costs `risk` percent of the equity; sell at that low, at `reward` times the way above, or at the
 * session's close.
 */
export const openingRange = definePortfolioStrategy({
  name: "opening-range",
  title: "Opening range breakout",
  description:
    "Buys the first close above the range of the session's first half hour, with the range's low as stop, and never holds over night. For minute bars of instruments with sessions.",
  source: "Crabel 1990, Day Trading with Short Term Price Patterns and Opening Range Breakout",
  version: "1",
  instruments: { minimum: 1, maximum: 100 },
  series: [],
  schema,
  warmUpBars: () => 2,
  start: (params) => new OpeningRange(params),
});
