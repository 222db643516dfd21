import { describe, expect, it } from "vitest";
import { makeAdl, makeChaikinOscillator, makeCmf, makeForceIndex, makeMfi } from "./money-flow";

describe("money flow", () => {
  it("adds volume by the close's place in its bar, nothing for a bar without range", () => {
    const adl = makeAdl();
    expect([adl.next(4, 0, 3, 10), adl.next(4, 0, 0, 10), adl.next(2, 2, 2, 99)]).toEqual([5, -5, -5]);
  });

  it("cmf divides flow by volume, and has no value without volume", () => {
    const cmf = makeCmf(2);
    cmf.next(4, 0, 4, 10);
    expect(cmf.next(4, 0, 2, 30)).toBe(0.25);
    cmf.next(4, 0, 2, 0);
    expect(cmf.next(4, 0, 2, 0)).toBeNaN();
  });

  it("chaikin's oscillator is a fast less a slow average of the line", () => {
    const oscillator = makeChaikinOscillator(1, 2);
    expect(oscillator.next(4, 0, 4, 10)).toBeNaN();
    expect(oscillator.next(4, 0, 4, 10)).toBe(20 - 15);
  });

  it("mfi counts the whole flow of a bar by the direction of its typical price", () => {
    const mfi = makeMfi(2);
    const flat = (price: number, volume: number) => mfi.next(price, price, price, volume);
    expect([flat(10, 1), flat(12, 1), flat(9, 4)]).toEqual([Number.NaN, Number.NaN, 100 - 100 / (1 + 12 / 36)]);
    expect([flat(9, 5), flat(10, 5)]).toEqual([0, 100]);
  });

  it("force is change times volume, averaged from the second bar on", () => {
    const force = makeForceIndex(2);
    expect([force.next(10, 5), force.next(11, 4), force.next(13, 3)]).toEqual([Number.NaN, Number.NaN, 5]);
    expect(force.next(13, 9)).toBeCloseTo(5 - (2 / 3) * 5, 12);
  });
});
