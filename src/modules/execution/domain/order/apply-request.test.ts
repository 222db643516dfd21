import { describe, expect, it } from "vitest";
import {
  cancelRejected,
  cancelRequest,
  event,
  replaced,
  replaceRejected,
  replaceRequest,
  someIntent,
  WORKING,
} from "../../testing/orders";
import { recordOrderEvent, replayOrder } from "./apply-event";
import {
  applyCancelRejected,
  applyCancelRequested,
  applyReplaced,
  applyReplaceRejected,
  applyReplaceRequested,
} from "./apply-request";
import type { OrderEvent, OrderEventOf } from "./events";
import { draftOrder } from "./order";

const working = replayOrder(draftOrder(someIntent()), WORKING);
const kindOf = (answer: { ok: true } | { ok: false; error: { kind: string } }) =>
  answer.ok ? "ok" : answer.error.kind;
const as = <Type extends OrderEvent["type"]>(type: Type, given: OrderEvent): OrderEventOf<Type> => {
  if (given.type !== type) throw new Error(`not ${type}`);
  return given as OrderEventOf<Type>;
};

describe("requests", () => {
  const canceling = replayOrder(working, [cancelRequest("c1")]);
  const closed = replayOrder(working, [event.canceled]);

  it("are made one at a time", () => {
    expect(kindOf(applyCancelRequested(canceling, as("cancel_requested", cancelRequest("c2"))))).toBe(
      "order.cancel_pending",
    );
    expect(kindOf(applyCancelRequested(canceling, as("cancel_requested", cancelRequest("c1"))))).toBe(
      "order.request_reused",
    );
    expect(kindOf(applyReplaceRequested(canceling, as("replace_requested", replaceRequest("r1", "1"))))).toBe(
      "order.cancel_pending",
    );
  });

  it("are not made of what has ended", () => {
    expect(kindOf(applyCancelRequested(closed, as("cancel_requested", cancelRequest("c1"))))).toBe("order.closed");
    expect(kindOf(applyReplaceRequested(closed, as("replace_requested", replaceRequest("r1", "1"))))).toBe(
      "order.closed",
    );
  });

  it("are answered by their own answers alone", () => {
    expect(kindOf(applyCancelRejected(canceling, as("cancel_rejected", cancelRejected("c2"))))).toBe(
      "order.request_unknown",
    );
    expect(kindOf(applyReplaced(canceling, as("replaced", replaced("c1"))))).toBe("order.request_unknown");
    expect(kindOf(applyReplaceRejected(canceling, as("replace_rejected", replaceRejected("c1"))))).toBe(
      "order.request_unknown",
    );
    expect(kindOf(applyCancelRejected(closed, as("cancel_rejected", cancelRejected("c1"))))).toBe("order.event_late");
  });

  it("give an order the id that the venue gave the replaced one", () => {
    const asked = replayOrder(working, [replaceRequest("r1", "1")]);
    const { order } = recordOrderEvent(asked, { ...as("replaced", replaced("r1")), venueOrderId: "v2" });
    expect(order.venueOrderIds).toEqual(["v1", "v2"]);
    expect(recordOrderEvent(order, event.accepted).refused).toBe("order.event_known");
  });
});
