import { describe, expect, it } from "vitest";
import { type Calendar, calendarOf, isoDate } from "@/modules/data";
import { calendarRows, monthAt, monthOf, shiftMonth, standingAt } from "./month";

function calendar(id: string): Calendar {
  const found = calendarOf(id);
  if (found === null) throw new Error(`no calendar ${id}`);
  return found;
}
const nyse = calendar("XNYS");
const at = (text: string) => Date.parse(text);

describe("months", () => {
  it("have their first and last date, and neighbours over the end of a year", () => {
    const february = monthOf("2024-02");
    expect([isoDate(february?.fromMs ?? 0), isoDate(february?.toMs ?? 0)]).toEqual(["2024-02-01", "2024-02-29"]);
    expect([shiftMonth("2024-12", 1), shiftMonth("2024-01", -1), shiftMonth("2024-05", -17)]).toEqual([
      "2025-01",
      "2023-12",
      "2022-12",
    ]);
    expect([monthOf("2024-13"), monthOf("2024"), monthOf("")]).toEqual([null, null, null]);
  });

  it("begin when the next session is in them", () => {
    expect(monthAt(nyse, at("2024-08-30T21:00:00Z"))).toBe("2024-09");
    expect(monthAt(nyse, at("2024-08-30T15:00:00Z"))).toBe("2024-08");
  });
});

describe("calendarRows", () => {
  it("has sessions, holidays and what is special about them, and no plain weekend", () => {
    const month = monthOf("2024-07");
    const rows = calendarRows(nyse, month?.fromMs ?? 0, month?.toMs ?? 0);
    expect(rows).toHaveLength(23);
    const [third, fourth] = [rows[2], rows[3]];
    expect([third?.session?.short, third?.special[0]?.kind]).toEqual([true, "short"]);
    expect([fourth?.session, fourth?.special[0]?.name]).toEqual([null, "Independence Day"]);
    expect(calendarRows(nyse, at("1996-01-08"), at("1996-01-08"))[0]?.special).toHaveLength(2);
  });
});

describe("standingAt", () => {
  it.each([
    ["2024-07-03T13:29:59Z", "closed", "2024-07-03T13:30:00Z"],
    ["2024-07-03T13:30:00Z", "open", "2024-07-03T17:00:00Z"],
    ["2024-07-03T17:00:00Z", "closed", "2024-07-05T13:30:00Z"],
  ])("at %s is %s until %s", (moment, state, until) => {
    expect(standingAt(nyse, at(moment))).toEqual({ state, untilMs: at(until) });
  });

  it("knows a pause, and where a calendar ends", () => {
    const session = {
      dateMs: 0,
      openMs: 0,
      closeMs: 600_000,
      breakMs: { startMs: 240_000, endMs: 420_000 },
      short: false,
    };
    const pausing: Calendar = { ...nyse, sessions: () => [session], sessionAt: () => session };
    expect(standingAt(pausing, 300_000)).toEqual({ state: "paused", untilMs: 600_000 });
    expect(standingAt(nyse, at("2100-01-02T00:00:00Z"))).toEqual({ state: "closed", untilMs: null });
  });
});
