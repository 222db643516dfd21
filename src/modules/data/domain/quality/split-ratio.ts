/** New shares for old ones, as companies split; each also the other way round. */
const RATIOS: readonly (readonly [number, number])[] = [
  [3, 2],
  [2, 1],
  [5, 2],
  [3, 1],
  [4, 1],
  [5, 1],
  [6, 1],
  [7, 1],
  [8, 1],
  [10, 1],
  [15, 1],
  [20, 1],
  [25, 1],
  [30, 1],
  [40, 1],
  [50, 1],
  [100, 1],
];
/** What a night moves a price by beside its split: 4 %, as a natural logarithm. */
const TOLERANCE = 0.04;

/** A split that a jump looks like: `2:1` is two new shares for one old one. */
export interface SplitRatio {
  readonly numerator: number;
  readonly denominator: number;
}

/**
 * The split that a jump from one price to the next looks like, or null. Within 4 % of the exact ratio, the nearest one; 5:4
 * and smaller are left out, because markets move that much by themselves.
 *
 * @param before - Last price before, above 0. @param after - First price after, above 0.
 */
export function splitRatioOf(before: number, after: number): SplitRatio | null {
  const jump = Math.log(before / after);
  let found: SplitRatio | null = null;
  let nearest = TOLERANCE;
  for (const [many, few] of RATIOS) {
    const size = Math.log(many / few);
    const distance = Math.abs(Math.abs(jump) - size);
    if (distance >= nearest) continue;
    nearest = distance;
    found = jump > 0 ? { numerator: many, denominator: few } : { numerator: few, denominator: many };
  }
  return found;
}
