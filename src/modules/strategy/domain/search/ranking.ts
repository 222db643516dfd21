import { indexesOf, pointAt, type SearchSpace } from "./space";

/** Places of the scores, best first; what has no score comes last, equals keep their order. */
export function rankScores(scores: Float64Array): Int32Array<ArrayBuffer> {
  const worth = (place: number) => {
    const score = scores[place] ?? Number.NaN;
    return Number.isNaN(score) ? Number.NEGATIVE_INFINITY : score;
  };
  // Infinities are scores too: their difference is NaN, so they are compared and not subtracted.
  return Int32Array.from(scores.keys()).toSorted((left, right) => {
    const [a, b] = [worth(left), worth(right)];
    return a === b ? left - right : a < b ? 1 : -1;
  });
}

/** How the points around one did: a peak among bad neighbours is luck more often than not. */
export interface Neighbourhood {
  /** Neighbours that were tried: one step away on one ordered axis, or another value of an unordered one. */
  readonly count: number;
  /** Of them, those with a score. */
  readonly scored: number;
  readonly mean: number | null;
  readonly worst: number | null;
  /**
   * Mean of the neighbours as a share of the own score, from 0 to 1: 1 is a plateau, 0 a lonely peak. Null where it says
   * nothing: without neighbours, or with a score that is not above 0.
   */
  readonly stability: number | null;
}

/** @param scores - Score of each point that was tried. */
export function neighbourhoodOf(space: SearchSpace, point: number, scores: ReadonlyMap<number, number>): Neighbourhood {
  const indexes = indexesOf(space, point);
  const around = space.axes.flatMap(({ count, isOrdered }, axis) => {
    const own = indexes[axis] ?? 0;
    const others = isOrdered ? [own - 1, own + 1] : Array.from({ length: count }, (_, index) => index);
    return others
      .filter((index) => index !== own && index >= 0 && index < count)
      .map((index) => pointAt(space, indexes.with(axis, index)));
  });
  const tried = around.map((one) => scores.get(one)).filter((score) => score !== undefined);
  const known = tried.filter(Number.isFinite);
  const mean = known.length === 0 ? null : known.reduce((sum, score) => sum + score, 0) / known.length;
  const own = scores.get(point) ?? Number.NaN;
  // A neighbour without a score is as bad as 0: it did not trade enough to have one.
  const spread = tried.length === 0 ? null : known.reduce((sum, score) => sum + score, 0) / tried.length;
  return {
    count: tried.length,
    scored: known.length,
    mean,
    worst: known.length === 0 ? null : Math.min(...known),
    stability: spread === null || !(own > 0) || !Number.isFinite(own) ? null : Math.min(1, Math.max(0, spread / own)),
  };
}
