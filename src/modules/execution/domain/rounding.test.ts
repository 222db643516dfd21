import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Decimal } from "@/modules/_kernel";
import { ROUNDING_MODES, type RoundingMode, type RoundingRule, roundDecimal } from "./rounding";

const tick = (step: string): RoundingRule => ({ to: "tick", step: new Decimal(step) });
const round = (value: string, rule: RoundingRule, mode: RoundingMode) => {
  const rounded = roundDecimal(new Decimal(value), rule, mode);
  return rounded.ok ? rounded.value : rounded.error.kind;
};

describe("roundDecimal", () => {
  // By hand. Columns: value, step, then nearest, down, up, truncate.
  it.each([
    ["1.234", "0.05", "1.25", "1.2", "1.25", "1.2"],
    ["-1.234", "0.05", "-1.25", "-1.25", "-1.2", "-1.2"],
    ["2.5", "1", "3", "2", "3", "2"],
    ["-2.5", "1", "-3", "-3", "-2", "-2"],
    ["0.3", "0.1", "0.3", "0.3", "0.3", "0.3"],
    ["-0.004", "0.01", "0", "-0.01", "0", "0"],
    ["7", "3", "6", "6", "9", "6"],
    ["100.0078125", "0.03125", "100", "100", "100.03125", "100"],
    [
      "999999999999999999999999999999.5",
      "1",
      "1000000000000000000000000000000",
      "999999999999999999999999999999",
      "1000000000000000000000000000000",
      "999999999999999999999999999999",
    ],
  ])("%s to steps of %s", (value, step, nearest, down, up, truncate) => {
    expect(ROUNDING_MODES.map((mode) => round(value, tick(step), mode))).toEqual([nearest, down, up, truncate]);
  });

  it.each([
    ["1.005", { to: "decimals", digits: 2 }, "1.01"],
    ["-1.005", { to: "decimals", digits: 2 }, "-1.01"],
    ["1234.5", { to: "decimals", digits: 0 }, "1235"],
    ["123456", { to: "significant", digits: 2 }, "120000"],
    ["0.00098765", { to: "significant", digits: 3 }, "0.000988"],
    ["0", { to: "significant", digits: 3 }, "0"],
  ] as const)("%s to %o, nearest", (value, rule, expected) => {
    expect(round(value, rule, "nearest")).toBe(expected);
  });

  it("refuses a step or a digit count that means nothing", () => {
    expect(round("1", tick("0"), "nearest")).toBe("rounding.out_of_range");
    expect(round("1", tick("-0.1"), "nearest")).toBe("rounding.out_of_range");
    expect(round("1", { to: "decimals", digits: 31 }, "nearest")).toBe("rounding.out_of_range");
    expect(round("1", { to: "decimals", digits: 1.5 }, "nearest")).toBe("rounding.out_of_range");
    expect(round("1", { to: "significant", digits: 0 }, "nearest")).toBe("rounding.out_of_range");
  });

  // The oracle is whole-number arithmetic on BigInt: nothing in it is a decimal library.
  it("agrees with whole numbers of any size", () => {
    const whole = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n });
    const step = fc.bigInt({ min: 1n, max: 10n ** 25n });
    const mode = fc.constantFrom(...ROUNDING_MODES);
    fc.assert(
      fc.property(whole, step, mode, (value, size, how) => {
        const magnitude = value < 0n ? -value : value;
        const lower = (magnitude / size) * size;
        const away = lower === magnitude ? lower : lower + size;
        const towardsZero =
          how === "truncate" ||
          (how === "down" && value > 0n) ||
          (how === "up" && value < 0n) ||
          (how === "nearest" && (magnitude - lower) * 2n < size);
        const expected = towardsZero ? lower : away;
        const signed = value < 0n ? -expected : expected;
        expect(round(value.toString(), tick(size.toString()), how)).toBe(signed.toString());
      }),
      { numRuns: 300 },
    );
  });

  it("changes nothing the second time", () => {
    const text = fc.tuple(fc.integer(), fc.nat(999_999)).map(([whole, part]) => `${whole}.${part}`);
    fc.assert(
      fc.property(text, fc.nat(12), fc.constantFrom(...ROUNDING_MODES), (value, digits, mode) => {
        const once = round(value, { to: "decimals", digits }, mode);
        expect(round(once, { to: "decimals", digits }, mode)).toBe(once);
      }),
    );
  });
});
