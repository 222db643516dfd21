import { describe, expect, it } from "vitest";
import { frameOf, linePath, niceTicks, valueAt } from "./lines-path";

const line = { time: Float64Array.of(0, 10, 20, 30), values: Float64Array.of(1, 3, Number.NaN, 2) };

describe("frameOf", () => {
  it("holds every value with some room, and nothing of lines without any", () => {
    const frame = frameOf([line, { time: Float64Array.of(40), values: Float64Array.of(5) }]);
    expect(frame).toMatchObject({ fromMs: 0, toMs: 40 });
    expect(frame?.low).toBeCloseTo(0.84, 12);
    expect(frame?.high).toBeCloseTo(5.16, 12);
    expect(frameOf([{ time: Float64Array.of(1), values: Float64Array.of(Number.NaN) }])).toBeNull();
  });

  it("gives a flat line a height, and a single point a width", () => {
    const frame = frameOf([{ time: Float64Array.of(5), values: Float64Array.of(100) }]);
    expect(frame).toEqual({ fromMs: 5, toMs: 6, low: 96, high: 104 });
  });
});

describe("niceTicks", () => {
  it.each([
    [{ low: 0, high: 10 }, 5, [0, 2, 4, 6, 8, 10]],
    [{ low: -0.3, high: 0.3 }, 4, [-0.2, 0, 0.2]],
    [{ low: 91, high: 119 }, 4, [100, 110]],
  ])("of %j, about %i", (frame, most, ticks) => {
    const found = niceTicks(frame, most);
    expect(found).toHaveLength(ticks.length);
    for (const [i, tick] of ticks.entries()) expect(found[i]).toBeCloseTo(tick, 12);
  });
});

it("breaks a path where there is no value", () => {
  const path = linePath(line, { fromMs: 0, toMs: 30, low: 1, high: 3 }, { width: 300, height: 100 });
  expect(path).toBe("M0.0 100.0L100.0 0.0M300.0 50.0");
});

it("reads the last value by a moment", () => {
  expect([valueAt(line, -1), valueAt(line, 0), valueAt(line, 15), valueAt(line, 25), valueAt(line, 99)]).toEqual([
    null,
    1,
    3,
    null,
    2,
  ]);
});
