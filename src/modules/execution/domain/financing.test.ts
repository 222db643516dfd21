import { describe, expect, it } from "vitest";
import { financingOf } from "./financing";

describe("financingOf", () => {
  it.each([
    ["credit on cash for a year", { creditRate: 0.05 }, { cash: 1000, shortValue: 0 }, 365, 50, 0],
    ["debit on a loan over a weekend", { debitRate: 0.073 }, { cash: -10_000, shortValue: 0 }, 3, -6, 0],
    ["a borrow fee for ten days", { borrowRate: 0.365 }, { cash: 0, shortValue: 5000 }, 10, 0, -50],
    ["nothing without rates", {}, { cash: 1e6, shortValue: 1e6 }, 30, 0, 0],
    ["nothing for no days", { creditRate: 1, borrowRate: 1 }, { cash: 1e6, shortValue: 1e6 }, 0, 0, 0],
  ])("%s", (_, terms, held, days, interest, borrowFee) => {
    const paid = financingOf(terms, held, days);
    expect(paid.interest).toBeCloseTo(interest, 9);
    expect(paid.borrowFee).toBeCloseTo(borrowFee, 9);
  });
});
