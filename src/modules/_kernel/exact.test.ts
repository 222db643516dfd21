import { describe, expect, it } from "vitest";
import { Decimal } from "./decimal";
import { exact, parseExact, proportion, quotient } from "./exact";

const LONG = "999999999999999999999999999999.999999999999999999999999999999";

describe("exact", () => {
  it("rounds no product or sum of the longest texts", () => {
    const value = exact(new Decimal(LONG));
    const whole = BigInt(LONG.replace(".", ""));
    expect(value.times(value).times("1e60").toFixed()).toBe((whole * whole).toString());
    expect(value.plus("1e-30").toFixed()).toBe("1000000000000000000000000000000");
  });
});

describe("parseExact", () => {
  it("takes decimal text and nothing else", () => {
    expect(parseExact("-1.50")?.toFixed()).toBe("-1.5");
    for (const text of ["", "1e5", "NaN", "Infinity", "1,5", " 1", "0x10", "9".repeat(31)])
      expect(parseExact(text)).toBeNull();
  });
});

describe("quotient", () => {
  it("is exact where it ends, and keeps 60 digits where it does not", () => {
    expect(quotient(exact(1), exact(8)).toFixed()).toBe("0.125");
    expect(quotient(exact(2), exact(3)).toFixed()).toBe(`0.${"6".repeat(59)}7`);
    // What was divided is exact again.
    expect(quotient(exact(2), exact(3)).times(3).toFixed()).toBe(`2.${"0".repeat(59)}1`);
  });
});

describe("proportion", () => {
  it("gives the whole unrounded", () => {
    expect(proportion(new Decimal(LONG), exact(3), exact(3)).toFixed()).toBe(LONG);
    expect(proportion(new Decimal("1.4"), exact(3), exact(7)).toFixed()).toBe("0.6");
  });
});
