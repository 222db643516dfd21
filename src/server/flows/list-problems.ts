import type { ListProblem } from "@/modules/data";
import type { AppError, AppErrorKind } from "./errors";

/** Problems of a list that travel with their text; all are counted. */
const PROBLEMS_SENT_MAX = 200;
const SOURCE_CHARS_MAX = 128;

/** Why a list was not taken: its problems, each with line, column, what stood there and what would pass. */
export function rowsInvalid(
  kind: Extract<AppErrorKind, "actions.rows_invalid" | "events.rows_invalid">,
  problems: readonly ListProblem[],
  rows: number,
): AppError {
  return {
    kind,
    path: "text",
    facts: { count: problems.length, rows },
    issues: problems.slice(0, PROBLEMS_SENT_MAX).map(({ line, column, value, message }) => ({
      path: [line === 0 ? "the file" : `line ${line}`, ...(column === null ? [] : [column])].join(", "),
      message: value === "" ? message : `"${value}": ${message}`,
    })),
  };
}

/** The name of a source without spaces around; null when it is empty or too long. */
export function sourceName(text: string): string | null {
  const name = text.trim();
  return name.length >= 1 && name.length <= SOURCE_CHARS_MAX ? name : null;
}
