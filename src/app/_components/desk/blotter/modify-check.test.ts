import { describe, expect, it } from "vitest";
import { type Changeable, changedFields, checkModification, modificationOf } from "./modify-check";

const order: Changeable = { qty: "100", filledQty: "40", limitPrice: "99.50", stopPrice: null };
const grid = { tick: "0.05", lot: "1" };
const check = (change: Partial<ReturnType<typeof modificationOf>>) =>
  checkModification(order, { ...modificationOf(order), ...change }, grid);

describe("changing an order", () => {
  it("asks for what is typed, and for no price that the order has not", () => {
    const result = check({ qty: "1,20", limitPrice: "99.45", stopPrice: "1" });
    expect(result).toEqual({ ok: true, value: { qty: "120", limitPrice: "99.45", stopPrice: null } });
    expect(result.ok && changedFields(order, result.value)).toEqual(["qty", "limitPrice"]);
  });

  it("changes nothing when the same is written another way", () => {
    const result = check({ limitPrice: "99.5" });
    expect(result.ok && changedFields(order, result.value)).toEqual([]);
  });

  it.each([
    ["what is filled", { qty: "40" }, "below_filled"],
    ["below what is filled", { qty: "39" }, "below_filled"],
    ["off the tick", { limitPrice: "99.51" }, "off_grid"],
    ["zero", { limitPrice: "0" }, "not_above_zero"],
    ["nothing", { qty: "" }, "no_number"],
  ] as const)("refuses %s", (_what, change, kind) => {
    expect(check(change)).toMatchObject({ ok: false, error: [{ kind }] });
  });
});
