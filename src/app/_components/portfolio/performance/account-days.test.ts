import { describe, expect, it } from "vitest";
import { daysWithNow, ofRange } from "./account-days";

const DAY_MS = 86_400_000;
const DAYS = [
  { day: "2025-06-10", equity: "100", flow: "100" },
  { day: "2025-06-11", equity: "110", flow: "0" },
];

describe("days with today", () => {
  const NOON = Date.UTC(2025, 5, 12, 12);

  it("ends with today, whose flow is what moved without being earned", () => {
    const days = daysWithNow(DAYS, { equity: "165", dayPnl: "5" }, NOON);
    expect(days).toHaveLength(3);
    expect(days[2]).toEqual({ atMs: Date.UTC(2025, 5, 12), equity: 165, flow: 50 });
  });

  it("does not know a flow where what was earned is not known", () => {
    expect(daysWithNow(DAYS, { equity: "165", dayPnl: null }, NOON)[2]?.flow).toBeNull();
  });

  it("begins today for a new account", () => {
    expect(daysWithNow([], { equity: "100", dayPnl: null }, NOON)).toEqual([
      { atMs: Date.UTC(2025, 5, 12), equity: 100, flow: 0 },
    ]);
  });
});

describe("a range of days", () => {
  const all = Array.from({ length: 400 }, (_, at) => ({
    atMs: Date.UTC(2025, 5, 12) - (399 - at) * DAY_MS,
    equity: 1,
    flow: 0,
  }));

  it.each([
    ["1M", 32],
    ["3M", 93],
    ["1Y", 367],
    // January 1 to June 12 are 163 days, and the one before.
    ["YTD", 164],
  ] as const)("of %s has %i days, the one before among them", (range, count) => {
    expect(ofRange(all, range)).toHaveLength(count);
  });
});
