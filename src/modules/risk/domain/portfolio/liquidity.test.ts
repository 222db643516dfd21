import { describe, expect, it } from "vitest";
import { daysToExit, PARTICIPATION_DEFAULT } from "./liquidity";

describe("daysToExit", () => {
  it("is the units over what one may trade in a day, the slowest first", () => {
    const all = [
      { symbol: "A", qty: 100, averageVolume: 10_000 },
      { symbol: "B", qty: -5_000, averageVolume: 10_000 },
    ];
    expect(daysToExit(all, PARTICIPATION_DEFAULT)).toEqual([
      { symbol: "B", days: 5 },
      { symbol: "A", days: 0.1 },
    ]);
  });

  it.each([null, 0, Number.NaN])("takes a volume of %s for unknown, and unknown for slowest", (averageVolume) => {
    const all = [
      { symbol: "A", qty: 1e9, averageVolume: 1 },
      { symbol: "?", qty: 1, averageVolume },
    ];
    expect(daysToExit(all, 0.1).map(({ symbol }) => symbol)).toEqual(["?", "A"]);
    expect(daysToExit(all, 0.1)[0]?.days).toBeNull();
  });
});
