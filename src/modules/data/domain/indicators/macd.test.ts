import { describe, expect, it } from "vitest";
import { makeMacd } from "./macd";

describe("makeMacd", () => {
  it("starts the signal line from the mean of the first macd values", () => {
    const macd = makeMacd(1, 2, 2);
    const lines = [1, 3, 6, 10].map((value) => ({ ...macd.next(value) }));
    // Slow EMA(2): -, 2, 2+2/3*4, then on; fast EMA(1) is the value itself.
    const slow = 2 + (2 / 3) * (6 - 2);
    expect(lines[0]?.macd).toBeNaN();
    expect(lines[1]).toMatchObject({ macd: 1, signal: Number.NaN });
    expect(lines[2]?.macd).toBeCloseTo(6 - slow, 12);
    expect(lines[2]?.signal).toBeCloseTo((1 + 6 - slow) / 2, 12);
    expect(lines[2]?.histogram).toBeCloseTo(6 - slow - (1 + 6 - slow) / 2, 12);
  });
});
