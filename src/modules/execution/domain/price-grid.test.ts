import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isGridStep, makeGrid } from "./price-grid";

describe("makeGrid", () => {
  it("gives the double nearest to the decimal, without the noise of a product", () => {
    expect(makeGrid(0.1).nearest(0.1 + 0.2)).toBe(0.3);
    expect(makeGrid(0.01).nearest(101.23456)).toBe(101.23);
    expect(makeGrid(0.25).nearest(4321.13)).toBe(4321.25);
    expect(makeGrid(5e-7).nearest(0.00000123)).toBe(0.000001);
    expect(makeGrid(100).truncate(1299.9)).toBe(1200);
  });

  it("takes halfway away from zero, also where the quotient is a hair under it", () => {
    expect(makeGrid(0.01).nearest(1.005)).toBe(1.01);
    expect(makeGrid(0.01).nearest(-1.005)).toBe(-1.01);
  });

  it("keeps whole lots whole", () => {
    expect(makeGrid(0.1).truncate(0.3)).toBe(0.3);
    expect(makeGrid(0.1).truncate(-0.3)).toBe(-0.3);
    expect(makeGrid(0.1).truncate(0.29)).toBe(0.2);
    expect(Object.is(makeGrid(1).truncate(-0.4), 0)).toBe(true);
  });

  it("keeps the fractions of a count of billions", () => {
    expect(makeGrid(1e-8).nearest(9631.3904798625)).toBe(9631.39047986);
    expect(makeGrid(1e-8).truncate(9631.3904798699)).toBe(9631.39047986);
  });

  it("stays within a step, and its results are on the grid", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0.01, 0.05, 0.25, 1, 100, 1e-8),
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        (step, value) => {
          const grid = makeGrid(step);
          const nearest = grid.nearest(value);
          const truncated = grid.truncate(value);
          expect(Math.abs(nearest - value)).toBeLessThanOrEqual((step / 2) * (1 + 1e-6) + Math.abs(value) * 1e-15);
          expect(Math.abs(truncated)).toBeLessThanOrEqual(Math.abs(value) * (1 + 1e-11));
          expect(Math.abs(truncated - value)).toBeLessThan(step * (1 + 1e-6) + Math.abs(value) * 1e-15);
          expect(grid.nearest(nearest)).toBe(nearest);
          expect(grid.truncate(truncated)).toBe(truncated);
        },
      ),
    );
  });

  it("refuses a step that is no step", () => {
    for (const step of [0, -0.01, Number.NaN, Number.POSITIVE_INFINITY, 1e-16]) {
      expect(isGridStep(step)).toBe(false);
      expect(() => makeGrid(step)).toThrow("a step is above 0");
    }
  });
});
