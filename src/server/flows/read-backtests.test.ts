import { describe, expect, it } from "vitest";
import { CURVE_POINTS_MAX, thin } from "./read-backtests";

describe("thin", () => {
  const long = (count: number) => {
    const equity = Float64Array.from({ length: count }, (_, index) => 100 + Math.sin(index / 50) * 10);
    equity[70_123] = 500;
    equity[70_124] = -500;
    return { time: Float64Array.from(equity, (_, index) => index), equity, drawdown: equity.map((value) => -value) };
  };

  it("keeps true points only, the ends and the extremes among them, in order", () => {
    const curves = long(200_000);
    const { time, equity, drawdown } = thin(curves) as typeof curves;
    expect(time.length).toBeLessThanOrEqual(CURVE_POINTS_MAX);
    expect(time.length).toBeGreaterThan(CURVE_POINTS_MAX / 4);
    expect([time[0], time.at(-1), Math.max(...equity), Math.min(...equity)]).toEqual([0, 199_999, 500, -500]);
    const untrue = time.findIndex(
      (bar, index) =>
        bar <= (time[index - 1] ?? -1) ||
        equity[index] !== curves.equity[bar] ||
        drawdown[index] !== curves.drawdown[bar],
    );
    expect(untrue, "the first point out of order or not of the curve").toBe(-1);
  });

  it("leaves a curve alone that a screen can show", () => {
    const short = { time: Float64Array.of(1, 2), equity: Float64Array.of(3, 4) };
    expect(thin(short)).toBe(short);
    expect(thin({})).toEqual({});
  });
});
