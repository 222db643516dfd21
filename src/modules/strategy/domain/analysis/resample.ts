import { invariant } from "@/modules/_kernel";
import { ascending, quantile, sharpeRatio } from "@/modules/portfolio";
import { summarizeDrawdown } from "@/modules/risk";
import { makeUniform } from "../seeded-bars";

/** Where 90 of 100 resampled values lie, and their middle. Null: undefined in too many of them. */
export interface Band {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

const [LOW, MIDDLE, HIGH] = [0.05, 0.5, 0.95];

/** The 5th, 50th and 95th percentile; null of nothing. NaN is left out. */
export function bandOf(values: Float64Array): Band | null {
  const sorted = ascending(values.filter(Number.isFinite));
  const [low, middle, high] = [quantile(sorted, LOW), quantile(sorted, MIDDLE), quantile(sorted, HIGH)];
  return low === null || middle === null || high === null ? null : { low, middle, high };
}

/**
 * Fills `into` with places of a series of `into.length` values, resampled in blocks of random length: each place follows the
 * one before it, the last is followed by the first, and with probability 1 / blockLength a new block begins anywhere.
 * Source: Politis and Romano 1994, "The Stationary Bootstrap".
 *
 * @param blockLength - Mean length of a block, 1 or more; 1 draws each place by itself.
 */
export function drawStationary(into: Int32Array, blockLength: number, uniform: () => number): void {
  invariant(blockLength >= 1, `a block has a mean length from 1, was ${blockLength}`);
  const count = into.length;
  let place = 0;
  for (let i = 0; i < count; i += 1) {
    const begins = i === 0 || uniform() * blockLength < 1;
    place = begins ? Math.floor(uniform() * count) : (place + 1) % count;
    into[i] = place;
  }
}

/** n^(1/3), at least 1: the rate at which blocks should grow. Source: Hall, Horowitz and Jing 1995. */
export function blockLengthOf(count: number): number {
  return Math.max(1, Math.round(Math.cbrt(count)));
}

export interface PathResample {
  readonly samples: number;
  readonly blockLength: number;
  /** Annualized. */
  readonly sharpe: Band | null;
  readonly totalReturn: Band | null;
  /** Fractions, 0 or below; `low` is the deepest. */
  readonly maxDrawdown: Band | null;
  /** Share of the paths that ended with a loss. */
  readonly lossShare: number;
  /** Growth of 1 at equal steps from the start to the end of the path, the start included. */
  readonly fan: readonly Band[];
}

/** Stretches of the fan: more is no finer on a screen. */
const FAN_STEPS = 60;
/** Paths at most, and returns drawn over all paths: a second of work. */
const SAMPLES_MAX = 1_000;
const DRAWS_MAX = 10_000_000;
/** Fewer returns say nothing about their like. */
const RETURNS_MIN = 20;

/**
 * What else could have happened with returns like these: as many returns drawn in blocks, so that calm and storm stay
 * together, over many paths. Same seed, same answer. Null of fewer than 20 returns.
 *
 * @param returns - Simple returns, oldest first; missing ones (NaN) are left out.
 */
export function resamplePaths(
  returns: Float64Array,
  { periodsPerYear, seed }: { readonly periodsPerYear: number; readonly seed: number },
): PathResample | null {
  const known = returns.filter((each) => !Number.isNaN(each));
  const count = known.length;
  if (count < RETURNS_MIN) return null;
  const samples = Math.max(1, Math.min(SAMPLES_MAX, Math.floor(DRAWS_MAX / count)));
  const uniform = makeUniform(seed);
  const blockLength = blockLengthOf(count);
  const places = new Int32Array(count);
  const drawn = new Float64Array(count);
  const curve = new Float64Array(count + 1).fill(1, 0, 1);
  const steps = Array.from({ length: FAN_STEPS + 1 }, (_, step) => Math.round((step * count) / FAN_STEPS));
  const fan = steps.map(() => new Float64Array(samples));
  const sharpe = new Float64Array(samples);
  const total = new Float64Array(samples);
  const drawdown = new Float64Array(samples);
  for (let sample = 0; sample < samples; sample += 1) {
    drawStationary(places, blockLength, uniform);
    for (let i = 0; i < count; i += 1) {
      const change = known[places[i] ?? 0] ?? 0;
      drawn[i] = change;
      curve[i + 1] = (curve[i] ?? 1) * (1 + change);
    }
    sharpe[sample] = sharpeRatio(drawn, periodsPerYear) ?? Number.NaN;
    total[sample] = (curve[count] ?? Number.NaN) - 1;
    drawdown[sample] = summarizeDrawdown(curve).maximum;
    for (const [step, at] of steps.entries()) fan[step]?.set([curve[at] ?? Number.NaN], sample);
  }
  return {
    samples,
    blockLength,
    sharpe: bandOf(sharpe),
    totalReturn: bandOf(total),
    maxDrawdown: bandOf(drawdown),
    lossShare: total.filter((each) => each < 0).length / samples,
    fan: fan.map(bandOf).filter((band) => band !== null),
  };
}

export interface TradeResample {
  readonly samples: number;
  /** Profit of as many trades drawn from these with replacement, quote currency. */
  readonly profit: Band | null;
  /** Share of these draws that lost. */
  readonly lossShare: number;
  /** Deepest fall of the closed equity when the very same trades come in another order, fractions, 0 or below. */
  readonly shuffledDrawdown: Band | null;
}

/** Fewer trades say nothing about their like. */
const TRADES_MIN = 5;

/**
 * What else could have happened with trades like these: drawn anew with replacement for the profit, and the same ones in
 * another order for the drawdown. Trades are taken as independent of each other and of the size of the account. Same seed,
 * same answer. Null of fewer than 5 trades.
 *
 * Source: Efron 1979 for the draws; Fisher and Yates 1938 (Durstenfeld 1964) for the order.
 *
 * @param pnl - Profit or loss of each trade, quote currency, after costs.
 * @param cash - At the start, above 0.
 */
export function resampleTrades(
  pnl: Float64Array,
  { cash, seed }: { readonly cash: number; readonly seed: number },
): TradeResample | null {
  const count = pnl.length;
  if (count < TRADES_MIN) return null;
  const samples = Math.max(1, Math.min(SAMPLES_MAX, Math.floor(DRAWS_MAX / count)));
  const uniform = makeUniform(seed);
  const profit = new Float64Array(samples);
  const drawdown = new Float64Array(samples);
  const order = Float64Array.from(pnl);
  const curve = new Float64Array(count + 1).fill(cash, 0, 1);
  for (let sample = 0; sample < samples; sample += 1) {
    let sum = 0;
    for (let i = 0; i < count; i += 1) sum += pnl[Math.floor(uniform() * count)] ?? 0;
    profit[sample] = sum;
    for (let i = count - 1; i > 0; i -= 1) {
      const other = Math.floor(uniform() * (i + 1));
      [order[i], order[other]] = [order[other] ?? 0, order[i] ?? 0];
    }
    for (let i = 0; i < count; i += 1) curve[i + 1] = (curve[i] ?? 0) + (order[i] ?? 0);
    drawdown[sample] = summarizeDrawdown(curve).maximum;
  }
  return {
    samples,
    profit: bandOf(profit),
    lossShare: profit.filter((each) => each < 0).length / samples,
    shuffledDrawdown: bandOf(drawdown),
  };
}
