import { expect, it } from "vitest";
import { momentOf } from "./moment-of";

/** 14:30 in New York, in winter. */
const NOW = Date.UTC(2026, 2, 4, 19, 30);
const ZONE = "America/New_York";

it.each([
  ["", NOW],
  ["10:05", Date.UTC(2026, 2, 4, 15, 5)],
  // It has not been that late yet today.
  ["15:00", Date.UTC(2026, 2, 3, 20)],
  ["14:30", NOW],
  ["2026-03-02 09:31", Date.UTC(2026, 2, 2, 14, 31)],
  ["2026-03-02T09:31", Date.UTC(2026, 2, 2, 14, 31)],
  // Summer time begins on March 8.
  ["2026-03-09 09:31", Date.UTC(2026, 2, 9, 13, 31)],
  ["2026-03-02", Date.UTC(2026, 2, 3, 4, 59)],
])("takes %j for its moment", (text, moment) => {
  expect(momentOf(text, NOW, ZONE)).toBe(moment);
});

it.each(["25:00", "10:61", "noon", "2026-02-30", "2026-03-02 24:00", "10", "2026-3-2"])("does not take %j", (text) => {
  expect(momentOf(text, NOW, ZONE)).toBeNull();
});
