import type { Diagnostic } from "@codemirror/lint";
import type { Text } from "@codemirror/state";

/** What a check of the source found, where the compiler counts: lines and columns from 1. */
export interface Fault {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly severity: "error" | "warning";
}

const WORD = /^[\w$]+/;

/**
 * Where in `doc` a fault stands. The text may have moved on since it was checked, so a line or column outside of it is brought to
 * the nearest there is. Covers the word that begins there, else one character; the whole text of a line when it begins at its end.
 */
export function spanOf(doc: Text, { line, column }: Pick<Fault, "line" | "column">): { from: number; to: number } {
  const { from, to, text } = doc.line(Math.min(Math.max(Math.trunc(line), 1), doc.lines));
  const start = Math.min(Math.max(from + Math.trunc(column) - 1, from), to);
  if (start === to) return { from: from + (text.length - text.trimStart().length), to };
  const word = WORD.exec(text.slice(start - from));
  return { from: start, to: start + (word === null ? 1 : word[0].length) };
}

/** The faults as the editor marks them, in the order of the text. */
export function placeFaults(doc: Text, faults: readonly Fault[]): readonly Diagnostic[] {
  return faults
    .map(({ message, severity, ...place }) => ({ ...spanOf(doc, place), severity, message }))
    .toSorted((a, b) => a.from - b.from || a.to - b.to);
}
