import DecimalJs from "decimal.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Decimal } from "./decimal";
import { Exact, exact, parseExact, proportion, quotient } from "./exact";

const LONG = "999999999999999999999999999999.999999999999999999999999999999";

/** decimal.js, wide enough: an independent implementation of the same arithmetic. */
const Wide = DecimalJs.clone({ precision: 1000, rounding: DecimalJs.ROUND_HALF_UP });
const Divided = DecimalJs.clone({ precision: 60, rounding: DecimalJs.ROUND_HALF_UP });
/** Decimal text as users write it, and as hostile ones do. */
const text = fc
  .tuple(fc.constantFrom("", "-", "+"), fc.stringMatching(/^\d{1,30}$/), fc.option(fc.stringMatching(/^\d{0,30}$/)))
  .map(([sign, whole, fraction]) => `${sign}${whole}${fraction === null ? "" : `.${fraction}`}`);
const said = (value: DecimalJs) => (value.isZero() ? "0" : value.toFixed());

describe("exact", () => {
  it("rounds no product or sum of the longest texts", () => {
    const value = exact(new Decimal(LONG));
    const whole = BigInt(LONG.replace(".", ""));
    expect(value.times(value).times(exact("1e60")).toFixed()).toBe((whole * whole).toString());
    expect(value.plus(exact("1e-30")).toFixed()).toBe("1000000000000000000000000000000");
  });

  it("takes text, doubles and decimals alike", () => {
    for (const value of ["1.50", 1.5, new Decimal("1.5"), exact("15e-1")]) expect(exact(value).toFixed()).toBe("1.5");
    expect(exact(1e21).toFixed()).toBe("1000000000000000000000");
    expect(exact("-0.0").toFixed()).toBe("0");
    expect([exact("-0.07").toNumber(), exact(LONG).toNumber()]).toEqual([-0.07, 1e30]);
  });

  it("adds, subtracts, multiplies and compares as decimal.js does", () => {
    fc.assert(
      fc.property(text, text, (left, right) => {
        const [a, b, x, y] = [exact(left), exact(right), new Wide(left), new Wide(right)];
        expect(a.toFixed()).toBe(said(x));
        expect(a.plus(b).toFixed()).toBe(said(x.plus(y)));
        expect(a.minus(b).toFixed()).toBe(said(x.minus(y)));
        expect(a.times(b).toFixed()).toBe(said(x.times(y)));
        expect(a.neg().abs().toFixed()).toBe(said(x.abs()));
        expect(Math.sign(a.cmp(b))).toBe(x.cmp(y));
        expect([a.eq(b), a.lt(b), a.lte(b), a.gt(b), a.gte(b)]).toEqual([
          x.eq(y),
          x.lt(y),
          x.lte(y),
          x.gt(y),
          x.gte(y),
        ]);
        expect([a.isZero(), a.isPositive(), a.isNegative()]).toEqual([x.isZero(), x.gt(0), x.lt(0)]);
        expect(a.toNumber()).toBe(x.isZero() ? 0 : x.toNumber());
        const [over, by] = y.isZero() ? [exact(1), new Wide(1)] : [b, y];
        expect(quotient(a, over).toFixed()).toBe(said(new Divided(x).div(by)));
      }),
      { numRuns: 400 },
    );
  });

  it("sums many as one by one", () => {
    const far = fc.constantFrom("0", "1e-5000", "1e5000", "-1e5000");
    const values = fc.array(fc.tuple(fc.constantFrom("add", "subtract", "product"), fc.oneof(text, far), text));
    fc.assert(
      fc.property(values, (steps) => {
        const sum = new Exact.Sum();
        let slow = exact(0);
        for (const [how, left, right] of steps) {
          const [a, b] = [exact(left), exact(right)];
          if (how === "add") sum.add(a);
          else if (how === "subtract") sum.subtract(a);
          else sum.addProduct(a, b);
          slow = how === "add" ? slow.plus(a) : how === "subtract" ? slow.minus(a) : slow.plus(a.times(b));
        }
        expect(sum.value.eq(slow)).toBe(true);
        expect(sum.value.toFixed()).toBe(slow.toFixed());
      }),
      { numRuns: 300 },
    );
  });

  it("counts how often a lot fits in", () => {
    const fits = (value: string, lot: string) => exact(value).wholeTimes(exact(lot));
    expect([fits("10", "0.3"), fits("0.3", "0.1"), fits("1.05", "2"), fits("-7", "2")]).toEqual([33n, 3n, 0n, -3n]);
  });

  it("stays equal to decimal.js through chains that pass its thousand digits and beyond every exponent of money", () => {
    const step = fc.record({ by: fc.constantFrom("plus", "minus", "times", "over"), value: text });
    fc.assert(
      fc.property(fc.array(step, { minLength: 60, maxLength: 90 }), fc.nat(9), (steps, tiny) => {
        let [value, model] = [exact(1), new Wide(1)];
        for (const { by, value: operand } of steps) {
          const [right, other] = [exact(operand), new Wide(operand)];
          if (by === "over") {
            if (other.isZero()) continue;
            [value, model] = [quotient(value, right), new Wide(new Divided(model).div(other))];
          } else [value, model] = [value[by](right), model[by](other)];
        }
        // A split of 1 to 10^30, again and again: far below everything else.
        for (let count = 0; count < tiny * 40; count += 1) {
          [value, model] = [value.times(exact("1e-30")), model.times("1e-30")];
        }
        expect(value.plus(exact(LONG)).toFixed()).toBe(said(model.plus(LONG)));
        expect(Math.sign(value.cmp(exact(LONG)))).toBe(model.cmp(LONG));
        expect(value.minus(value).isZero()).toBe(true);
      }),
      { numRuns: 15 },
    );
  });

  it("adds and compares what is further apart than any digits as decimal.js does", () => {
    const far = fc
      .tuple(fc.constantFrom("", "-"), fc.stringMatching(/^\d{1,30}$/), fc.constantFrom(-9000, -5000, 0, 5000, 9000))
      .map(([sign, digits, exponent]) => `${sign}${digits}e${exponent}`);
    fc.assert(
      fc.property(far, far, (left, right) => {
        const [a, b, x, y] = [exact(left), exact(right), new Wide(left), new Wide(right)];
        expect(a.plus(b).toFixed()).toBe(said(x.plus(y)));
        expect(a.minus(b).toFixed()).toBe(said(x.minus(y)));
        expect(Math.sign(a.cmp(b))).toBe(x.cmp(y));
      }),
      { numRuns: 300 },
    );
  });

  it("bounds its digits on both sides of the point", () => {
    let [value, model] = [exact(LONG), new Wide(LONG)];
    for (let count = 0; count < 60; count += 1) [value, model] = [value.times(exact(LONG)), model.times(LONG)];
    expect(value.toFixed()).toBe(said(model));
    expect(value.minus(exact(LONG)).toFixed()).toBe(said(model.minus(LONG)));
  });
});

