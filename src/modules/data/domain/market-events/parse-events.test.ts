import { describe, expect, it } from "vitest";
import { isoDate, isoTime } from "../civil";
import { timeZoneOf } from "../time-zone";
import { parseEvents } from "./parse-events";

const zone = timeZoneOf("America/New_York");
if (!zone.ok) throw new Error("no such zone");
const read = (text: string) => parseEvents(text, zone.value);
const facts = (text: string) =>
  read(text).events.map(({ facts: { dateMs, atMs, ...rest } }) => ({
    ...rest,
    date: isoDate(dateMs),
    at: atMs === null ? null : isoTime(atMs),
  }));
const problems = (text: string) =>
  read(text).problems.map(({ line, column, message }) => `${line} ${column}: ${message}`);
const NOTHING = { symbol: null, region: "", importance: 0, actual: "", forecast: "", previous: "" };

describe("parseEvents", () => {
  it("reads an economic calendar on the clocks of its zone", () => {
    const text =
      "date,time,country,event,impact,actual,forecast,previous\n2024-03-12,8:30am,US,CPI m/m,High,0.4 %,0.4 %,0.3 %\n2024-07-04,,US,Holiday,,,,\n";
    expect(facts(text)).toEqual([
      {
        ...NOTHING,
        kind: "economic",
        title: "CPI m/m",
        region: "US",
        importance: 3,
        actual: "0.4 %",
        forecast: "0.4 %",
        previous: "0.3 %",
        date: "2024-03-12",
        at: "2024-03-12T12:30:00Z",
      },
      { ...NOTHING, kind: "economic", title: "Holiday", region: "US", date: "2024-07-04", at: null },
    ]);
  });

  it("reads results and dividends of shares, with a usual title", () => {
    expect(facts("symbol,reportDate,estimate\naapl,2024-05-02,1.51")).toEqual([
      {
        ...NOTHING,
        kind: "earnings",
        symbol: "AAPL",
        title: "Earnings",
        forecast: "1.51",
        date: "2024-05-02",
        at: null,
      },
    ]);
    expect(facts('[{"type":"dividend","symbol":"KO","date":"2024-06-14","actual":0.485}]')).toEqual([
      { ...NOTHING, kind: "dividend", symbol: "KO", title: "Dividend", actual: "0.485", date: "2024-06-14", at: null },
    ]);
  });

  it("takes a moment that names its zone as it stands", () => {
    const at = (text: string) => facts(`datetime,event\n${text},X`)[0]?.at;
    expect(at("2024-03-12T12:30:00Z")).toBe("2024-03-12T12:30:00Z");
    expect(at("2024-03-12 14:30+02:00")).toBe("2024-03-12T12:30:00Z");
    expect(at("2024-03-12T08:30:00")).toBe("2024-03-12T12:30:00Z");
    expect(at("2024-03-12T08:30-0400")).toBe("2024-03-12T12:30:00Z");
  });

  it.each([
    ["12:00 am", 0],
    ["12:30pm", 750],
    ["00:05", 5],
    ["23:59", 1439],
  ])("knows that %s is minute %s of the day", (time, minutes) => {
    expect(read(`date,time,event\n2024-01-10,${time},X`).events[0]?.facts.atMs).toBe(
      Date.UTC(2024, 0, 10, 5) + minutes * 60_000,
    );
  });

  it.each([
    ["date,event\n2024-13-01,X", "2 date: A date like 2024-03-12, from 1900 to 2099."],
    ["date,time,event\n2024-01-01,25:00,X", "2 time: A time like 08:30 or 2:15 pm, or nothing."],
    ["date,time,event\n2024-01-01,13:00 pm,X", "2 time: A time like 08:30 or 2:15 pm, or nothing."],
    ["date,time,event\n2024-03-10,02:30,X", "2 time: A time that the clocks of America/New_York showed on that day."],
    ["date,kind,event\n2024-01-01,party,X", "2 kind: One of economic, earnings, dividend."],
    ["date,kind\n2024-01-01,earnings", "2 symbol: A symbol: earnings is of one."],
    ["date\n2024-01-01", "2 title: A title, like CPI m/m."],
    ["date,event,impact\n2024-01-01,X,huge", "2 impact: low, medium or high, or 0 to 3."],
    ["date,symbol\n2024-01-01,A B", "2 symbol: 1 to 32 of A-Z, 0-9 and ^ . _ = / : -."],
    [`date,event\n2024-01-01,${"x".repeat(201)}`, "2 event: At most 200 characters."],
    [`date,event,actual\n2024-01-01,X,${"1".repeat(41)}`, "2 actual: At most 40 characters."],
  ])("says of %j what would pass", (text, expected) => {
    expect(problems(text)).toEqual([expected]);
  });
});
