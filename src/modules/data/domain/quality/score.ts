import { type FindingKind, isGap } from "./finding";

/** Points that one finding takes, and the most that all findings of its kind take together. */
const POINTS: Readonly<Partial<Record<FindingKind, { readonly each: number; readonly most: number }>>> = {
  // One split that nobody told us of makes every return across it wrong.
  split_jump: { each: 15, most: 45 },
  outside_session: { each: 2, most: 20 },
  bad_print: { each: 2, most: 20 },
  off_grid: { each: 2, most: 20 },
  frozen: { each: 1, most: 10 },
  zero_volume: { each: 1, most: 10 },
  sources_disagree: { each: 1, most: 20 },
};

/** Findings of one kind that nothing explains: how many, and the bars they are about. */
export interface OpenCount {
  readonly kind: FindingKind;
  readonly count: number;
  readonly bars: number;
}

/**
 * How far a series can be trusted, 0 to 100, as a whole number:
 *
 * score = ⌊100 · present / (present + missing)⌋ − Σ min(mostₖ, eachₖ · countₖ), at least 0
 *
 * `present` are the bars there are, `missing` those of gaps that nothing explains. From that come off, for each finding
 * that nothing explains: 15 for a split-sized jump (45 at most); 2 for a bar outside of every session, a bad print or a bar
 * off the grid (20 each kind); 1 for a frozen or a volumeless stretch (10 each kind) or a disagreement of sources (20). Outliers
 * that hold and staleness take nothing: markets do jump, and old bars are not wrong ones. 100 is given only where nothing
 * is missing. Null: there are no bars to judge.
 *
 * Where the calendar is unknown no gap can be found, and the score speaks of the bars that are there only.
 */
export function qualityScore(present: number, open: readonly OpenCount[]): number | null {
  if (present <= 0) return null;
  const missing = open.reduce((sum, { kind, bars }) => (isGap(kind) ? sum + bars : sum), 0);
  const complete = Math.floor((100 * present) / (present + missing));
  const taken = open.reduce((sum, { kind, count }) => {
    const points = POINTS[kind];
    return points === undefined ? sum : sum + Math.min(points.most, points.each * count);
  }, 0);
  return Math.max(0, complete - taken);
}
