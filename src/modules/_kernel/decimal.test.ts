import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Decimal, Money, Price, Quantity } from "./decimal";
import { toDecimalText } from "./decimal-text";

describe("decimal text", () => {
  it.each(["0.1", "-12.50", "+3", ".5", "100000000000000000000.000000000000000001"])("%s is exact", (text) => {
    const parsed = Price.parse(text);
    expect(parsed.ok && parsed.value.eq(new Decimal(text))).toBe(true);
  });

  it.each(["", " 1", "1e3", "1,000", "NaN", "Infinity", "0x10", "1.2.3", "--1", "1_000", "9".repeat(31)])(
    'refuses "%s" and says what would pass',
    (text) => {
      expect(Price.parse(text)).toMatchObject({ ok: false, error: { kind: "number.malformed", input: text } });
    },
  );

  it("keeps a quantity above zero", () => {
    expect(Quantity.parse("0")).toMatchObject({ ok: false, error: { kind: "number.out_of_range" } });
    expect(Quantity.parse("-1")).toMatchObject({ ok: false, error: { kind: "number.out_of_range" } });
    expect(() => Quantity.of("0")).toThrow("Quantity is a decimal above 0");
  });

  it("adds cents without a float's error", () => {
    expect(toDecimalText(Money.of("0.1").plus(Money.of("0.2")))).toBe("0.3");
  });

  it("prints what it parsed, without an exponent", () => {
    const digits = fc.tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 18 }));
    fc.assert(
      fc.property(digits, ([unscaled, scale]) => {
        const text = toDecimalText(new Decimal(unscaled.toString()).div(new Decimal(10).pow(scale)));
        expect(text).not.toMatch(/e/i);
        const again = Price.parse(text);
        expect(again.ok && toDecimalText(again.value)).toBe(text);
      }),
    );
  });
});
