import { describe, expect, it } from "vitest";
import { settlesOn } from "./settles-on";

const at = (text: string) => Date.parse(text);

describe("settlesOn", () => {
  it.each([
    ["the next session", "2026-03-02T20:00:00Z", "XNYS", 1, "2026-03-03"],
    ["over a weekend", "2026-03-06T20:00:00Z", "XNYS", 1, "2026-03-09"],
    ["over a holiday", "2026-07-02T19:00:00Z", "XNYS", 1, "2026-07-06"],
    ["two sessions", "2026-03-05T20:00:00Z", "XNYS", 2, "2026-03-09"],
    // 19:30 in New York is the next day in UTC.
    ["after hours by the date of the market", "2026-03-03T00:30:00Z", "XNYS", 1, "2026-03-03"],
    ["what happened on a Saturday with the next session", "2026-03-07T15:00:00Z", "XNYS", 1, "2026-03-10"],
    ["by weekdays where no calendar is known", "2026-03-06T20:00:00Z", null, 1, "2026-03-09"],
    ["by weekdays where the calendar is unknown here", "2026-03-06T20:00:00Z", "XLON", 1, "2026-03-09"],
  ])("counts %s", (_, moment, calendar, days, date) => {
    expect(settlesOn({ atMs: at(moment), calendar, days })).toBe(date);
  });

  it("is at once where nobody waits", () => {
    expect(settlesOn({ atMs: at("2026-03-06T20:00:00Z"), calendar: "24/7", days: 1 })).toBe(null);
    expect(settlesOn({ atMs: at("2026-03-06T20:00:00Z"), calendar: "XNYS", days: 0 })).toBe(null);
  });
});
