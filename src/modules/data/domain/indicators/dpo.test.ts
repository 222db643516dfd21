import { describe, expect, it } from "vitest";
import { computeDpo } from "./dpo";

describe("computeDpo", () => {
  it("takes the average of later bars off, and has no value where they are still to come", () => {
    const line = new Float64Array(6);
    computeDpo(2, Float64Array.of(1, 2, 4, 8, 16, 32), line);
    // Two bars ahead: 1 - (2 + 4) / 2, 2 - (4 + 8) / 2, ...
    expect([...line]).toEqual([-2, -4, -8, -16, Number.NaN, Number.NaN]);
  });

  it("writes nothing but NaN for fewer bars than it looks ahead", () => {
    const line = new Float64Array(2);
    computeDpo(6, Float64Array.of(1, 2), line);
    expect([...line]).toEqual([Number.NaN, Number.NaN]);
  });
});
