import { describe, expect, it } from "vitest";
import { makeAwesomeOscillator, makeCci, makeCmo, makeUltimateOscillator } from "./oscillators";

describe("oscillators of price", () => {
  it("cci measures the distance to the mean in mean deviations of 0.015", () => {
    const cci = makeCci(3);
    expect([1, 2, 6].map((price) => cci.next(price, price, price)).at(-1)).toBeCloseTo(3 / (0.015 * 2), 12);
    const flat = makeCci(2);
    expect([4, 4].map((price) => flat.next(price, price, price)).at(-1)).toBeNaN();
  });

  it("cmo is gains less losses over both, 0 where nothing changed", () => {
    const cmo = makeCmo(2);
    const values = [1, 4, 3, 3, 3].map((value) => cmo.next(value));
    expect(values).toEqual([Number.NaN, Number.NaN, (100 * 2) / 4, -100, 0]);
  });

  it("ultimate weighs three windows 4, 2 and 1", () => {
    const ultimate = makeUltimateOscillator(1, 2, 3);
    const closes = [
      [10, 8, 9],
      [12, 9, 12], // pressure 3 of 3
      [12, 10, 10], // 0 of 2
      [13, 9, 11], // 2 of 4
    ];
    const values = closes.map(([high = 0, low = 0, close = 0]) => ultimate.next(high, low, close));
    expect(values.slice(0, 3)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(values[3]).toBeCloseTo((100 * (4 * (2 / 4) + 2 * (2 / 6) + 5 / 9)) / 7, 12);
  });

  it("ultimate has no value where a window has no range", () => {
    const ultimate = makeUltimateOscillator(1, 2, 3);
    expect(Array.from({ length: 5 }, () => ultimate.next(5, 5, 5)).at(-1)).toBeNaN();
  });

  it("awesome is a fast less a slow average of the middles", () => {
    const awesome = makeAwesomeOscillator(1, 2);
    expect([awesome.next(2, 0), awesome.next(6, 4)]).toEqual([Number.NaN, 2]);
  });
});
