/** One thing that is wrong with one line of a file, and what would pass. */
export interface RowProblem {
  /** 1-based line of the file; 0 when it is about the file as a whole. */
  readonly line: number;
  readonly column: string | null;
  /** What stood there, cut to {@link PROBLEM_VALUE_CHARS}. */
  readonly value: string;
  readonly kind: RowProblemKind;
  /** What is wrong and what would pass, in one sentence. */
  readonly message: string;
}

const ROW_PROBLEM_KINDS = [
  "row.cells_missing",
  "row.quotes_broken",
  "bar.time_malformed",
  "bar.time_without_clock",
  "bar.time_nonexistent",
  "bar.time_out_of_range",
  "bar.time_off_grid",
  "bar.time_duplicate",
  "bar.price_malformed",
  "bar.price_not_positive",
  "bar.price_out_of_range",
  "bar.high_below_low",
  "bar.open_outside",
  "bar.close_outside",
  "bar.volume_malformed",
  "bar.volume_negative",
  "bar.volume_out_of_range",
  "instrument.fact_malformed",
  "instrument.duplicate",
  "instrument.alias_taken",
] as const;
export type RowProblemKind = (typeof ROW_PROBLEM_KINDS)[number];

/** Problems kept with their text: what a person can look at. All of them are counted. */
export const PROBLEMS_KEPT_MAX = 200;
/** A value in a message is cut to this: a cell may be a megabyte. */
export const PROBLEM_VALUE_CHARS = 60;

const INVISIBLE = /\p{C}/u;

/**
 * A cell as a message shows it: cut, and without characters that would move a terminal's cursor. Made anew letter by
 * letter: a part of a longer text would keep all of that in memory.
 */
export function shownValue(text: string): string {
  const cut = text.length > PROBLEM_VALUE_CHARS ? `${text.slice(0, PROBLEM_VALUE_CHARS - 1)}…` : text;
  return Array.from(cut, (character) => (INVISIBLE.test(character) ? "\ufffd" : character)).join("");
}

/** Collects problems of one file: the first ones whole, all of them by count. */
export class ProblemList {
  readonly first: RowProblem[] = [];
  count = 0;
  /** Lines with at least one problem. A line is reported once, at its first. */
  lines = 0;
  private lastLine = -1;

  add(problem: RowProblem): void {
    this.count += 1;
    if (problem.line !== this.lastLine) this.lines += 1;
    this.lastLine = problem.line;
    if (this.first.length < PROBLEMS_KEPT_MAX) this.first.push({ ...problem, value: shownValue(problem.value) });
  }
}
