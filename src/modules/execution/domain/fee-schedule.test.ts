import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exact } from "@/modules/_kernel";
import { type FeeableFill, type FeeRule, feesOfFills, totalFees } from "./fee-schedule";

const dec = (text: string) => exact(text);
const OPEN = { min: null, max: null, currency: null } as const;
const fill = (qty: string, price: string, liquidity: FeeableFill["liquidity"] = null): FeeableFill => ({
  qty: dec(qty),
  price: dec(price),
  liquidity,
});
const charge = (rule: FeeRule, ...fills: readonly FeeableFill[]) => {
  const fees = feesOfFills([rule], fills);
  return fees.ok ? fees.value.map((each) => each.get(rule.currency)?.toFixed()) : fees.error;
};

describe("feesOfFills", () => {
  it("charges by value, by unit, by fill, as maker or taker", () => {
    const trade = fill("100", "10.5");
    expect(charge({ ...OPEN, kind: "percent", rate: dec("0.001") }, trade, fill("2", "-3"))).toEqual(["1.05", "0.006"]);
    expect(charge({ ...OPEN, kind: "per_unit", amount: dec("0.005") }, trade)).toEqual(["0.5"]);
    expect(charge({ ...OPEN, kind: "fixed", amount: dec("4.95") }, trade, trade)).toEqual(["4.95", "4.95"]);
    const rates: FeeRule = { ...OPEN, kind: "maker_taker", maker: dec("-0.0001"), taker: dec("0.0026") };
    expect(charge(rates, fill("1", "1000", "maker"), fill("1", "1000", "taker"), fill("1", "1000"))).toEqual([
      "-0.1",
      "2.6",
      "2.6",
    ]);
  });

  // Interactive Brokers' published examples of fixed pricing, United States: USD 0.005 a share, least USD 1.00 an order.
  it.each([
    ["100", "1"],
    ["1000", "5"],
  ])("charges %s shares %s", (qty, expected) => {
    expect(
      charge({ ...OPEN, kind: "per_unit", amount: dec("0.005"), min: dec("1"), currency: "USD" }, fill(qty, "25")),
    ).toEqual([expected]);
  });

  it("keeps a fee within its bounds, and refuses bounds that cross", () => {
    const rule: FeeRule = { ...OPEN, kind: "percent", rate: dec("0.01"), min: dec("1"), max: dec("5") };
    expect(charge(rule, fill("1", "10"), fill("1", "300"), fill("1", "1000"))).toEqual(["1", "3", "5"]);
    expect(charge({ ...rule, max: dec("0.5") })).toEqual({ kind: "fees.min_above_max", index: 0 });
  });

  it("adds up by currency, never across", () => {
    const rules: readonly FeeRule[] = [
      { ...OPEN, kind: "fixed", amount: dec("1") },
      { ...OPEN, kind: "fixed", amount: dec("2"), currency: "USD" },
      { ...OPEN, kind: "fixed", amount: dec("0.1"), currency: "USD" },
    ];
    const fees = feesOfFills(rules, [fill("1", "1"), fill("1", "1")]);
    expect(fees.ok && [...totalFees(fees.value)].map(([currency, amount]) => [currency, amount.toFixed()])).toEqual([
      [null, "2"],
      ["USD", "4.2"],
    ]);
  });

  it("charges a share of value the same however a fill is split", () => {
    const cents = fc.integer({ min: 1, max: 1e9 }).map((each) => exact(each).times(exact("0.001")));
    fc.assert(
      fc.property(cents, cents, cents, (first, second, price) => {
        const rule: FeeRule = { ...OPEN, kind: "percent", rate: dec("0.00123") };
        const parts = feesOfFills(
          [rule],
          [
            { qty: first, price, liquidity: null },
            { qty: second, price, liquidity: null },
          ],
        );
        const whole = feesOfFills([rule], [{ qty: first.plus(second), price, liquidity: null }]);
        const text = (fees: typeof parts) => (fees.ok ? totalFees(fees.value).get(null)?.toFixed() : "");
        expect(text(parts)).toBe(text(whole));
      }),
    );
  });
});
