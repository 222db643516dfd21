import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseNumber, stepNumber, writeNumber } from "./number-text";

describe("parseNumber", () => {
  it.each([
    ["", null],
    ["  ", null],
    ["1,234.5", 1234.5],
    ["1 234", 1234],
    ["−3", -3],
    ["-3", -3],
    [".5", 0.5],
    ["2.", 2],
    ["1e3", 1000],
    ["abc", Number.NaN],
    ["1.2.3", Number.NaN],
    ["--1", Number.NaN],
    ["Infinity", Number.NaN],
  ])("reads %j as %s", (text, value) => {
    expect(parseNumber(text)).toBe(value);
  });
});

describe("writeNumber", () => {
  it("reads back as the same number", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }), (raw) => {
        const value = Math.abs(raw) < 1e-6 ? 0 : raw;
        expect(parseNumber(writeNumber(value))).toBe(value === 0 ? 0 : value);
      }),
    );
  });
  it("separates thousands and leaves fractions alone", () => {
    expect(writeNumber(1234567.1234)).toBe("1,234,567.1234");
    expect(writeNumber(null)).toBe("");
    expect(writeNumber(Number.NaN)).toBe("");
  });
});

describe("stepNumber", () => {
  it("leaves no binary dust and stays inside", () => {
    expect(stepNumber(0.1, { steps: 2, step: 0.1, minimum: undefined, maximum: undefined })).toBe(0.3);
    expect(stepNumber(99, { steps: 10, step: 1, minimum: 2, maximum: 100 })).toBe(100);
    expect(stepNumber(null, { steps: -1, step: 1, minimum: 0, maximum: 5 })).toBe(0);
  });
});
