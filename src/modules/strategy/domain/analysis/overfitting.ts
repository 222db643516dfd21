import { invariant } from "@/modules/_kernel";

/** How often the best of many tries is worse than the middle of them on data it was not chosen on. */
export interface Overfitting {
  /** Share of the splits in which it was: 0 trusts the choice, 0.5 is a coin toss, 1 is the worst. */
  readonly probability: number;
  /** ln(ω / (1 − ω)) of each split, ω the relative rank out of sample of the one chosen in sample. At or below 0 is overfit. */
  readonly logits: Float64Array;
  /** Share of the splits in which the chosen one lost money out of sample. */
  readonly lossProbability: number;
  readonly splits: number;
}

/** Blocks of the paper; more are more splits: 16 give 12 870. */
const BLOCKS = 16;
/** C(16, 8) · 8 · this many: some seconds of work. */
export const OVERFITTING_TRIALS_MAX = 10_000;
/** A deviation below this share of 1 is rounding: such a trial has a Sharpe ratio of 0. */
const DEVIATION_MIN = 1e-15;

/**
 * Probability of backtest overfitting by combinatorially symmetric cross-validation: the returns are cut into blocks; each
 * half of them chooses the trial with the best Sharpe ratio, the other half says which rank it has there.
 * A trial that did nothing has a Sharpe ratio of 0; ties share their middle rank. Periods that do not fill a block are left
 * out at the start. Null of fewer than two trials, or of fewer than two periods a block.
 *
 * Source: Bailey, Borwein, Lopez de Prado and Zhu 2017, "The Probability of Backtest Overfitting", section 3.
 *
 * @param trials - Returns of each trial over the same periods, one column a trial, all of one length, nothing missing.
 * @param blocks - An even whole number from 2 to 16.
 */
export function probabilityOfOverfitting(trials: readonly Float64Array[], blocks = BLOCKS): Overfitting | null {
  invariant(blocks % 2 === 0 && blocks >= 2 && blocks <= BLOCKS, `blocks are even, from 2 to ${BLOCKS}, was ${blocks}`);
  invariant(trials.length <= OVERFITTING_TRIALS_MAX, `at most ${OVERFITTING_TRIALS_MAX} trials, was ${trials.length}`);
  const periods = trials[0]?.length ?? 0;
  invariant(
    trials.every(({ length }) => length === periods),
    "trials have returns over the same periods",
  );
  const size = Math.floor(periods / blocks);
  if (trials.length < 2 || size < 2) return null;
  const sums = blockSums(trials, blocks, size);
  const halves = halvesOf(blocks);
  const logits = new Float64Array(halves.length);
  const inside = new Float64Array(trials.length);
  const outside = new Float64Array(trials.length);
  const everything = (1 << blocks) - 1;
  let losses = 0;
  halves.forEach((half, split) => {
    sharpesOver(sums, half, inside);
    sharpesOver(sums, everything & ~half, outside);
    const best = placeOfMaximum(inside);
    const reached = outside[best] ?? 0;
    const rank = rankOf(outside, reached) / (trials.length + 1);
    logits[split] = Math.log(rank / (1 - rank));
    if (reached < 0) losses += 1;
  });
  return {
    probability: logits.filter((logit) => logit <= 0).length / logits.length,
    logits,
    lossProbability: losses / halves.length,
    splits: halves.length,
  };
}

/** Sum and sum of squares of every block of every trial: a Sharpe ratio over any blocks is made of these. */
interface BlockSums {
  readonly trials: number;
  readonly blocks: number;
  readonly size: number;
  readonly sum: Float64Array;
  readonly squares: Float64Array;
}

function blockSums(trials: readonly Float64Array[], blocks: number, size: number): BlockSums {
  const sum = new Float64Array(trials.length * blocks);
  const squares = new Float64Array(trials.length * blocks);
  trials.forEach((returns, trial) => {
    const first = returns.length - blocks * size;
    for (let i = first; i < returns.length; i += 1) {
      const cell = trial * blocks + Math.floor((i - first) / size);
      const value = returns[i] ?? 0;
      sum[cell] = (sum[cell] ?? 0) + value;
      squares[cell] = (squares[cell] ?? 0) + value * value;
    }
  });
  return { trials: trials.length, blocks, size, sum, squares };
}

/** Every half of the blocks, as bits, in rising order. */
function halvesOf(blocks: number): readonly number[] {
  const halves: number[] = [];
  for (let bits = 0; bits < 1 << blocks; bits += 1) if (countBits(bits) === blocks / 2) halves.push(bits);
  return halves;
}

function countBits(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count += 1;
  return count;
}

/** Writes each trial's Sharpe ratio per period over the blocks named by `half`. */
function sharpesOver({ trials, blocks, size, sum, squares }: BlockSums, half: number, into: Float64Array): void {
  const count = (blocks / 2) * size;
  for (let trial = 0; trial < trials; trial += 1) {
    let [total, square] = [0, 0];
    for (let block = 0; block < blocks; block += 1) {
      if ((half & (1 << block)) === 0) continue;
      total += sum[trial * blocks + block] ?? 0;
      square += squares[trial * blocks + block] ?? 0;
    }
    const mean = total / count;
    const deviation = Math.sqrt(Math.max(0, square - count * mean * mean) / (count - 1));
    into[trial] = deviation > DEVIATION_MIN ? mean / deviation : 0;
  }
}

function placeOfMaximum(values: Float64Array): number {
  let place = 0;
  for (let i = 1; i < values.length; i += 1) if ((values[i] ?? 0) > (values[place] ?? 0)) place = i;
  return place;
}

/** Rank from the bottom, 1 the lowest; equals share the middle of their ranks. */
function rankOf(values: Float64Array, value: number): number {
  let [below, equal] = [0, 0];
  for (const each of values) {
    if (each < value) below += 1;
    else if (each === value) equal += 1;
  }
  return below + (equal + 1) / 2;
}
