import { describe, expect, it } from "vitest";
import { makeAdx, makeAroon, makeVortex } from "./directional";

describe("makeAdx", () => {
  it("is 100 in a straight rise, with no downward part", () => {
    const adx = makeAdx(3);
    const lines = Array.from({ length: 8 }, (_, i) => ({ ...adx.next(10 + i, 9 + i, 9.5 + i) }));
    expect(lines.map((line) => line.minusDi)).toEqual([...Array(3).fill(Number.NaN), 0, 0, 0, 0, 0]);
    // Each bar reaches 1 above the last and has a true range of 1.5.
    expect(lines[3]?.plusDi).toBeCloseTo(100 / 1.5, 12);
    expect(lines.findIndex((line) => !Number.isNaN(line.adx))).toBe(5);
    expect(lines[5]?.adx).toBeCloseTo(100, 12);
  });

  it("counts only the larger of two moves, and neither when they are equal", () => {
    const adx = makeAdx(2);
    adx.next(10, 8, 9);
    adx.next(12, 7, 9); // up 2, down 1
    const { plusDi, minusDi } = adx.next(13, 6, 9); // up 1, down 1
    expect([plusDi, minusDi]).toEqual([(100 * 2) / 12, 0]);
  });

  it("starts once there was movement, also after a long standstill", () => {
    const adx = makeAdx(2);
    for (let i = 0; i < 10; i += 1) expect(adx.next(5, 5, 5).plusDi).toBeNaN();
    for (let i = 0; i < 2; i += 1) adx.next(6 + i, 5 + i, 6 + i);
    expect(adx.adx).toBe(100);
  });
});

describe("makeAroon", () => {
  it("tells how long ago the extremes were, the oldest of equal ones", () => {
    const aroon = makeAroon(4);
    const lines = [5, 9, 9, 3, 4, 4].map((price) => ({ ...aroon.next(price, price) }));
    expect(lines[3]?.up).toBeNaN();
    expect(lines[4]).toMatchObject({ up: 25, down: 75, oscillator: -50 });
    expect(lines[5]).toMatchObject({ up: 0, down: 50, oscillator: -50 });
  });
});

describe("makeVortex", () => {
  it("sums reaches up and down over the true range", () => {
    const vortex = makeVortex(2);
    vortex.next(10, 8, 9);
    expect(vortex.next(12, 9, 11).plus).toBeNaN();
    const lines = vortex.next(11, 7, 8);
    expect(lines.plus).toBe((4 + 2) / (3 + 4));
    expect(lines.minus).toBe((1 + 5) / (3 + 4));
  });

  it("has no value where nothing moves", () => {
    const vortex = makeVortex(1);
    vortex.next(5, 5, 5);
    expect(vortex.next(5, 5, 5).plus).toBeNaN();
  });
});
