import { type Band, bandOf, blockLengthOf, drawStationary } from "../analysis/resample";
import { makeUniform } from "../seeded-bars";

/** Where the profit of a run's like would stand after some bars. */
export interface BandStep extends Band {
  readonly bars: number;
}

const STEPS = 60;
const SAMPLES_MAX = 500;
/** Changes drawn over all paths: some tens of milliseconds of work. */
const DRAWS_MAX = 4_000_000;
/** Fewer changes say nothing about their like. */
const CHANGES_MIN = 20;
const SEED = 1;

/**
 * What changes of profit like a backtest's come to over `bars` bars: drawn in blocks, so that calm and storm stay together. Same
 * changes, same band. Null of fewer than 20 changes.
 *
 * @param changes - Of profit from bar to bar, oldest first, in the currency of the answer.
 */
export function profitBand(changes: Float64Array, bars: number): readonly BandStep[] | null {
  const count = changes.length;
  if (count < CHANGES_MIN || bars < 1) return null;
  const samples = Math.max(20, Math.min(SAMPLES_MAX, Math.floor(DRAWS_MAX / bars)));
  const steps = [...new Set(Array.from({ length: STEPS + 1 }, (_, step) => Math.round((step * bars) / STEPS)))];
  const reached = steps.map(() => new Float64Array(samples));
  const uniform = makeUniform(SEED);
  const places = new Int32Array(bars);
  for (let sample = 0; sample < samples; sample += 1) {
    drawStationary(places, blockLengthOf(count), uniform);
    let [profit, step] = [0, 0];
    for (let bar = 0; bar <= bars; bar += 1) {
      if (steps[step] === bar) {
        reached[step]?.set([profit], sample);
        step += 1;
      }
      // Places run over as many bars as are asked for; changes are as many as the run had.
      profit += changes[(places[bar] ?? 0) % count] ?? 0;
    }
  }
  return reached.flatMap((values, step) => {
    const band = bandOf(values);
    return band === null ? [] : [{ ...band, bars: steps[step] ?? 0 }];
  });
}

/** Changes of a run's equity as those of a deployment: of one that is sized in units as they are, of any other by its capital. */
export function changesOf(
  equity: Float64Array,
  { capital, inUnits }: { readonly capital: number; readonly inUnits: boolean },
): Float64Array {
  return Float64Array.from({ length: Math.max(0, equity.length - 1) }, (_, at) => {
    const [before = Number.NaN, after = Number.NaN] = [equity[at], equity[at + 1]];
    const change = inUnits ? after - before : capital * (after / before - 1);
    return Number.isFinite(change) ? change : 0;
  });
}
