import { type ColumnEma, makeEma } from "./ema";
import type { SeriesIndicator } from "./indicator";
import { Scratch } from "./scratch";
import { fillWindow } from "./window-fill";
import { WindowSum } from "./window-sum";

/** An indicator of whole bars with volume: one value out, NaN while warming up. */
export interface FlowIndicator {
  next(high: number, low: number, close: number, volume: number): number;
}

/** Volume times where the close stands in its bar, -1 (low) to 1 (high). A bar without range has none. */
function flowOf(high: number, low: number, close: number, volume: number): number {
  return high === low ? 0 : ((close - low - (high - close)) / (high - low)) * volume;
}

class Adl implements FlowIndicator {
  private total = 0;

  next(high: number, low: number, close: number, volume: number): number {
    this.total += flowOf(high, low, close, volume);
    return this.total;
  }
}

/**
 * Accumulation/distribution line: the running total of money flow `((close - low) - (high - close)) / (high - low) · volume`.
 *
 * @returns A value from the first bar on; a bar without range adds nothing. Formula: Chaikin, Skender Stock.Indicators
 * `GetAdl`.
 */
export function makeAdl(): FlowIndicator {
  return new Adl();
}

/** Columns of whole bars with volume. */
export interface FlowColumns {
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** A flow that goes along a stretch of columns at once, bit for bit as `next` does. */
export interface ColumnFlow extends FlowIndicator {
  column(bars: FlowColumns, from: number, to: number, line: Float64Array): void;
}

class ChaikinOscillator implements ColumnFlow {
  private readonly line = new Adl();
  private readonly fast: ColumnEma;
  private readonly slow: ColumnEma;
  private readonly total = new Scratch();
  private readonly slowed = new Scratch();

  constructor(fast: number, slow: number) {
    this.fast = makeEma(fast);
    this.slow = makeEma(slow);
  }

  next(high: number, low: number, close: number, volume: number): number {
    const total = this.line.next(high, low, close, volume);
    return this.fast.next(total) - this.slow.next(total);
  }

  column({ high, low, close, volume }: FlowColumns, from: number, to: number, line: Float64Array): void {
    const count = to - from;
    const [total, slowed] = [this.total.of(count), this.slowed.of(count)];
    for (let i = 0; i < count; i += 1) {
      const bar = from + i;
      const [top, bottom] = [high[bar] ?? Number.NaN, low[bar] ?? Number.NaN];
      total[i] = this.line.next(top, bottom, close[bar] ?? Number.NaN, volume[bar] ?? Number.NaN);
    }
    const fast = line.subarray(from, to);
    this.fast.fill(total, 0, count, fast);
    this.slow.fill(total, 0, count, slowed);
    for (let i = 0; i < count; i += 1) fast[i] = (fast[i] ?? Number.NaN) - (slowed[i] ?? Number.NaN);
  }
}

/**
 * Chaikin oscillator: fast minus slow EMA of the accumulation/distribution line.
 *
 * @param fast - Bars of the fast average, below `slow`; 3 by custom.
 * @param slow - Bars of the slow average; 10 by custom.
 * @returns NaN for the first `slow - 1` bars. Formula: Chaikin, Skender Stock.Indicators `GetChaikinOsc`.
 */
export function makeChaikinOscillator(fast: number, slow: number): ColumnFlow {
  return new ChaikinOscillator(fast, slow);
}

class Cmf implements ColumnFlow {
  private readonly flows: WindowSum;
  private readonly volumes: WindowSum;
  private readonly flow = new Scratch();
  private readonly flowed = new Scratch();

  constructor(length: number) {
    this.flows = new WindowSum(length);
    this.volumes = new WindowSum(length);
  }

  next(high: number, low: number, close: number, volume: number): number {
    const flows = this.flows.next(flowOf(high, low, close, volume));
    const volumes = this.volumes.next(volume);
    return volumes === 0 ? Number.NaN : flows / volumes;
  }

  column({ high, low, close, volume }: FlowColumns, from: number, to: number, line: Float64Array): void {
    const count = to - from;
    const [flow, flowed] = [this.flow.of(count), this.flowed.of(count)];
    for (let i = 0; i < count; i += 1) {
      const bar = from + i;
      const [top, bottom] = [high[bar] ?? Number.NaN, low[bar] ?? Number.NaN];
      flow[i] = flowOf(top, bottom, close[bar] ?? Number.NaN, volume[bar] ?? Number.NaN);
    }
    fillWindow(this.flows, this.flows.length, flow, 0, count, flowed);
    fillWindow(this.volumes, this.volumes.length, volume, from, to, line);
    for (let i = 0; i < count; i += 1) {
      const volumes = line[from + i] ?? Number.NaN;
      line[from + i] = volumes === 0 ? Number.NaN : (flowed[i] ?? Number.NaN) / volumes;
    }
  }
}

/**
 * Chaikin money flow, -1 to 1: money flow over volume, each summed over `length` bars.
 *
 * @param length - Bars of the sums, 1 to {@link INDICATOR_LENGTH_MAX}; 20 by custom.
 * @returns NaN for the first `length - 1` bars and for a window without volume. Formula: Chaikin, Skender Stock.Indicators
 * `GetCmf`.
 */
export function makeCmf(length: number): ColumnFlow {
  return new Cmf(length);
}

class Mfi implements ColumnFlow {
  private readonly gains: WindowSum;
  private readonly losses: WindowSum;
  private readonly risen = new Scratch();
  private readonly fallen = new Scratch();
  private readonly lost = new Scratch();
  private previous = Number.NaN;

