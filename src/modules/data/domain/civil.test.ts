import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { civilFromDays, daysFromCivil, isCivilDate, isoDate, isoTime } from "./civil";

describe("civil dates", () => {
  it("agree with the platform's calendar from year 1 to 9999", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true }),
        (date) => {
          const days = Math.floor(date.getTime() / 86_400_000);
          const civil = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
          expect(civilFromDays(days)).toEqual(civil);
          expect(daysFromCivil(civil)).toBe(days);
          expect(isCivilDate(civil)).toBe(true);
          expect(isoTime(date.getTime())).toBe(date.toISOString().replace(".000Z", "Z"));
          expect(isoDate(date.getTime())).toBe(date.toISOString().slice(0, 10));
        },
      ),
    );
  });

  it.each([
    [{ year: 2023, month: 2, day: 29 }, false],
    [{ year: 2024, month: 2, day: 29 }, true],
    [{ year: 1900, month: 2, day: 29 }, false],
    [{ year: 2000, month: 2, day: 29 }, true],
    [{ year: 2024, month: 13, day: 1 }, false],
    [{ year: 2024, month: 4, day: 31 }, false],
    [{ year: 2024, month: 1, day: 0 }, false],
  ])("%o exists: %s", (date, exists) => {
    expect(isCivilDate(date)).toBe(exists);
  });
});
