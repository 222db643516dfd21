import { err, ok, type Result } from "@/modules/_kernel";
import { makeUniform } from "../seeded-bars";
import type { StrategyParams } from "../strategy";
import { paramsOf, type SearchSpace } from "./space";

/** Trials of one search. A grid of more points says more about chance than about the strategy. */
export const TRIALS_MAX = 100_000;
/** Draws in a row that hit nothing new before a draw gives up: the space is as good as used up. */
const MISSES_MAX = 1_000;

export interface GridTooLarge {
  readonly kind: "search.grid_too_large";
  readonly points: number;
  readonly limit: number;
}

/** Whether a point may be tried: constraints and the strategy's own rules. */
export type Accepts = (params: StrategyParams) => boolean;

/** The allowed points of the grid, in order, one at a time. Refuses a grid over {@link TRIALS_MAX} before it looks at any. */
export function gridPoints(space: SearchSpace, accepts: Accepts): Result<Generator<number>, GridTooLarge> {
  if (space.points > TRIALS_MAX) {
    return err({ kind: "search.grid_too_large", points: space.points, limit: TRIALS_MAX });
  }
  return ok(walk(space, accepts));
}

/** Most points that are looked at to count them: a tenth of a second in a browser. */
const COUNTED_MAX = 20_000;

/** How many points of the grid are allowed; null of a grid that is too large to look at all of it while somebody waits. */
export function countAllowed(space: SearchSpace, accepts: Accepts): number | null {
  if (space.points > COUNTED_MAX) return null;
  return [...walk(space, accepts)].length;
}

function* walk(space: SearchSpace, accepts: Accepts): Generator<number> {
  for (let point = 0; point < space.points; point += 1) if (accepts(paramsOf(space, point))) yield point;
}

/** What is drawn on from: the same seed and space give the same points. */
export interface Draw {
  readonly space: SearchSpace;
  readonly accepts: Accepts;
  readonly uniform: () => number;
  /** Points that are not drawn again; those drawn are added. */
  readonly seen: Set<number>;
}

/** One allowed point that was not seen, each as likely; null when they have become too rare to find. */
export function drawPoint({ space, accepts, uniform, seen }: Draw): number | null {
  for (let miss = 0; miss < MISSES_MAX; miss += 1) {
    const indexes = space.axes.map(({ count }) => Math.floor(uniform() * count));
    const point = space.axes.reduce((sum, { count }, axis) => sum * count + (indexes[axis] ?? 0), 0);
    if (seen.has(point) || !accepts(paramsOf(space, point))) continue;
    seen.add(point);
    return point;
  }
  return null;
}

/** `trials` different allowed points, or as many as were found. The same seed gives the same points. */
export function randomPoints(
  space: SearchSpace,
  accepts: Accepts,
  { trials, seed }: { readonly trials: number; readonly seed: number },
): readonly number[] {
  // A small space is dealt out whole, so that asking for all of it gives all of it.
  if (space.points <= TRIALS_MAX) return shuffled([...walk(space, accepts)], makeUniform(seed)).slice(0, trials);
  const draw: Draw = { space, accepts, uniform: makeUniform(seed), seen: new Set() };
  const points: number[] = [];
  while (points.length < trials) {
    const point = drawPoint(draw);
    if (point === null) break;
    points.push(point);
  }
  return points;
}

/** In a random order, each as likely (Durstenfeld 1964). */
function shuffled(points: number[], uniform: () => number): readonly number[] {
  for (let last = points.length - 1; last > 0; last -= 1) {
    const other = Math.floor(uniform() * (last + 1));
    const [a, b] = [points[last] ?? 0, points[other] ?? 0];
    points[last] = b;
    points[other] = a;
  }
  return points;
}
