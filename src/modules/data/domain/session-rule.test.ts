import { describe, expect, it } from "vitest";
import { hasExtendedHours, sessionRuleOf } from "./session-rule";

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

  describe("with extended hours", () => {
    const NEW_YORK = { calendar: "XNYS", timeZone: "America/New_York" };
    const rule = sessionRuleOf(NEW_YORK, "extended");
    const at = (text: string) => Date.parse(text);
    const spanAt = (text: string) => {
      const session = rule.sessionAt(at(text));
      return (
        session &&
        [session.dateMs, session.openMs, session.closeMs].map((ms) => new Date(ms).toISOString().slice(0, 16))
      );
    };

    it("begin before the open and end after the close, in winter and in summer", () => {
      const winter = ["2024-01-02T00:00", "2024-01-02T09:00", "2024-01-03T01:00"];
      expect(["2024-01-02T09:00Z", "2024-01-02T15:00Z", "2024-01-03T00:59Z"].map(spanAt)).toEqual([
        winter,
        winter,
        winter,
      ]);
      expect(spanAt("2024-07-02T08:00Z")).toEqual(["2024-07-02T00:00", "2024-07-02T08:00", "2024-07-03T00:00"]);
      expect(rule).toMatchObject({ id: "XNYS, extended hours", hoursMax: 16 });
    });

    it("are none by night, at weekends and on holidays", () => {
      const nights = ["2024-01-02T08:59Z", "2024-01-03T01:00Z", "2024-01-06T15:00Z", "2024-12-25T15:00Z"];
      expect(nights.map((text) => rule.sessionAt(at(text)))).toEqual([null, null, null, null]);
    });

    it("end earlier after half a day", () => {
      expect(spanAt("2024-11-29T15:00Z")).toEqual(["2024-11-29T00:00", "2024-11-29T09:00", "2024-11-29T22:00"]);
    });

    it("begin a date with the first of its hours", () => {
      expect(new Date(rule.startOfDate(at("2024-01-06"))).toISOString()).toBe("2024-01-08T09:00:00.000Z");
      expect(rule.startOfDate(at("1980-01-01"))).toBe(sessionRuleOf(NEW_YORK).startOfDate(at("1980-01-01")));
    });

    it("hold every regular session, and are the same where a market has none", () => {
      const regular = sessionRuleOf(NEW_YORK);
      const inside: (readonly [number | undefined, number])[] = [];
      for (let ms = at("2024-01-01"); ms < at("2025-01-01"); ms += 1_500_000) {
        const session = regular.sessionAt(ms);
        if (session !== null) inside.push([rule.sessionAt(ms)?.dateMs, session.dateMs]);
      }
      expect(inside.filter(([found, own]) => found !== own)).toEqual([]);
      expect(inside.length).toBeGreaterThan(3_000);
      for (const calendar of ["FX", "24/7", null]) {
        const facts = { calendar, timeZone: "UTC" };
        expect(sessionRuleOf(facts, "extended").id).toBe(sessionRuleOf(facts).id);
      }
      expect(["XNYS", "XNAS", "FX", "24/7", null, "MOON"].map(hasExtendedHours)).toEqual([
        true,
        true,
        false,
        false,
        false,
        false,
      ]);
    });
  });
});
