import { describe, expect, it } from "vitest";
import { makeHeikinAshi } from "./heikin-ashi";

describe("makeHeikinAshi", () => {
  it("opens in the middle of the candle before, of the bar itself at first", () => {
    const candles = makeHeikinAshi();
    expect({ ...candles.next(10, 14, 8, 12) }).toMatchObject({ open: 11, high: 14, low: 8, close: 11 });
    expect({ ...candles.next(20, 24, 18, 22) }).toMatchObject({ open: 11, high: 24, low: 11, close: 21 });
  });
});
