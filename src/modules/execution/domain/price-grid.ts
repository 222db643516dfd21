import { invariant } from "@/modules/_kernel";

/**
 * Rounds Float64 prices and quantities of the simulated venue to a step. The step is counted in whole numbers and scaled
 * back by one division, so the result is the double nearest to the decimal: 3 ticks of 0.1 are 0.3, not 0.30000000000000004.
 */
export interface Grid {
  /** The closest multiple; halfway goes away from zero. */
  nearest(value: number): number;
  /** The closest multiple that is not farther from zero. */
  truncate(value: number): number;
}

/** More decimals than any instrument's step has; beyond it the scaled step would leave the exact integers. */
const STEP_DECIMALS_MAX = 15;

/**
 * A count this close to a whole number is that number: 0.3 / 0.1 is 2.9999999999999996 and means 3 lots. Relative, a few
 * rounding errors of one division.
 */
const COUNT_NOISE = 1e-12;
/** But a count of billions keeps its fractions: no noise is larger than this, nor than what a double can hold there. */
const COUNT_NOISE_MAX = 1e-3;
const ROUNDINGS = 4 * Number.EPSILON;

/**
 * A grid of the multiples of `step`, which is above 0 with at most 15 decimals. Breaks an invariant otherwise: check what
 * comes from outside with {@link isGridStep}.
 */
export function makeGrid(step: number): Grid {
  invariant(isGridStep(step), `a step is above 0 with at most ${STEP_DECIMALS_MAX} decimals, was ${step}`);
  const scale = 10 ** decimalsOf(step);
  const scaledStep = Math.round(step * scale);
  const place = (count: number) => (count * scaledStep) / scale + 0;
  return {
    nearest: (value) => place(Math.sign(value) * Math.round(snap(Math.abs(value) / step))),
    truncate: (value) => place(Math.sign(value) * Math.floor(snap(Math.abs(value) / step))),
  };
}

/** True for a step that {@link makeGrid} takes. */
export function isGridStep(step: number): boolean {
  return Number.isFinite(step) && step > 0 && step <= Number.MAX_SAFE_INTEGER && decimalsOf(step) <= STEP_DECIMALS_MAX;
}

function decimalsOf(step: number): number {
  const [mantissa = "", exponent = "0"] = step.toString().split("e");
  const fraction = mantissa.split(".")[1] ?? "";
  return Math.max(0, fraction.length - Number(exponent));
}

/** Removes the noise of one division around whole and half counts. */
function snap(count: number): number {
  const doubled = Math.round(count * 2);
  const noise = Math.min(COUNT_NOISE * Math.max(1, doubled), Math.max(COUNT_NOISE_MAX, ROUNDINGS * doubled));
  return Math.abs(count * 2 - doubled) <= noise ? doubled / 2 : count;
}
