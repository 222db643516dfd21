import { expect, it } from "vitest";
import { readClosedBars } from "./closed-bars";

it("reads the bars that the news brings", () => {
  expect(readClosedBars({ symbol: "SIM-ACME", resolution: "1m", bars: [[60_000, 1, 3, 0.5, 2, 10]] })).toEqual({
    symbol: "SIM-ACME",
    bars: [{ time: 60_000, open: 1, high: 3, low: 0.5, close: 2, volume: 10 }],
  });
});

it.each([
  null,
  "text",
  {},
  { symbol: 1, bars: [] },
  { symbol: "A", bars: [] },
  { symbol: "A", bars: [[1, 2]] },
  { symbol: "A", bars: [[1, 2, 3, 4, 5, "6"]] },
])("reads nothing out of %j", (payload) => {
  expect(readClosedBars(payload)).toBeNull();
});
