import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseNumber } from "./number-format";

describe("parseNumber", () => {
  it.each([
    ["1", 1],
    ["-1.5", -1.5],
    ["+.5", 0.5],
    ["5.", 5],
    ["1,234", 1234],
    ["1,234,567.89", 1_234_567.89],
    ["1.5e3", 1500],
    ["5792140000", 5_792_140_000],
  ])("reads %s with a decimal point", (text, value) => {
    expect(parseNumber(text, false)).toBe(value);
  });

  it.each([
    ["1", 1],
    ["1,5", 1.5],
    ["1.234,5", 1234.5],
    ["1\u00a0234,5", 1234.5],
    ["-0,25", -0.25],
  ])("reads %s with a decimal comma", (text, value) => {
    expect(parseNumber(text, true)).toBe(value);
  });

  it.each([
    "",
    " ",
    ".",
    "-",
    "n/a",
    "NaN",
    "Infinity",
    "1e999",
    "1,23",
    "12,34,567",
    "1.2.3",
    "$1",
    "5%",
    "0x10",
    "1 2",
    "12abc",
    "١",
  ])("refuses %j", (text) => {
    expect(parseNumber(text, false)).toBeNull();
  });

  it("reads back every finite number as JavaScript writes it, and with its comma", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (drawn) => {
        const value = drawn + 0; // JavaScript writes minus zero as "0"
        expect(parseNumber(String(value), false)).toBe(value);
        expect(parseNumber(String(value).replace(".", ","), true)).toBe(value);
      }),
    );
  });

  it("reads decimals of any length to the bit that JavaScript reads them to", () => {
    const digits = fc.string({ unit: fc.constantFrom(...Array.from("0123456789")), minLength: 1, maxLength: 18 });
    fc.assert(
      fc.property(digits, fc.option(digits), (whole, fraction) => {
        const text = fraction === null ? whole : `${whole}.${fraction}`;
        expect(parseNumber(text, false)).toBe(Number(text));
      }),
      { numRuns: 1000 },
    );
  });
});
