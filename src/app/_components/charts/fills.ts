import { lowerBound } from "./bar-pages";

/** Fills of a run as columns: one entry a fill, oldest first; quantity is signed, a sale is negative. */
export interface FillColumns {
  readonly time: Float64Array;
  readonly price: Float64Array;
  readonly quantity: Float64Array;
}

export const NO_FILLS: FillColumns = {
  time: new Float64Array(0),
  price: new Float64Array(0),
  quantity: new Float64Array(0),
};

/** Most markers drawn at once: beyond it they cover the price, and the library becomes slow. */
export const MARKERS_MAX = 1_000;
/** Up to this many markers say what they are; more would lie over each other. */
export const MARKER_TEXTS_MAX = 24;

export interface DrawnFills {
  /** Indices into the columns, ascending. */
  readonly indices: readonly number[];
  /** Fills in the span; more than are drawn when there were too many. */
  readonly inSpan: number;
}

/** The fills to draw between two times, both inside: all of them, or evenly picked ones when there are too many. */
export function fillsInSpan(fills: FillColumns, fromMs: number, toMs: number, max = MARKERS_MAX): DrawnFills {
  const start = lowerBound(fills.time, fromMs);
  const end = lowerBound(fills.time, toMs + 1);
  const inSpan = Math.max(end - start, 0);
  const drawn = Math.min(inSpan, max);
  const indices = Array.from({ length: drawn }, (_, place) => start + Math.floor((place * inSpan) / drawn));
  return { indices, inSpan };
}
