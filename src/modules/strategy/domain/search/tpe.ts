import { makeUniform } from "../seeded-bars";
import { type Accepts, drawPoint } from "./points";
import { indexesOf, paramsOf, pointAt, type SearchAxis, type SearchSpace } from "./space";

/** A point that was tried, and how good it was; NaN (too few trades) is worse than anything. */
export interface Observation {
  readonly point: number;
  readonly score: number;
}

export interface TpeInput {
  readonly space: SearchSpace;
  readonly accepts: Accepts;
  readonly observed: readonly Observation[];
  /** How many points are wanted. */
  readonly count: number;
  /** Same seed and observations: same points. */
  readonly seed: number;
}

/** Points drawn blindly before there is a model. */
export const TPE_STARTUP_TRIALS = 20;
/** Share of the observations that counts as good, and how many at most. */
const GOOD_SHARE = 0.15;
const GOOD_MAX = 25;
/** Candidates drawn for each point; the likeliest to be good wins. */
const CANDIDATES = 48;
/** Weight of "anywhere", as if one more observation had been spread over all values. */
const PRIOR_WEIGHT = 1;
/** Narrowest kernel, as a share of the axis: the model never becomes certain. */
const NARROWEST = 0.02;
/** Widths after which a kernel is as good as nothing. */
const KERNEL_REACH = 4;

/**
 * The next points by a tree-structured Parzen estimator: values of each parameter are drawn as they lie among the good
 * observations, and of several draws the one is taken whose density among the good is highest against the rest.
 * Source: Bergstra, Bardenet, Bengio and Kégl 2011, Algorithms for Hyper-Parameter Optimization.
 *
 * Returns fewer than asked when no allowed point is left to find. Never a point that was observed.
 */
export function suggestPoints({ space, accepts, observed, count, seed }: TpeInput): readonly number[] {
  const uniform = makeUniform(seed);
  const seen = new Set(observed.map(({ point }) => point));
  const blind = () => drawPoint({ space, accepts, uniform, seen });
  const model = observed.length < TPE_STARTUP_TRIALS ? null : makeModel(space, observed);
  const points: number[] = [];
  while (points.length < count) {
    const point = model === null ? blind() : (likeliest(space, accepts, { model, uniform, seen }) ?? blind());
    if (point === null) break;
    seen.add(point);
    points.push(point);
  }
  return points;
}

interface AxisModel {
  readonly good: Float64Array;
  readonly rest: Float64Array;
}

interface Pick {
  readonly model: readonly AxisModel[];
  readonly uniform: () => number;
  readonly seen: ReadonlySet<number>;
}

function likeliest(space: SearchSpace, accepts: Accepts, { model, uniform, seen }: Pick): number | null {
  let [best, bestGain] = [-1, Number.NEGATIVE_INFINITY];
  for (let tried = 0; tried < CANDIDATES; tried += 1) {
    const indexes = model.map(({ good }) => drawFrom(good, uniform()));
    const point = pointAt(space, indexes);
    const gain = model.reduce((sum, { good, rest }, axis) => {
      const index = indexes[axis] ?? 0;
      return sum + Math.log((good[index] ?? 0) / (rest[index] ?? 1));
    }, 0);
    if (gain <= bestGain || seen.has(point) || !accepts(paramsOf(space, point))) continue;
    [best, bestGain] = [point, gain];
  }
  return best < 0 ? null : best;
}

/** The value number at which the running sum of a density passes `share`. */
function drawFrom(density: Float64Array, share: number): number {
  let sum = 0;
  for (let index = 0; index < density.length; index += 1) {
    sum += density[index] ?? 0;
    if (share < sum) return index;
  }
  return density.length - 1;
}

function makeModel(space: SearchSpace, observed: readonly Observation[]): readonly AxisModel[] {
  const worth = ({ score }: Observation) => (Number.isNaN(score) ? Number.NEGATIVE_INFINITY : score);
  const ranked = observed.toSorted((left, right) => worth(right) - worth(left) || left.point - right.point);
  const goodCount = Math.min(GOOD_MAX, Math.max(2, Math.ceil(ranked.length * GOOD_SHARE)));
  const rows = ranked.map(({ point }) => indexesOf(space, point));
  return space.axes.map((axis, place) => {
    const column = rows.map((indexes) => indexes[place] ?? 0);
    return {
      good: densityOf(axis, column.slice(0, goodCount)),
      rest: densityOf(axis, column.slice(goodCount)),
    };
  });
}

/** How likely each value is, by the observations at hand and a little of everything; sums to 1. */
function densityOf({ count, isOrdered }: SearchAxis, indexes: readonly number[]): Float64Array {
  const density = new Float64Array(count).fill(PRIOR_WEIGHT / count);
  if (!isOrdered) for (const index of indexes) density[index] = (density[index] ?? 0) + 1;
  else addKernels(density, indexes);
  const sum = density.reduce((total, each) => total + each, 0);
  return density.map((each) => each / sum);
}

/** One normal kernel around each observation, as wide as the way to its farther neighbour. */
function addKernels(density: Float64Array, indexes: readonly number[]): void {
  const count = density.length;
  const sorted = indexes.toSorted((left, right) => left - right);
  const narrowest = Math.max(NARROWEST * count, count / Math.min(100, 1 + indexes.length) / 2, 0.5);
  sorted.forEach((index, place) => {
    const before = index - (sorted[place - 1] ?? -1);
    const after = (sorted[place + 1] ?? count) - index;
    const width = Math.min(count, Math.max(narrowest, before, after));
    const from = Math.max(0, Math.floor(index - KERNEL_REACH * width));
    const to = Math.min(count - 1, Math.ceil(index + KERNEL_REACH * width));
    let mass = 0;
    for (let at = from; at <= to; at += 1) mass += Math.exp(-0.5 * ((at - index) / width) ** 2);
    for (let at = from; at <= to; at += 1) {
      density[at] = (density[at] ?? 0) + Math.exp(-0.5 * ((at - index) / width) ** 2) / mass;
    }
  });
}
