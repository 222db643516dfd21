import { describe, expect, it } from "vitest";
import { barAt, barColumnsOf, barCount, concatBars, makeBarColumns, pickBars, sliceBars } from "./bar-columns";

const rows = [1, 2, 3].map((n) => ({ time: n, open: n + 0.1, high: n + 0.4, low: n, close: n + 0.2, volume: n * 10 }));

describe("bar columns", () => {
  it("turn rows into columns and back", () => {
    const bars = barColumnsOf(rows);
    expect(rows.map((_, index) => barAt(bars, index))).toEqual(rows);
    expect([barAt(bars, -1), barAt(bars, 3), barAt(bars, 0.5)]).toEqual([null, null, null]);
  });

  it("are sliced without copying", () => {
    const bars = barColumnsOf(rows);
    const slice = sliceBars(bars, 1, 3);
    expect(barCount(slice)).toBe(2);
    bars.close[1] = 99;
    expect(slice.close[0]).toBe(99);
  });

  it("are joined in the order given, and picked by their places", () => {
    const bars = barColumnsOf(rows);
    const whole = concatBars([sliceBars(bars, 2, 3), makeBarColumns(0), sliceBars(bars, 0, 2)]);
    expect([...whole.time]).toEqual([3, 1, 2]);
    expect(pickBars(whole, [1, 2, 0])).toEqual(bars);
    expect(barCount(concatBars([]))).toBe(0);
  });

  it("share one length, which is a whole number", () => {
    expect(barCount(makeBarColumns(0))).toBe(0);
    expect(() => barCount({ ...makeBarColumns(2), close: new Float64Array(1) })).toThrow("close has 1 of 2");
    expect(() => makeBarColumns(1.5)).toThrow("whole number");
  });
});
