import { civilFromDays, daysFromCivil, isCivilDate } from "../civil";
import { DAY_MS } from "../resolution";
import type { ListRecord } from "./read-records";

/** The first cell of a row that stands under one of these names (lower case); null when none does. */
export function cellNamed(
  { cells }: ListRecord,
  names: readonly string[],
): { readonly column: string; readonly text: string } | null {
  for (const column of names) {
    const text = cells.get(column);
    if (text !== undefined && text !== "") return { column, text };
  }
  return null;
}

const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const COMPACT_DATE = /^(\d{4})(\d{2})(\d{2})$/;

/** 00:00 UTC of a date written `2024-03-08` or `20240308`; null for anything else, a 31st of June included. */
export function parseDate(text: string): number | null {
  const match = ISO_DATE.exec(text) ?? COMPACT_DATE.exec(text);
  if (match === null) return null;
  const date = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
  return isCivilDate(date) ? daysFromCivil(date) * DAY_MS : null;
}

/** Earliest and latest year that lists may speak of. */
export const [LIST_YEAR_MIN, LIST_YEAR_MAX] = [1900, 2099] as const;

/** Whether a date lies in the years that lists may speak of. */
export function isListDate(dateMs: number): boolean {
  const { year } = civilFromDays(Math.floor(dateMs / DAY_MS));
  return year >= LIST_YEAR_MIN && year <= LIST_YEAR_MAX;
}

const DECIMAL = /^(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})$/;

/** Positive decimal text as it was written, a money sign in front of it aside; null for anything else, 0 included. */
export function parsePositive(text: string): string | null {
  const plain = text.replace(/^[$€£]\s?/, "");
  return DECIMAL.test(plain) && /[1-9]/.test(plain) ? plain : null;
}