describe("parseExact", () => {
  it("takes decimal text and nothing else", () => {
    expect(parseExact("-1.50")?.toFixed()).toBe("-1.5");
    expect(parseExact("+.5")?.toFixed()).toBe("0.5");
    for (const malformed of ["", "1e5", "NaN", "Infinity", "1,5", " 1", "0x10", "9".repeat(31)])
      expect(parseExact(malformed)).toBeNull();
  });

  it("reads short text to the value that long text has", () => {
    const digits = fc.string({
      unit: fc.constantFrom("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(digits, fc.option(digits), (whole, part) => {
        const short = part === null ? whole : `${whole}.${part}`;
        const value = parseExact(short);
        expect([value?.toFixed(), value?.cmp(parseExact(`+${short}`) ?? exact(-1))]).toEqual([
          exact(`+${short}`).toFixed(),
          0,
        ]);
      }),
      { numRuns: 200 },
    );
    for (const below of ["-7.25", "-0.5", "-0", "-12", "-99999999999999"])
      expect([parseExact(below)?.toFixed(), exact(below).cmp(exact(`${below}e0`))]).toEqual([
        String(Number(below) || 0),
        0,
      ]);
    expect(["7.", "000.10", "999999999999999"].map((short) => parseExact(short)?.toFixed())).toEqual([
      "7",
      "0.1",
      "999999999999999",
    ]);
    expect([".", "-", "-.", "--1", "1.2.3", "..1", "1-"].map(parseExact)).toEqual(
      Array.from({ length: 7 }, () => null),
    );
  });
});

describe("quotient", () => {
  it("is exact where it ends, and keeps 60 digits where it does not", () => {
    expect(quotient(exact(1), exact(8)).toFixed()).toBe("0.125");
    expect(quotient(exact(2), exact(3)).toFixed()).toBe(`0.${"6".repeat(59)}7`);
    // What was divided is exact again.
    expect(quotient(exact(2), exact(3)).times(exact(3)).toFixed()).toBe(`2.${"0".repeat(59)}1`);
    expect(Exact.quotient(exact("-1e90"), exact(3)).toFixed()).toBe(`-${"3".repeat(60)}${"0".repeat(30)}`);
  });
});

describe("proportion", () => {
  it("gives the whole unrounded", () => {
    expect(proportion(exact(LONG), exact(3), exact(3)).toFixed()).toBe(LONG);
    expect(proportion(exact("1.4"), exact(3), exact(7)).toFixed()).toBe("0.6");
  });
});
