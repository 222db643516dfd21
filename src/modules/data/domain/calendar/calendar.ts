import { ALWAYS_OPEN } from "./always-open";
import { FX_WEEK } from "./fx-week";
import type { Calendar } from "./trading-session";
import { makeUsEquities } from "./us-equities";

export type { Calendar, SpecialDay, TradingSession } from "./trading-session";

/** Every calendar there is. */
export const CALENDARS: readonly Calendar[] = [
  makeUsEquities({ id: "XNYS", title: "New York Stock Exchange", everywhereOnly: false }),
  makeUsEquities({ id: "XNAS", title: "Nasdaq", everywhereOnly: true }),
  FX_WEEK,
  ALWAYS_OPEN,
];

/** The calendar of that id, or null when there is none. */
export function calendarOf(id: string): Calendar | null {
  return CALENDARS.find((calendar) => calendar.id === id) ?? null;
}
