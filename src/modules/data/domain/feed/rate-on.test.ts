import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY_MS } from "../resolution";
import { type ReferenceRates, rateOn } from "./rate-on";

const FRIDAY = Date.UTC(2024, 0, 5);
const rates = (rows: readonly (readonly [number, number])[]): ReferenceRates => ({
  dateMs: Float64Array.from(rows, ([date]) => date),
  perEuro: Float64Array.from(rows, ([, rate]) => rate),
});
/** The European Central Bank's rates of 2024-01-04 and -05. */
const RATES: Readonly<Record<string, ReferenceRates>> = {
  USD: rates([
    [FRIDAY - DAY_MS, 1.0953],
    [FRIDAY, 1.0921],
  ]),
  JPY: rates([
    [FRIDAY - DAY_MS, 158.02],
    [FRIDAY, 158.46],
  ]),
  BGN: rates([[FRIDAY - 40 * DAY_MS, 1.9558]]),
};
const on = (dateMs: number, from: string, to: string) =>
  rateOn(dateMs, from, to, (currency) => RATES[currency] ?? null);

describe("the rate between two currencies on a date", () => {
  it.each([
    ["EUR", "USD", 1.0921],
    ["USD", "EUR", 1 / 1.0921],
    ["USD", "JPY", 158.46 / 1.0921],
    ["CHF", "CHF", 1],
  ] as const)("%s to %s", (from, to, rate) => {
    expect(on(FRIDAY, from, to)).toEqual({ ok: true, value: { rate, asOfMs: FRIDAY } });
  });

  it("is the last one before a weekend, and says how old it is", () => {
    expect(on(FRIDAY + 2 * DAY_MS, "EUR", "USD")).toEqual({ ok: true, value: { rate: 1.0921, asOfMs: FRIDAY } });
  });

  it("never looks ahead", () => {
    expect(on(FRIDAY - DAY_MS, "EUR", "USD")).toMatchObject({ value: { rate: 1.0953 } });
  });

  it.each([
    ["before the first", FRIDAY - 2 * DAY_MS, "USD", "EUR", "USD"],
    ["of a currency that nobody quotes", FRIDAY, "EUR", "XYZ", "XYZ"],
    ["that has not been quoted for weeks", FRIDAY, "BGN", "EUR", "BGN"],
  ] as const)("is unknown %s", (_, dateMs, from, to, currency) => {
    expect(on(dateMs, from, to)).toEqual({ ok: false, error: { kind: "rate.unknown", currency } });
  });

  it("there and back is one, and through a third the same", () => {
    const currency = fc.constantFrom("EUR", "USD", "JPY");
    const rate = (from: string, to: string) => {
      const found = on(FRIDAY, from, to);
      return found.ok ? found.value.rate : Number.NaN;
    };
    fc.assert(
      fc.property(currency, currency, currency, (a, b, c) => {
        expect(rate(a, b) * rate(b, a)).toBeCloseTo(1, 12);
        expect(rate(a, b) * rate(b, c)).toBeCloseTo(rate(a, c), 9);
      }),
    );
  });
});
