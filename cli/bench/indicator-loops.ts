import type { BarColumns } from "@/modules/data";

/**
 * Indicators written out by hand for one length: no class, no check of parameters or gaps, sums that drift. What no library
 * can be faster than, and so what ours are measured against in the same run.
 */
export interface BareIndicator {
  readonly indicator: string;
  readonly params: Readonly<Record<string, number>>;
  readonly line: string;
  run(bars: BarColumns): Float64Array;
}

function sma(values: Float64Array, length: number): Float64Array {
  const line = new Float64Array(values.length).fill(Number.NaN);
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) {
    sum += values[i] ?? 0;
    if (i >= length) sum -= values[i - length] ?? 0;
    if (i >= length - 1) line[i] = sum / length;
  }
  return line;
}

function ema(values: Float64Array, length: number): Float64Array {
  const line = new Float64Array(values.length).fill(Number.NaN);
  const weight = 2 / (length + 1);
  let average = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? 0;
    if (i < length) average += value / length;
    else average += weight * (value - average);
    if (i >= length - 1) line[i] = average;
  }
  return line;
}

function wma(values: Float64Array, length: number): Float64Array {
  const line = new Float64Array(values.length).fill(Number.NaN);
  const divisor = (length * (length + 1)) / 2;
  let [sum, weighted] = [0, 0];
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? 0;
    weighted += Math.min(i + 1, length) * value - (i >= length ? sum : 0);
    sum += value - (i >= length ? (values[i - length] ?? 0) : 0);
    if (i >= length - 1) line[i] = weighted / divisor;
  }
  return line;
}

function rsi(values: Float64Array, length: number): Float64Array {
  const line = new Float64Array(values.length).fill(Number.NaN);
  let [gain, loss] = [0, 0];
  for (let i = 1; i < values.length; i += 1) {
    const change = (values[i] ?? 0) - (values[i - 1] ?? 0);
    const [up, down] = [Math.max(change, 0), Math.max(-change, 0)];
    if (i <= length) {
      gain += up / length;
      loss += down / length;
    } else {
      gain = (gain * (length - 1) + up) / length;
      loss = (loss * (length - 1) + down) / length;
    }
    if (i >= length) line[i] = 100 - 100 / (1 + gain / loss);
  }
  return line;
}

function macd(values: Float64Array, fast: number, slow: number): Float64Array {
  const [quick, line] = [ema(values, fast), ema(values, slow)];
  for (let i = 0; i < line.length; i += 1) line[i] = (quick[i] ?? 0) - (line[i] ?? 0);
  return line;
}

function atr({ high, low, close }: BarColumns, length: number): Float64Array {
  const line = new Float64Array(close.length).fill(Number.NaN);
  let average = 0;
  for (let i = 1; i < close.length; i += 1) {
    const [top, bottom, before] = [high[i] ?? 0, low[i] ?? 0, close[i - 1] ?? 0];
    const range = Math.max(top - bottom, Math.abs(top - before), Math.abs(bottom - before));
    average = i <= length ? average + range / length : (average * (length - 1) + range) / length;
    if (i >= length) line[i] = average;
  }
  return line;
}

function upperBand(values: Float64Array, length: number, multiplier: number): Float64Array {
  const line = new Float64Array(values.length).fill(Number.NaN);
  let [sum, squares] = [0, 0];
  for (let i = 0; i < values.length; i += 1) {
    const [value, old] = [values[i] ?? 0, i >= length ? (values[i - length] ?? 0) : 0];
    sum += value - old;
    squares += value * value - old * old;
    const mean = sum / length;
    if (i >= length - 1) line[i] = mean + multiplier * Math.sqrt(squares / length - mean * mean);
  }
  return line;
}

function roc(values: Float64Array, length: number): Float64Array {
  const line = new Float64Array(values.length).fill(Number.NaN);
  for (let i = length; i < values.length; i += 1) {
    const old = values[i - length] ?? 0;
    line[i] = (100 * ((values[i] ?? 0) - old)) / old;
  }
  return line;
}

function obv({ close, volume }: BarColumns): Float64Array {
  const line = new Float64Array(close.length);
  for (let i = 1; i < close.length; i += 1) {
    const [value, before, before0] = [close[i] ?? 0, close[i - 1] ?? 0, line[i - 1] ?? 0];
    line[i] = before0 + (value > before ? (volume[i] ?? 0) : value < before ? -(volume[i] ?? 0) : 0);
  }
  return line;
}

function mfi({ high, low, close, volume }: BarColumns, length: number): Float64Array {
  const count = close.length;
  const line = new Float64Array(count).fill(Number.NaN);
  const flows = new Float64Array(count);
  let [gains, losses, before] = [0, 0, Number.NaN];
  for (let i = 0; i < count; i += 1) {
    const typical = ((high[i] ?? 0) + (low[i] ?? 0) + (close[i] ?? 0)) / 3;
    const flow = typical * (volume[i] ?? 0);
    const signed = typical > before ? flow : typical < before ? -flow : 0;
    before = typical;
    flows[i] = signed;
    if (signed > 0) gains += signed;
    else losses -= signed;
    const old = i >= length ? (flows[i - length] ?? 0) : 0;
    if (old > 0) gains -= old;
    else losses += old;
    if (i >= length) line[i] = 100 - 100 / (1 + gains / losses);
  }
  return line;
}

/** Hand-written loops of the indicators people use most, one of each kind of step. */
export const BARE_INDICATORS: readonly BareIndicator[] = [
  { indicator: "sma", params: { length: 20 }, line: "sma", run: ({ close }) => sma(close, 20) },
  { indicator: "ema", params: { length: 20 }, line: "ema", run: ({ close }) => ema(close, 20) },
  { indicator: "wma", params: { length: 20 }, line: "wma", run: ({ close }) => wma(close, 20) },
  { indicator: "rsi", params: { length: 14 }, line: "rsi", run: ({ close }) => rsi(close, 14) },
  {
    indicator: "macd",
    params: { fast: 12, slow: 26, signal: 9 },
    line: "macd",
    run: ({ close }) => macd(close, 12, 26),
  },
  { indicator: "atr", params: { length: 14 }, line: "atr", run: (bars) => atr(bars, 14) },
  {
    indicator: "bollinger",
    params: { length: 20, multiplier: 2 },
    line: "upper",
    run: ({ close }) => upperBand(close, 20, 2),
  },
  { indicator: "roc", params: { length: 10 }, line: "roc", run: ({ close }) => roc(close, 10) },
  { indicator: "obv", params: {}, line: "obv", run: (bars) => obv(bars) },
  { indicator: "mfi", params: { length: 14 }, line: "mfi", run: (bars) => mfi(bars, 14) },
];
