import { invariant } from "@/modules/_kernel";
import { type BarColumns, MINUTE_MS, makeBarColumns } from "@/modules/data";

/** 2020-01-01T00:00:00Z. */
const FIRST_BAR_MS = 1_577_836_800_000;
/** Deviation of one minute's log return. */
const SIGMA = 0.0005;
/** Steps of the walk inside one bar: they make its high and low. */
const STEPS = 4;

/** Uniform numbers in [0, 1) from a 32-bit seed. Source: Tommy Ettinger's mulberry32 (2017), public domain. */
export function makeUniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    const first = Math.imul(state ^ (state >>> 15), 1 | state);
    const second = (first + Math.imul(first ^ (first >>> 7), 61 | first)) ^ first;
    return ((second ^ (second >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Standard normal numbers, two at a time. Source: Marsaglia and Bray 1964, the polar method. */
function makeNormal(uniform: () => number): () => number {
  let spare: number | null = null;
  return () => {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    let [x, y, square] = [0, 0, 0];
    while (square >= 1 || square === 0) {
      x = 2 * uniform() - 1;
      y = 2 * uniform() - 1;
      square = x * x + y * y;
    }
    const scale = Math.sqrt((-2 * Math.log(square)) / square);
    spare = y * scale;
    return x * scale;
  };
}

/**
 * One-minute bars of a seeded geometric random walk from 100, the same bits for the same seed and count: what benchmarks
 * and fixtures run on. A longer series begins with the shorter one.
 *
 * @param count - Number of bars, a whole number from 0.
 */
export function makeSeededBars(count: number, seed = 42): BarColumns {
  invariant(Number.isInteger(count) && count >= 0, `a count of bars is a whole number from 0, was ${count}`);
  const bars = makeBarColumns(count);
  const uniform = makeUniform(seed);
  const normal = makeNormal(uniform);
  const step = SIGMA * 0.5;
  const drift = 0.5 * step ** 2;
  let price = 100;
  for (let i = 0; i < count; i += 1) {
    const open = price * Math.exp(normal() * SIGMA * 0.05);
    let [high, low, close] = [open, open, open];
    for (let k = 0; k < STEPS; k += 1) {
      close *= Math.exp(normal() * SIGMA * 0.5 - drift);
      high = Math.max(high, close);
      low = Math.min(low, close);
    }
    bars.time[i] = FIRST_BAR_MS + i * MINUTE_MS;
    bars.open[i] = open;
    bars.high[i] = high;
    bars.low[i] = low;
    bars.close[i] = close;
    bars.volume[i] = Math.floor(50 + 1000 * uniform() * (1 + Math.abs(normal())));
    price = close;
  }
  return bars;
}
