import { assertLength, type SeriesIndicator } from "./indicator";

/** An EMA, the EMA of it and the EMA of that. All three start at value `length` from the mean of the first `length` values. */
class EmaChain {
  one = Number.NaN;
  two = Number.NaN;
  three = Number.NaN;
  private readonly length: number;
  private readonly weight: number;
  private seen = 0;
  private sum = 0;

  constructor(length: number) {
    assertLength("length", length);
    this.length = length;
    this.weight = 2 / (length + 1);
  }

  push(value: number): void {
    if (this.seen >= this.length) {
      this.one += this.weight * (value - this.one);
      this.two += this.weight * (this.one - this.two);
      this.three += this.weight * (this.two - this.three);
      return;
    }
    this.sum += value;
    this.seen += 1;
    if (this.seen < this.length) return;
    this.one = this.sum / this.length;
    this.two = this.one;
    this.three = this.one;
  }
}

class Dema implements SeriesIndicator {
  private readonly chain: EmaChain;

  constructor(length: number) {
    this.chain = new EmaChain(length);
  }

  next(value: number): number {
    this.chain.push(value);
    return 2 * this.chain.one - this.chain.two;
  }
}

class Tema implements SeriesIndicator {
  private readonly chain: EmaChain;

  constructor(length: number) {
    this.chain = new EmaChain(length);
  }

  next(value: number): number {
    this.chain.push(value);
    const { one, two, three } = this.chain;
    return 3 * one - 3 * two + three;
  }
}

class Trix implements SeriesIndicator {
  private readonly chain: EmaChain;

  constructor(length: number) {
    this.chain = new EmaChain(length);
  }

  next(value: number): number {
    const before = this.chain.three;
    this.chain.push(value);
    return before === 0 ? Number.NaN : (100 * (this.chain.three - before)) / before;
  }
}

/**
 * Double exponential moving average: `2 · ema - ema(ema)`; both start from the mean of the first `length` values.
 *
 * @param length - Bars of the averages, 1 to {@link INDICATOR_LENGTH_MAX}.
 * @returns NaN for the first `length - 1` values. Formula: Mulloy 1994, Skender Stock.Indicators `GetDema`.
 */
export function makeDema(length: number): SeriesIndicator {
  return new Dema(length);
}

/**
 * Triple exponential moving average: `3 · ema - 3 · ema(ema) + ema(ema(ema))`; all start from the mean of the first `length`
 * values.
 *
 * @param length - Bars of the averages, 1 to {@link INDICATOR_LENGTH_MAX}.
 * @returns NaN for the first `length - 1` values. Formula: Mulloy 1994, Skender Stock.Indicators `GetTema`.
 */
export function makeTema(length: number): SeriesIndicator {
  return new Tema(length);
}

/**
 * TRIX: change of a triple-smoothed EMA from bar to bar, in percent of it.
 *
 * @param length - Bars of the averages, 1 to {@link INDICATOR_LENGTH_MAX}.
 * @returns NaN for the first `length` values and after a triple average of 0. Formula: Hutson 1983, Skender Stock.Indicators
 * `GetTrix`.
 */
export function makeTrix(length: number): SeriesIndicator {
  return new Trix(length);
}
