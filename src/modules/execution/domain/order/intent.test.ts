import { describe, expect, it } from "vitest";
import type { OrderIntent } from "@/modules/_kernel";
import { ms, someIntent } from "../../testing/orders";
import { checkIntent, makeIntentSchema, storedMoment } from "./intent";

const at = (change: Partial<OrderIntent>) => {
  const error = checkIntent(someIntent(change));
  return error === null ? null : `${error.kind} ${error.path}`;
};
const trailing = { ordType: "trailing_stop", limitPrice: null } as const;

describe("checkIntent", () => {
  it.each<[Partial<OrderIntent>, string | null]>([
    [{}, null],
    [{ ordType: "market", limitPrice: null }, null],
    [{ ordType: "market" }, "order.field_unfit limitPrice"],
    [{ limitPrice: null }, "order.field_missing limitPrice"],
    [{ ordType: "stop_limit" }, "order.field_missing stopPrice"],
    [{ stopPrice: "9" }, "order.field_unfit stopPrice"],
    [{ ...trailing }, "order.field_missing trailAmount"],
    [{ ...trailing, trailAmount: "1" }, null],
    [{ ...trailing, trailAmount: "1", trailPercent: "0.1" }, "order.field_unfit trailPercent"],
    [{ trailPercent: "0.1" }, "order.field_unfit trailPercent"],
    [{ timeInForce: "gtd" }, "order.field_missing expireAt"],
    [{ timeInForce: "gtd", expireAt: ms(1) }, null],
    [{ expireAt: ms(1) }, "order.field_unfit expireAt"],
    [{ ordType: "stop", limitPrice: null, stopPrice: "9", timeInForce: "ioc" }, "order.field_unfit timeInForce"],
    [{ timeInForce: "at_the_open" }, null],
    [{ postOnly: true }, null],
    [{ postOnly: true, timeInForce: "fok" }, "order.field_unfit postOnly"],
    [{ ordType: "market", limitPrice: null, postOnly: true }, "order.field_unfit postOnly"],
    [{ parentId: someIntent().orderId }, "order.own_parent parentId"],
  ])("of %j is %s", (change, expected) => {
    expect(at(change)).toBe(expected);
  });
});

describe("the schema of an intent", () => {
  const orderIntentSchema = makeIntentSchema(storedMoment);
  const least = { symbol: "ACME", side: "buy", qty: "1", ordType: "market" };

  it("fills in what is not given", () => {
    expect(orderIntentSchema.parse(least)).toMatchObject({ currency: "USD", timeInForce: "day", limitPrice: null });
  });

  it.each(["2024-03-08", 1.5, null])("refuses %j as a stored moment", (expireAt) => {
    expect(storedMoment.safeParse(expireAt).success).toBe(false);
  });

  it.each(["0", "-1", "NaN", "1e308", "", " 1", 1])("refuses %j as a quantity", (qty) => {
    expect(orderIntentSchema.safeParse({ ...least, qty }).success).toBe(false);
  });
});
