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
  const sums = groupSums(trials, blocks, size);
  const halves = halvesOf(blocks);
  const logits: number[] = [];
  const [one, other] = [new Float64Array(trials.length), new Float64Array(trials.length)];
  const everything = (1 << blocks) - 1;
  let losses = 0;
  const judge = (inside: Float64Array, outside: Float64Array) => {
    const reached = outside[placeOfMaximum(inside)] ?? 0;
    const rank = rankOf(outside, reached) / (trials.length + 1);
    if (reached < 0) losses += 1;
    return Math.log(rank / (1 - rank));
  };
  // A half and the rest are two splits: each chooses once, and is once what came after.
  const rests: number[] = [];
  for (const half of halves.slice(0, halves.length / 2)) {
    sharpesOver(sums, half, one);
    sharpesOver(sums, everything & ~half, other);
    logits.push(judge(one, other));
    rests.push(judge(other, one));
  }
  // In rising order the rest of the first half is the last.
  logits.push(...rests.toReversed());
  return {
    probability: logits.filter((logit) => logit <= 0).length / logits.length,
    logits: Float64Array.from(logits),
    lossProbability: losses / halves.length,
    splits: halves.length,
  };
}

/** Blocks are added up by fours: a half is made of one row of each group, instead of eight blocks of sixteen looked at. */
const GROUP = 4;
const GROUP_SETS = 1 << GROUP;

/**
 * Sum and sum of squares of every trial over every set of blocks within each group of four: a Sharpe ratio over any blocks is
 * made of these. A row a group and set, a place a trial.
 */
interface GroupSums {
  readonly trials: number;
  readonly blocks: number;
  readonly size: number;
  readonly sum: Float64Array;
  readonly squares: Float64Array;
}

function groupSums(trials: readonly Float64Array[], blocks: number, size: number): GroupSums {
  const groups = Math.ceil(blocks / GROUP);
  const sum = new Float64Array(groups * GROUP_SETS * trials.length);
  const squares = new Float64Array(sum.length);
  trials.forEach((returns, trial) => {
    const first = returns.length - blocks * size;
    for (let i = first; i < returns.length; i += 1) {
      const block = Math.floor((i - first) / size);
      const cell = rowOf(Math.floor(block / GROUP), 1 << (block % GROUP)) * trials.length + trial;
      const value = returns[i] ?? 0;
      sum[cell] = (sum[cell] ?? 0) + value;
      squares[cell] = (squares[cell] ?? 0) + value * value;
    }
  });
  for (let group = 0; group < groups; group += 1)
    for (let set = 1; set < GROUP_SETS; set += 1) {
      const lowest = set & -set;
      if (lowest === set) continue;
      const [to, single, rest] = [rowOf(group, set), rowOf(group, lowest), rowOf(group, set & ~lowest)];
      for (const of of [sum, squares]) addRows(of, trials.length, { to, single, rest });
    }
  return { trials: trials.length, blocks, size, sum, squares };
}

const rowOf = (group: number, set: number): number => group * GROUP_SETS + set;

function addRows(
  values: Float64Array,
  width: number,
  { to, single, rest }: Readonly<Record<"to" | "single" | "rest", number>>,
) {
  for (let i = 0; i < width; i += 1)
    values[to * width + i] = (values[single * width + i] ?? 0) + (values[rest * width + i] ?? 0);
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
function sharpesOver({ trials, blocks, size, sum, squares }: GroupSums, half: number, into: Float64Array): void {
  const count = (blocks / 2) * size;
  const row = (group: number) => rowOf(group, (half >> (group * GROUP)) & (GROUP_SETS - 1)) * trials;
  const groups = Math.ceil(blocks / GROUP);
  // A group that is not there has no row that is read: its first row, of no block at all, is nothing.
  const [a, b, c, d] = [row(0), groups > 1 ? row(1) : 0, groups > 2 ? row(2) : 0, groups > 3 ? row(3) : 0];
  for (let trial = 0; trial < trials; trial += 1) {
    const total = (sum[a + trial] ?? 0) + (sum[b + trial] ?? 0) + (sum[c + trial] ?? 0) + (sum[d + trial] ?? 0);
    const square =
      (squares[a + trial] ?? 0) + (squares[b + trial] ?? 0) + (squares[c + trial] ?? 0) + (squares[d + trial] ?? 0);
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
