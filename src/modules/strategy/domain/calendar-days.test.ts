import { describe, expect, it } from "vitest";
import { dayOf, guessPeriodsPerYear, lastBarOfDays, periodsPerYearOf } from "./calendar-days";

const times = (...texts: readonly string[]) => Float64Array.from(texts, (text) => Date.parse(text));

describe("calendar days", () => {
  it("takes the last bar of each day", () => {
    const bars = times(
      "2020-01-01T10:00Z",
      "2020-01-01T23:59Z",
      "2020-01-02T00:00Z",
      "2020-01-05T01:00Z",
      "2020-01-05T02:00Z",
    );
    expect([...lastBarOfDays(bars)]).toEqual([1, 2, 4]);
    expect([...lastBarOfDays(times("2020-01-01", "2020-01-02", "2020-01-06"))]).toEqual([0, 1, 2]);
    expect([...lastBarOfDays(times())]).toEqual([]);
    expect([dayOf(-1), dayOf(0), dayOf(86_399_999)]).toEqual([-1, 0, 0]);
    expect([...lastBarOfDays(times("1969-12-31T23:00Z", "1970-01-01T00:00Z"))]).toEqual([0, 1]);
  });

  it("knows how many returns make a year", () => {
    expect([periodsPerYearOf("1m", false), periodsPerYearOf("1d", false), periodsPerYearOf("1d", true)]).toEqual([
      252, 252, 365,
    ]);
    expect([periodsPerYearOf("1w", true), periodsPerYearOf("1mo", false)]).toEqual([52, 12]);
  });

  it("guesses it from bars that do not say", () => {
    const every = (days: number, count: number, skipWeekends = false) =>
      Float64Array.from(
        Array.from({ length: count }, (_, index) => index * days).filter(
          (day) => !skipWeekends || ![0, 6].includes((day + 4) % 7),
        ),
        (day) => day * 86_400_000,
      );
    expect(guessPeriodsPerYear(every(1, 60, true))).toBe(252);
    expect(guessPeriodsPerYear(every(1, 60))).toBe(365);
    expect(guessPeriodsPerYear(every(7, 20))).toBe(52);
    expect(guessPeriodsPerYear(every(30, 20))).toBe(12);
    expect(guessPeriodsPerYear(every(1 / 1440, 500))).toBe(252);
    expect(guessPeriodsPerYear(times())).toBe(252);
  });
});
