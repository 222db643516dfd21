import { describe, expect, it } from "vitest";
import { computeZigzag } from "./zigzag";

const none = Number.NaN;

describe("computeZigzag", () => {
  it("joins the turns by straight lines, from the first turn to the last bar", () => {
    const { zigzag, retraceHigh, retraceLow } = computeZigzag(
      Float64Array.of(100, 120, 111, 108, 114, 126, 110, 112),
      10,
    );
    expect([...zigzag]).toEqual([none, 120, 114, 108, 117, 126, 119, 112]);
    expect([...retraceHigh]).toEqual([none, 120, 121.5, 123, 124.5, 126, none, none]);
    expect([...retraceLow]).toEqual([none, none, none, 108, 109, 110, 111, 112]);
  });

  it("finds nothing in moves that are too small, in zeros and in no bars", () => {
    for (const values of [[100, 101, 99, 100], [0, 5, 0], [], [none, none]]) {
      expect([...computeZigzag(Float64Array.from(values), 5).zigzag].every(Number.isNaN)).toBe(true);
    }
  });

  it("ends, whatever the prices are", () => {
    const wild = Float64Array.from({ length: 500 }, (_, i) => Math.sin(i * i) * (i % 3 === 0 ? -1 : 1e6));
    expect(computeZigzag(wild, 0.01).zigzag).toHaveLength(500);
  });
});
