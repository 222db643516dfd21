import { err, ok, type Result } from "@/modules/_kernel";
import { DAY_MS } from "@/modules/data";
import type { AppError } from "../errors";

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z$/;

/**
 * A date or a moment as people write it, in UTC: `2024-01-31` or `2024-01-31T14:30Z`.
 *
 * @param end - A date means its end: the moment after its last.
 */
export function parseMoment(text: string, path: string, end = false): Result<number, AppError> {
  const isDate = DATE.test(text);
  const ms = isDate || MOMENT.test(text) ? Date.parse(text) : Number.NaN;
  // The engine takes the 31st of February for the 2nd of March.
  const isReal = Number.isFinite(ms) && new Date(ms).toISOString().startsWith(text.slice(0, DATE_CHARS));
  if (!isReal) return err({ kind: "replay.moment_malformed", path, facts: { given: text } });
  return ok(isDate && end ? ms + DAY_MS : ms);
}

const DATE_CHARS = 10;
