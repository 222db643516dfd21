import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AlertTerms, AlertTermsSchema, judgeAlert, readLevel } from "./terms";

const price = (is: "above" | "below" | "crosses"): AlertTerms => ({ kind: "price", symbol: "ACME", is, level: "10" });

/** At which of these prices, one after the other, it fires. */
function firesAt(
  terms: AlertTerms & { readonly kind: "price" },
  prices: readonly (string | null)[],
): readonly number[] {
  let holds: boolean | null = null;
  return prices.flatMap((value, place) => {
    const judged = judgeAlert(terms, holds, readLevel(value, terms.is, terms.level));
    holds = judged.holds;
    return judged.fires ? [place] : [];
  });
}

describe("a price alert", () => {
  it.each([
    ["above", ["9", "10", "10.01", "11", "9", "12"], [2, 5]],
    ["above", ["11"], [0]],
    ["below", ["11", "10", "9.99", "9", "11", "9"], [2, 5]],
    ["crosses", ["11", "12", "9", "8", "10", "11"], [2, 5]],
    ["crosses", ["11", "10", "11"], []],
    ["crosses", ["10", "11"], []],
    ["above", ["9", null, "11", null, "11"], [2]],
    ["crosses", ["9", null, "11"], [2]],
  ] as const)("%s 10 at %j fires at %j", (is, prices, at) => {
    const terms = price(is);
    expect(terms.kind === "price" ? firesAt(terms, prices) : null).toEqual(at);
  });

  it("fires no two times without having been on the other side in between", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("above", "below", "crosses"),
        fc.array(fc.integer({ min: 8, max: 12 })),
        (is, prices) => {
          const terms = price(is);
          const fired = terms.kind === "price" ? firesAt(terms, prices.map(String)) : [];
          const sides = fired.map((place) => (prices[place] ?? 10) > 10);
          expect(
            is === "crosses" ? sides.some((one, at) => at > 0 && one === sides[at - 1]) : new Set(sides).size > 1,
          ).toBe(false);
        },
      ),
    );
  });
});

it.each([
  [{ kind: "price", symbol: "", is: "above", level: "1" }],
  [{ kind: "price", symbol: "A", is: "above", level: "a lot" }],
  [{ kind: "price", symbol: "A", is: "above", level: "NaN" }],
  [{ kind: "order", accountId: null, events: [] }],
  [{ kind: "feed", symbol: "A", olderThanS: 1 }],
  [{ kind: "missing", withinMinutes: 0, expected: { what: "fill", accountId: "a" } }],
  [{ kind: "missing", withinMinutes: 5, expected: { what: "luck" } }],
  [{ kind: "price", symbol: "A", is: "above", level: "1", more: 1 }],
  [{ kind: "deployment", deploymentId: "d", watch: { what: "state", states: [] } }],
  [{ kind: "deployment", deploymentId: "d", watch: { what: "state", states: ["running"] } }],
  [{ kind: "deployment", deploymentId: "d", watch: { what: "silence", seconds: 59 } }],
  [{ kind: "deployment", deploymentId: "d", watch: { what: "parity", belowPercent: 101 } }],
  [{ kind: "deployment", deploymentId: "d", watch: { what: "pnl", of: "week", is: "above", level: "1" } }],
  [{ kind: "deployment", deploymentId: "no id", watch: { what: "silence", seconds: 90 } }],
])("%j is no alert", (terms) => {
  expect(AlertTermsSchema.safeParse(terms).success).toBe(false);
});
