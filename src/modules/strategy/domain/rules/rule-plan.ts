import { assertNever } from "@/modules/_kernel";
import { makeAtr, type RangeIndicator } from "@/modules/data";
import type { ClosedBar } from "@/modules/execution";
import { unitsForRisk, wholeUnits } from "../sizing";
import type { ConditionStream } from "./condition-stream";
import type { RuleStrategy } from "./rule-strategy";

const PERCENT = 100;

/** What a position is protected by and how large it is, decided at one close. Quote currency per unit. */
export interface EntryPlan {
  /** Units, above 0. */
  readonly quantity: number;
  readonly stopPrice: number | null;
  /** Null also where a short sale could not get there: at 0 or below. */
  readonly targetPrice: number | null;
  readonly trailAmount: number | null;
}

type Ranges = ReadonlyMap<number, { readonly indicator: RangeIndicator; value: number }>;

/** Reckons stop, target and size of a rule's entries, bar by bar. */
export class RulePlanner {
  readonly #rules: RuleStrategy;
  readonly #stream: ConditionStream;
  /** Average true ranges by length. */
  readonly #ranges: Ranges;

  constructor(rules: RuleStrategy, stream: ConditionStream) {
    this.#rules = rules;
    this.#stream = stream;
    const lengths = [rules.stop, rules.trail].flatMap((part) => (part?.kind === "atr" ? part.length : []));
    this.#ranges = new Map(lengths.map((length) => [length, { indicator: makeAtr(length), value: Number.NaN }]));
  }

  /** Takes the bar that just closed, after the stream did. */
  push({ high, low, close }: ClosedBar): void {
    for (const range of this.#ranges.values()) range.value = range.indicator.next(high, low, close);
  }

  /**
   * The entry at this close, 1 to buy and -1 to sell short. Null where there is none: a range that is not known yet, a stop
   * that is not on the losing side of the close or not above 0, a size of nothing.
   */
  plan(direction: 1 | -1, close: number, equity: number): EntryPlan | null {
    const stopPrice = this.#stopPrice(direction, close);
    const trailAmount = this.#trailAmount(close);
    // Comparisons with NaN are false: what is not known makes no entry.
    if (stopPrice !== null && !(direction * (close - stopPrice) > 0 && stopPrice > 0)) return null;
    if (trailAmount !== null && !(trailAmount > 0)) return null;
    const quantity = this.#quantity({ direction, close, equity, stopPrice, trailAmount });
    if (!(quantity > 0)) return null;
    return { quantity, stopPrice, targetPrice: this.#targetPrice(direction, close, stopPrice), trailAmount };
  }

  #stopPrice(direction: 1 | -1, close: number): number | null {
    const { stop } = this.#rules;
    if (stop === null) return null;
    switch (stop.kind) {
      case "percent":
        return close - (direction * close * stop.percent) / PERCENT;
      case "atr":
        return close - direction * stop.times * this.#range(stop.length);
      case "extreme":
        return direction > 0 ? this.#stream.lowest(stop.bars) : this.#stream.highest(stop.bars);
      default:
        return assertNever(stop, "RulePlanner");
    }
  }

  #trailAmount(close: number): number | null {
    const { trail } = this.#rules;
    if (trail === null) return null;
    return trail.kind === "percent" ? (close * trail.percent) / PERCENT : trail.times * this.#range(trail.length);
  }

  #targetPrice(direction: 1 | -1, close: number, stopPrice: number | null): number | null {
    const { target } = this.#rules;
    if (target === null) return null;
    const way =
      target.kind === "percent"
        ? (close * target.percent) / PERCENT
        : target.times * Math.abs(close - (stopPrice ?? Number.NaN));
    const price = close + direction * way;
    return price > 0 ? price : null;
  }

  #quantity({ direction, close, equity, stopPrice, trailAmount }: Sized): number {
    const { size } = this.#rules;
    if (size.kind === "fixed") return size.quantity;
    const fraction = size.percent / PERCENT;
    if (size.kind === "equity") {
      const units = close > 0 && equity > 0 ? (equity * fraction) / close : 0;
      return size.wholeUnits ? wholeUnits(units) : units;
    }
    const trailStop = trailAmount === null ? null : close - direction * trailAmount;
    const stops = [stopPrice, trailStop].filter((price) => price !== null);
    // The nearer of the two is where it ends.
    const stop = direction > 0 ? Math.max(...stops) : Math.min(...stops);
    const units = unitsForRisk({ equity, riskFraction: fraction, entry: close, stop });
    return size.wholeUnits ? wholeUnits(units) : units;
  }

  #range(length: number): number {
    return this.#ranges.get(length)?.value ?? Number.NaN;
  }
}

interface Sized {
  readonly direction: 1 | -1;
  readonly close: number;
  readonly equity: number;
  readonly stopPrice: number | null;
  readonly trailAmount: number | null;
}
