import type { Calendar } from "../calendar/calendar";
import { DAY_MS } from "../resolution";
import type { Finding } from "./finding";

/** Bars around a halt are missing too: the last trades before it and the auction after it. */
const AROUND_MS = 5 * 60_000;

/** Whether bars are missing because the whole market stood still, as its calendar knows. */
export function isMarketHalt(
  calendar: Pick<Calendar, "specialDays">,
  { kind, fromMs, toMs }: Pick<Finding, "kind" | "fromMs" | "toMs">,
): boolean {
  if (kind !== "missing_bars") return false;
  const dateMs = Math.floor(fromMs / DAY_MS) * DAY_MS;
  return calendar
    .specialDays(dateMs - DAY_MS, dateMs + DAY_MS)
    .some((day) => day.kind === "interrupted" && day.startMs - AROUND_MS <= fromMs && toMs <= day.endMs + AROUND_MS);
}
