import { err, ok, type Result } from "@/modules/_kernel";
import { indexesOf, type SearchSpace } from "./space";

/** How a window is cut: chosen on the past, tried on what comes after it, again and again. */
export interface WalkForwardSpec {
  /** `rolling` windows forget what is old; `anchored` ones keep all of the past. */
  readonly mode: "rolling" | "anchored";
  /** How often parameters are chosen and tried. */
  readonly windows: number;
  /** Bars chosen on, as a multiple of the bars tried on. */
  readonly trainRatio: number;
  /** Bars left out between the two, so that what spans the border counts in neither. */
  readonly embargoBars: number;
}

export const WINDOWS_MAX = 50;
export const TRAIN_RATIO_MAX = 20;

/** Bar numbers of one window; `to` is outside. */
export interface WalkWindow {
  readonly trainFrom: number;
  readonly trainTo: number;
  readonly testFrom: number;
  readonly testTo: number;
}

export type WalkError =
  | { readonly kind: "search.space_invalid"; readonly path: string; readonly expected: string }
  /** `needed` is the bars that the shortest usable plan takes. */
  | { readonly kind: "search.window_short"; readonly bars: number; readonly needed: number };

/** Refuses, at its field, what no window can be cut by. */
export function checkWalkForward({ windows, trainRatio, embargoBars }: WalkForwardSpec): Result<null, WalkError> {
  const fails = (field: string, expected: string): Result<never, WalkError> =>
    err({ kind: "search.space_invalid", path: `walkForward.${field}`, expected });
  if (!Number.isInteger(windows) || windows < 2 || windows > WINDOWS_MAX)
    return fails("windows", `a whole number from 2 to ${WINDOWS_MAX}`);
  if (!(trainRatio >= 1 && trainRatio <= TRAIN_RATIO_MAX)) return fails("trainRatio", `from 1 to ${TRAIN_RATIO_MAX}`);
  if (!Number.isInteger(embargoBars) || embargoBars < 0) return fails("embargoBars", "a whole number from 0");
  return ok(null);
}

/** Bars that a strategy is tried on at least, beyond what it warms up on. */
const TEST_BARS_MIN = 10;

/**
 * Cuts `bars` into windows: the tests follow each other without a hole up to the last bar, and each is preceded by what it
 * is chosen on.
 *
 * @param warmUpBars - The most that any of the combinations watches before it can decide.
 */
export function planWalkForward(
  bars: number,
  spec: WalkForwardSpec,
  warmUpBars: number,
): Result<readonly WalkWindow[], WalkError> {
  const checked = checkWalkForward(spec);
  if (!checked.ok) return checked;
  const { mode, windows, trainRatio, embargoBars } = spec;
  const test = Math.floor(bars / (windows + trainRatio));
  const train = bars - test * windows;
  const usable = train - embargoBars - warmUpBars;
  if (test < TEST_BARS_MIN || usable < test) {
    const testNeeded = Math.max(TEST_BARS_MIN, Math.ceil((embargoBars + warmUpBars) / Math.max(trainRatio - 1, 1)));
    return err({ kind: "search.window_short", bars, needed: Math.ceil(testNeeded * (windows + trainRatio)) });
  }
  return ok(
    Array.from({ length: windows }, (_, number) => {
      const testFrom = train + number * test;
      return {
        trainFrom: mode === "anchored" ? 0 : testFrom - train,
        trainTo: testFrom - embargoBars,
        testFrom,
        testTo: testFrom + test,
      };
    }),
  );
}

/** One curve of consecutive pieces: each goes on where the one before ended, whatever it started from itself. */
export function stitchCurves(
  pieces: readonly { readonly start: number; readonly equity: Float64Array }[],
  cash: number,
): Float64Array {
  const stitched = new Float64Array(pieces.reduce((sum, { equity }) => sum + equity.length, 0));
  let [at, level] = [0, cash];
  for (const { start, equity } of pieces) {
    for (const value of equity) {
      stitched[at] = (value / start) * level;
      at += 1;
    }
    level = stitched[at - 1] ?? level;
  }
  return stitched;
}

/** How far one parameter moved from window to window. */
export interface AxisStability {
  readonly name: string;
  /** 1: the same choice in each window; 0: from one end of its range to the other each time. */
  readonly stability: number;
  /** How often the choice was the first or the last value of its range: the best may lie outside. */
  readonly atEdge: number;
}

/** @param chosen - The point chosen in each window, in their order; null where nothing had a score. */
export function parameterStability(space: SearchSpace, chosen: readonly (number | null)[]): readonly AxisStability[] {
  const rows = chosen.filter((point) => point !== null).map((point) => indexesOf(space, point));
  return space.axes.map(({ name, count, isOrdered }, axis) => {
    const column = rows.map((indexes) => indexes[axis] ?? 0);
    const moves = column.slice(1).map((index, place) => {
      const way = Math.abs(index - (column[place] ?? 0));
      if (count < 2) return 0;
      return isOrdered ? way / (count - 1) : Math.sign(way);
    });
    const moved = moves.length === 0 ? 0 : moves.reduce((sum, move) => sum + move, 0) / moves.length;
    const atEdge = isOrdered && count > 2 ? column.filter((index) => index === 0 || index === count - 1).length : 0;
    return { name, stability: 1 - moved, atEdge };
  });
}
