import { describe, expect, it } from "vitest";
import { makeWma } from "./wma";

describe("makeWma", () => {
  it("weighs the newest value most, also after the window has turned over", () => {
    const wma = makeWma(3);
    expect([1, 2, 4, 8].map((value) => wma.next(value))).toEqual([
      Number.NaN,
      Number.NaN,
      (1 + 2 * 2 + 3 * 4) / 6,
      (2 + 2 * 4 + 3 * 8) / 6,
    ]);
  });
});
