import { describe, expect, it } from "vitest";
import type { MarkedPosition } from "../desk/blotter/marks";
import type { OrderView } from "../desk/trading/types";
import { unprotectedOf } from "./unprotected";

const held = (symbol: string, qty: string, liveValue: string | null) =>
  ({ symbol, qty, liveValue, currency: "USD" }) as MarkedPosition;
const order = (part: Partial<OrderView>) =>
  ({
    symbol: "ACME",
    side: "sell",
    ordType: "stop",
    status: "working",
    qty: "100",
    filledQty: "0",
    ...part,
  }) as OrderView;

describe("what no stop protects", () => {
  const long = [held("ACME", "100", "5000")];

  it("is all of a position without orders, long or short, the largest first", () => {
    expect(unprotectedOf([held("B", "-40", "-1200"), ...long], [])).toEqual([
      { symbol: "ACME", currency: "USD", qty: "100", value: "5000" },
      { symbol: "B", currency: "USD", qty: "40", value: "1200" },
    ]);
  });

  it("is the part that stops leave open", () => {
    const orders = [order({ qty: "50", filledQty: "20" }), order({ qty: "10", ordType: "trailing_stop" })];
    expect(unprotectedOf(long, orders)).toEqual([{ symbol: "ACME", currency: "USD", qty: "60", value: "3000" }]);
  });

  it("is nothing where stops cover all, or more", () => {
    expect(unprotectedOf(long, [order({}), order({})])).toEqual([]);
    expect(unprotectedOf([held("ACME", "-5", "-9")], [order({ side: "buy" })])).toEqual([]);
  });

  it.each([
    ["a limit", { ordType: "limit" }],
    ["the side that opens", { side: "buy" }],
    ["another symbol", { symbol: "OTHER" }],
    ["one that waits for its parent", { status: "approved" }],
    ["one whose fate nobody knows", { status: "unknown" }],
    ["one that is being canceled", { status: "pending_cancel" }],
  ] as const)("is not protected by %s", (_what, part) => {
    expect(unprotectedOf(long, [order(part)])).toHaveLength(1);
  });

  it("is of unknown worth without a price, and then last", () => {
    expect(unprotectedOf([held("X", "1", null), ...long], []).map(({ value }) => value)).toEqual(["5000", null]);
  });
});
