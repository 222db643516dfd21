import { describe, expect, it } from "vitest";
import { event, fill, replaceRequest, someIntent, WORKING } from "../../testing/orders";
import { replayOrder } from "./apply-event";
import { averagePrice, draftOrder, feesOf, isClosed, leavesQty, neverSent, pendingReplace } from "./order";

const draft = draftOrder(someIntent({ qty: "3" }));

describe("an order", () => {
  it("begins with nothing filled and nothing sent", () => {
    expect([
      leavesQty(draft).toString(),
      averagePrice(draft),
      feesOf(draft),
      neverSent(draft),
      isClosed(draft),
    ]).toEqual(["3", null, {}, true, false]);
  });

  it("keeps a price that does not end to 60 digits", () => {
    const order = replayOrder(draft, [...WORKING, fill("a", "1", { price: "1" }), fill("b", "2", { price: "2" })]);
    expect(averagePrice(order)?.toFixed()).toBe(`1.${"6".repeat(58)}7`);
  });

  it("tells which replace was under way when it ended", () => {
    const order = replayOrder(draft, [...WORKING, replaceRequest("r1", "9"), event.canceled]);
    expect([isClosed(order), pendingReplace(order)?.requestId, leavesQty(order).toString()]).toEqual([true, "r1", "0"]);
  });
});