  constructor(length: number) {
    this.gains = new WindowSum(length);
    this.losses = new WindowSum(length);
  }

  next(high: number, low: number, close: number, volume: number): number {
    const typical = (high + low + close) / 3;
    const change = typical - this.previous;
    this.previous = typical;
    if (Number.isNaN(change)) return Number.NaN;
    const flow = typical * volume;
    const gains = this.gains.next(change > 0 ? flow : 0);
    const losses = this.losses.next(change < 0 ? flow : 0);
    return losses === 0 ? 100 : 100 - 100 / (1 + gains / losses);
  }

  column(bars: FlowColumns, from: number, to: number, line: Float64Array): void {
    const { high, low, close, volume } = bars;
    const first = Number.isNaN(this.previous) ? from + 1 : from;
    if (!this.splitFlows(bars, from, to, first)) {
      for (let i = from; i < to; i += 1) {
        const [top, bottom] = [high[i] ?? Number.NaN, low[i] ?? Number.NaN];
        line[i] = this.next(top, bottom, close[i] ?? Number.NaN, volume[i] ?? Number.NaN);
      }
      return;
    }
    const count = to - from;
    const [gained, lost] = [line.subarray(from, to), this.lost.of(count)];
    fillWindow(this.gains, this.gains.length, this.risen.of(count), first - from, count, gained);
    fillWindow(this.losses, this.losses.length, this.fallen.of(count), first - from, count, lost);
    gained.fill(Number.NaN, 0, first - from);
    for (let i = first - from; i < count; i += 1) {
      const losses = lost[i] ?? Number.NaN;
      gained[i] = losses === 0 ? 100 : 100 - 100 / (1 + (gained[i] ?? Number.NaN) / losses);
    }
  }

  /** Flows of bars that rose and that fell. False, with nothing changed, when prices are so large that a change is no number. */
  private splitFlows({ high, low, close, volume }: FlowColumns, from: number, to: number, first: number): boolean {
    const [risen, fallen] = [this.risen.of(to - from), this.fallen.of(to - from)];
    let { previous } = this;
    for (let i = from; i < to; i += 1) {
      const typical = ((high[i] ?? Number.NaN) + (low[i] ?? Number.NaN) + (close[i] ?? Number.NaN)) / 3;
      const change = typical - previous;
      previous = typical;
      if (Number.isNaN(change) && i >= first) return false;
      const flow = typical * (volume[i] ?? Number.NaN);
      risen[i - from] = change > 0 ? flow : 0;
      fallen[i - from] = change < 0 ? flow : 0;
    }
    this.previous = previous;
    return true;
  }
}

/**
 * Money flow index, 0 to 100: the RSI's formula over sums of `typical · volume` of bars whose typical price
 * `(high + low + close) / 3` rose and fell.
 *
 * @param length - Bars of the sums, 1 to {@link INDICATOR_LENGTH_MAX}; 14 by custom.
 * @returns NaN for the first `length` bars; 100 for a window in which nothing fell. Formula: Quong and Soudack 1989, Skender
 * Stock.Indicators `GetMfi`.
 */
export function makeMfi(length: number): ColumnFlow {
  return new Mfi(length);
}

/** Force index, one bar at a time. */
export interface ForceIndicator {
  next(close: number, volume: number): number;
}

class ForceIndex implements ForceIndicator {
  private readonly average: SeriesIndicator;
  private previous = Number.NaN;

  constructor(length: number) {
    this.average = makeEma(length);
  }

  next(close: number, volume: number): number {
    const change = close - this.previous;
    this.previous = close;
    return Number.isNaN(change) ? Number.NaN : this.average.next(change * volume);
  }
}

/**
 * Force index: the EMA over `length` bars of `volume · (close - previous close)`.
 *
 * @param length - Bars of the average, 1 to {@link INDICATOR_LENGTH_MAX}; 13 by custom, 2 for the short form.
 * @returns NaN for the first `length` bars. Formula: Elder 1993, Skender Stock.Indicators `GetForceIndex`.
 */
export function makeForceIndex(length: number): ForceIndicator {
  return new ForceIndex(length);
}
