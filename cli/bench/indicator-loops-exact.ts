import type { BarColumns } from "@/modules/data";
import type { BareIndicator } from "./indicator-loops";

/**
 * Loops by hand that promise what ours promise: a sum that is exact to one rounding however long the series, deviations that
 * keep their digits, the price itself for a flat window, every line of the indicator. What is left between one of these and
 * ours is the price of streaming, of checked parameters and of gaps; what is left between these and the loops that drift is
 * the price of the promises.
 */

/** Whether the last `length` values up to `i` are one value; `run` counts equal ones. */
const runAt = (values: Float64Array, i: number, run: number) => (values[i] === values[i - 1] ? run + 1 : 1);

function sma(values: Float64Array, length: number): Float64Array {
  const line = new Float64Array(values.length).fill(Number.NaN);
  let [sum, rest, run] = [0, 0, 0];
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? 0;
    const old = i >= length ? (values[i - length] ?? 0) : 0;
    run = runAt(values, i, run);
    const change = value - old;
    const back = change - value;
    const moved = sum + change;
    const part = moved - sum;
    rest += value - (change - back) - (old + back) + (sum - (moved - part) + (change - part));
    sum = moved;
    if (i >= length - 1) line[i] = run >= length ? value : (sum + rest) / length;
  }
  return line;
}

function wma(values: Float64Array, length: number): Float64Array {
  const line = new Float64Array(values.length).fill(Number.NaN);
  const divisor = (length * (length + 1)) / 2;
  let [sum, weighted, run] = [0, 0, 0];
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? 0;
    run = runAt(values, i, run);
    if (i < length - 1) continue;
    if ((i + 1) % length === 0) {
      sum = 0;
      weighted = 0;
      for (let weight = 1; weight <= length; weight += 1) {
        const item = values[i - length + weight] ?? 0;
        sum += item;
        weighted += item * weight;
      }
    } else {
      weighted += length * value - sum;
      sum += value - (values[i - length] ?? 0);
    }
    line[i] = run >= length ? value : weighted / divisor;
  }
  return line;
}

function variance(values: Float64Array, length: number): Float64Array {
  const line = new Float64Array(values.length).fill(Number.NaN);
  let [anchor, sum, squares, run] = [0, 0, 0, 0];
  for (let i = 0; i < values.length; i += 1) {
    run = runAt(values, i, run);
    if (i < length - 1) continue;
    if ((i + 1) % length === 0) {
      let total = 0;
      for (let at = i - length + 1; at <= i; at += 1) total += values[at] ?? 0;
      anchor = total / length;
      sum = 0;
      squares = 0;
      for (let at = i - length + 1; at <= i; at += 1) {
        const deviation = (values[at] ?? 0) - anchor;
        sum += deviation;
        squares += deviation * deviation;
      }
    } else {
      const came = (values[i] ?? 0) - anchor;
      const went = (values[i - length] ?? 0) - anchor;
      sum += came - went;
      squares += (came - went) * (came + went);
    }
    const shift = sum / length;
    line[i] = run >= length ? 0 : Math.max(0, squares / length - shift * shift);
  }
  return line;
}

function bands({ close }: BarColumns, length: number, multiplier: number): Float64Array {
  const [middle, upper] = [sma(close, length), variance(close, length)];
  const lower = new Float64Array(close.length);
  for (let i = 0; i < close.length; i += 1) {
    const width = multiplier * Math.sqrt(upper[i] ?? 0);
    upper[i] = (middle[i] ?? 0) + width;
    lower[i] = (middle[i] ?? 0) - width;
  }
  return upper;
}

export const EXACT_INDICATORS: readonly BareIndicator[] = [
  { indicator: "sma", params: { length: 20 }, line: "sma", run: ({ close }) => sma(close, 20) },
  { indicator: "wma", params: { length: 20 }, line: "wma", run: ({ close }) => wma(close, 20) },
  { indicator: "bollinger", params: { length: 20, multiplier: 2 }, line: "upper", run: (bars) => bands(bars, 20, 2) },
];
