import { expect, it } from "vitest";
import { cancelRequest, fill, replaceRequest, someIntent, WORKING } from "../../testing/orders";
import { replayOrder } from "./apply-event";
import { draftOrder } from "./order";
import { orderFacts } from "./order-facts";

it("says everything that an order carries, as text", () => {
  const events = [...WORKING, fill("e1", "25", { price: "-0.50" }), replaceRequest("r1", "80"), cancelRequest("c1")];
  expect(orderFacts(replayOrder(draftOrder(someIntent()), events))).toEqual({
    status: "pending_cancel",
    version: 7,
    qty: "100",
    limitPrice: "10",
    stopPrice: null,
    filledQty: "25",
    leavesQty: "75",
    averagePrice: "-0.5",
    fees: {},
    fills: 1,
    busted: 0,
    venueOrderId: "v1",
    sentAt: 3,
    lastFillAt: 10,
    triggeredAt: null,
    closedAt: null,
    reason: null,
    cancelRequest: "c1",
    replaceRequest: { requestId: "r1", qty: "80", limitPrice: "10", stopPrice: null },
    quarantined: [],
  });
});
