import { describe, expect, it } from "vitest";
import { assertLength, INDICATOR_LENGTH_MAX } from "./indicator";

describe("assertLength", () => {
  it("takes whole numbers from 1 to the limit and names what it refuses", () => {
    expect(() => assertLength("length", 1)).not.toThrow();
    expect(() => assertLength("length", INDICATOR_LENGTH_MAX)).not.toThrow();
    for (const bad of [0, -3, 1.5, Number.NaN, Number.POSITIVE_INFINITY, INDICATOR_LENGTH_MAX + 1]) {
      expect(() => assertLength("fast", bad)).toThrow(`was ${bad}`);
    }
  });
});
