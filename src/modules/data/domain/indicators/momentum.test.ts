import { describe, expect, it } from "vitest";
import { makeMomentum, makeRoc } from "./momentum";

describe("momentum and rate of change", () => {
  it("compares with the value `length` bars before", () => {
    const [momentum, roc] = [makeMomentum(2), makeRoc(2)];
    const values = [10, 20, 15, 5];
    expect(values.map((value) => momentum.next(value))).toEqual([Number.NaN, Number.NaN, 5, -15]);
    expect(values.map((value) => roc.next(value))).toEqual([Number.NaN, Number.NaN, 50, -75]);
  });

  it("has no rate of change from 0", () => {
    const roc = makeRoc(1);
    expect([0, 1].map((value) => roc.next(value))).toEqual([Number.NaN, Number.NaN]);
  });
});
