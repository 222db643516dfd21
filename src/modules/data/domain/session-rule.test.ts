import { describe, expect, it } from "vitest";
import { sessionRuleOf } from "./session-rule";

const HOUR = 3_600_000;

describe("the sessions of an instrument", () => {
  it("are its calendar's", () => {
    const rule = sessionRuleOf({ calendar: "24/7", timeZone: "America/New_York" });
    expect(rule).toMatchObject({ id: "24/7", hoursMax: 24 });
    expect(rule.sessionAt(Date.UTC(2024, 0, 2, 23, 59))?.dateMs).toBe(Date.UTC(2024, 0, 2));
    expect(rule.startOfDate(Date.UTC(2024, 0, 2))).toBe(Date.UTC(2024, 0, 2));
  });

  it("are dates at the exchange where no calendar is known, and say so", () => {
    for (const calendar of [null, "MOON"]) {
      const rule = sessionRuleOf({ calendar, timeZone: "America/New_York" });
      expect(rule.id).toBe("date in America/New_York");
      // 20:30 in New York is already the next day in UTC.
      expect(rule.sessionAt(Date.UTC(2024, 0, 3, 1, 30))).toMatchObject({
        dateMs: Date.UTC(2024, 0, 2),
        openMs: Date.UTC(2024, 0, 2, 5),
        closeMs: Date.UTC(2024, 0, 3, 5),
      });
    }
  });

  it("have 23 and 25 hours when the clocks are changed", () => {
    const rule = sessionRuleOf({ calendar: null, timeZone: "America/New_York" });
    const lengthAt = (atMs: number) => {
      const session = rule.sessionAt(atMs);
      return session === null ? 0 : (session.closeMs - session.openMs) / HOUR;
    };
    expect([lengthAt(Date.UTC(2024, 2, 10, 12)), lengthAt(Date.UTC(2024, 10, 3, 12))]).toEqual([23, 25]);
    expect(rule.hoursMax).toBe(25);
  });

  it("are dates in UTC where the time zone is none", () => {
    expect(sessionRuleOf({ calendar: null, timeZone: "Mars/Base" }).id).toBe("date in UTC");
  });
});
