import { describe, expect, it } from "vitest";
import { barColumnsOf } from "../bar-columns";
import type { Resolution } from "../resolution";
import { sessionRuleOf } from "../session-rule";
import { closedBars, closeOf } from "./closed-bars";

const nyse = sessionRuleOf({ calendar: "XNYS", timeZone: "America/New_York" });
const always = sessionRuleOf({ calendar: "24/7", timeZone: "UTC" });
const zurich = sessionRuleOf({ calendar: null, timeZone: "Europe/Zurich" });
const at = (text: string) => Date.parse(text);

describe("a bar closes", () => {
  it.each<[string, Resolution, string, string]>([
    ["with its session", "1d", "2024-07-02T00:00Z", "2024-07-02T20:00Z"],
    ["with its short session", "1d", "2024-07-03T00:00Z", "2024-07-03T17:00Z"],
    ["with the last session of its week", "1w", "2024-03-25T00:00Z", "2024-03-28T20:00Z"],
    ["with the last session of its month", "1mo", "2024-03-01T00:00Z", "2024-03-28T20:00Z"],
    ["after its hour", "1h", "2024-07-02T14:30Z", "2024-07-02T15:30Z"],
    ["with the session where that ends inside it", "4h", "2024-07-02T17:30Z", "2024-07-02T20:00Z"],
    ["at midnight on a date without a session", "1d", "2024-07-04T00:00Z", "2024-07-05T13:30Z"],
  ])("%s (%s)", (_rule, resolution, start, close) => {
    expect(new Date(closeOf(at(start), resolution, nyse)).toISOString()).toBe(new Date(at(close)).toISOString());
  });

  it("at midnight where trading never ends, by the clocks of its exchange", () => {
    expect(closeOf(at("2024-07-02T00:00Z"), "1d", always)).toBe(at("2024-07-03T00:00Z"));
    expect(closeOf(at("2024-07-02T00:00Z"), "1d", zurich)).toBe(at("2024-07-02T22:00Z"));
    expect(closeOf(at("2024-07-29T00:00Z"), "1w", always)).toBe(at("2024-08-05T00:00Z"));
  });
});

describe("bars that have closed", () => {
  const bars = barColumnsOf(
    ["2024-07-01", "2024-07-02", "2024-07-03"].map((date) => ({
      time: at(`${date}T00:00Z`),
      open: 1,
      high: 1,
      low: 1,
      close: 1,
      volume: 1,
    })),
  );
  it.each([
    ["2024-07-03T16:59Z", 2],
    ["2024-07-03T17:00Z", 3],
    ["2024-07-02T19:59Z", 1],
    ["2024-06-01T00:00Z", 0],
  ])("at %s are the first %i", (now, count) => {
    expect(closedBars(bars, "1d", nyse, at(now)).time).toHaveLength(count);
  });
});
