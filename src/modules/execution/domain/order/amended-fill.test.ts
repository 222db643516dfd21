import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cancelRejected,
  cancelRequest,
  event,
  fill,
  ms,
  replaced,
  replaceRejected,
  replaceRequest,
  SENT,
  someIntent,
  WORKING,
} from "../../testing/orders";
import { recordOrderEvent, replayOrder } from "./apply-event";
import type { OrderEvent } from "./events";
import { fillChanges } from "./fill-changes";
import { draftOrder } from "./order";
import { orderFacts } from "./order-facts";

const draft = draftOrder(someIntent({ qty: "10000" }));
const orderAfter = (...events: readonly OrderEvent[]) => replayOrder(draft, events);
const facts = (...events: readonly OrderEvent[]) => orderFacts(orderAfter(...events));
const busted = (execId: string): OrderEvent => ({ type: "busted", at: ms(30), execId });
const corrected = (execId: string, revision: number, qty: string, price = "10", currency = "USD"): OrderEvent => ({
  type: "corrected",
  at: ms(31),
  filledAt: ms(10),
  execId,
  revision,
  qty,
  price,
  currency,
  fees: [],
});

/** One row of an order state change matrix of FIX 5.0: what is told, then CumQty, LeavesQty and AvgPx. */
type Row = readonly [told: OrderEvent, status: string, cumQty: string, leavesQty: string, averagePrice: string | null];

describe("the matrices of FIX 5.0, appendix D", () => {
  it.each<[string, readonly Row[]]>([
    [
      "J.1.a: a filled order, then its executions are corrected and canceled",
      [
        [fill("C", "1000", { price: "100" }), "working", "1000", "9000", "100"],
        [fill("D", "9000", { price: "110" }), "filled", "10000", "0", "109"],
        [busted("C"), "working", "9000", "1000", "110"],
        [corrected("D", 1, "9000", "100"), "working", "9000", "1000", "100"],
        [fill("G", "1000", { price: "120" }), "filled", "10000", "0", "102"],
        [corrected("D", 2, "9000", "120"), "filled", "10000", "0", "120"],
      ],
    ],
    [
      "J.1.a: a correction makes an execution larger",
      [
        [fill("C", "9000", { price: "120" }), "working", "9000", "1000", "120"],
        [corrected("C", 1, "9500", "120"), "working", "9500", "500", "120"],
      ],
    ],
    [
      "J.1.b: a canceled order stays canceled, whatever becomes of its executions",
      [
        [fill("B", "5000", { price: "50" }), "working", "5000", "5000", "50"],
        [event.canceled, "canceled", "5000", "0", "50"],
        [busted("B"), "canceled", "0", "0", null],
        [fill("F", "4000", { price: "51" }), "canceled", "4000", "0", "51"],
      ],
    ],
  ])("%s", (_name, rows) => {
    let order = orderAfter(...WORKING);
    for (const [told, status, filledQty, leavesQty, averagePrice] of rows) {
      const next = recordOrderEvent(order, told);
      expect([next.refused, orderFacts(next.order)]).toEqual([
        null,
        expect.objectContaining({ status, filledQty, leavesQty, averagePrice }),
      ]);
      order = next.order;
    }
  });
});

describe("a fill that is taken back", () => {
  it("counts once as nothing, however often it is told, before or after", () => {
    const order = orderAfter(...WORKING, busted("x"));
    expect(recordOrderEvent(order, busted("x")).refused).toBe("order.event_known");
    expect(recordOrderEvent(order, fill("x", "100")).refused).toBe("fill.superseded");
    expect(recordOrderEvent(order, corrected("x", 1, "50")).refused).toBe("fill.superseded");
    expect(recordOrderEvent(orderAfter(event.requested, event.approved), busted("x")).refused).toBe("order.not_sent");
  });

  it("opens an order again with what was asked of it, and as it had ended where it had", () => {
    const whole = fill("x", "10000");
    expect(facts(...WORKING, cancelRequest("c1"), whole, busted("x"))).toMatchObject({
      status: "pending_cancel",
      cancelRequest: "c1",
    });
    expect(facts(...WORKING, cancelRequest("c1"), whole, cancelRejected("c1"), busted("x")).status).toBe("working");
    expect(facts(...WORKING, replaceRequest("r1", "9000"), whole, busted("x")).status).toBe("pending_replace");
    expect(facts(...WORKING, whole, event.expired, busted("x"))).toMatchObject({ status: "expired", closedAt: 7 });
    expect(facts(...SENT, event.refused, whole, busted("x"))).toMatchObject({ status: "rejected", reason: "no" });
  });

  it("lets in what could not be while it counted", () => {
    const early = orderAfter(...WORKING, fill("x", "6000"), fill("y", "10000"));
    expect(orderFacts(early)).toMatchObject({ filledQty: "6000", quarantined: [{ kind: "fill.overfill" }] });
    const after = replayOrder(early, [busted("x")]);
    expect(orderFacts(after)).toMatchObject({ status: "filled", filledQty: "10000", quarantined: [] });
    expect(fillChanges(early, after).map(({ was, now }) => [was?.execId, now?.execId])).toEqual([
      ["x", undefined],
      [undefined, "y"],
    ]);
    const versions = after.fills.entries().map(({ version }) => version);
    expect(new Set(versions).size).toBe(versions.length);
  });

  it("takes the terms back that it seemed to show", () => {
    const order = orderAfter(...WORKING, fill("x", "6000"), replaceRequest("r1", "20000"), fill("y", "10000"));
    expect(orderFacts(order)).toMatchObject({ qty: "20000", filledQty: "16000" });
    const refused = recordOrderEvent(order, replaceRejected("r1"));
    expect(refused.refused).toBe("order.replace_done");
    expect(
      facts(
        ...WORKING,
        fill("x", "6000"),
        replaceRequest("r1", "20000"),
        fill("y", "10000"),
        replaceRejected("r1"),
        busted("x"),
      ),
    ).toMatchObject({
      status: "filled",
      qty: "10000",
      filledQty: "10000",
      quarantined: [],
    });
  });

  it("asks for a replace again that it seemed to show as done, unless the venue said that it was", () => {
    const early = [...WORKING, fill("x", "6000"), replaceRequest("r1", "20000"), fill("y", "5000")];
    expect(facts(...early)).toMatchObject({ status: "working", qty: "20000", filledQty: "11000" });
    expect(facts(...early, busted("x"))).toMatchObject({
      status: "pending_replace",
      qty: "10000",
      filledQty: "5000",
      replaceRequest: { requestId: "r1", qty: "20000" },
    });
    expect(facts(...early, replaced("r1"), busted("x"))).toMatchObject({ status: "working", qty: "20000" });
  });

  it("lets a replace through that was below what was filled", () => {
    const early = [...WORKING, replaceRequest("r1", "4000"), fill("x", "5000"), replaced("r1")];
    expect(facts(...early).quarantined).toMatchObject([{ kind: "order.replaced_below_filled" }]);
    expect(facts(...early, busted("x"))).toMatchObject({ status: "working", qty: "4000", quarantined: [] });
  });
});

describe("a correction", () => {
  it("stands by its number, and contradicts itself with another content", () => {
    const order = orderAfter(...WORKING, fill("x", "100"), corrected("x", 2, "80"));
    expect(recordOrderEvent(order, corrected("x", 1, "90")).refused).toBe("fill.superseded");
    expect(recordOrderEvent(order, corrected("x", 2, "80")).refused).toBe("fill.known");
    expect(recordOrderEvent(order, corrected("x", 2, "81")).refused).toBe("fill.conflicting");
    expect(recordOrderEvent(order, corrected("x", 3, "10001")).refused).toBe("fill.overfill");
    expect(recordOrderEvent(order, corrected("x", 3, "1", "10", "EUR")).refused).toBe("fill.wrong_currency");
  });
});

it("ends the same, in whatever order and however often the venue says it", () => {
  // What a venue says of one order, in its own order: never more filled than the quantity.
  const said: readonly OrderEvent[] = [
    fill("x", "6000"),
    corrected("x", 1, "4000", "11"),
    fill("y", "6000"),
    busted("y"),
    fill("z", "6000"),
    corrected("x", 2, "3000"),
    fill("w", "1000"),
    busted("z"),
  ];
  const ends = fc.constantFrom<OrderEvent | null>(event.canceled, event.expired, null);
  fc.assert(
    fc.property(ends, fc.nat(said.length), fc.infiniteStream(fc.nat({ max: 1_000_000 })), (end, upTo, random) => {
      const draw = () => random.next().value ?? 0;
      const once = [...said.slice(0, upTo), ...(end === null ? [] : [end])];
      const many = once
        .flatMap((each) => Array.from({ length: 1 + (draw() % 3) }, () => each))
        .map((each) => ({ each, key: draw() }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ each }) => each);
      const [straight, shuffled] = [once, many].map((events) => {
        const { version: _count, ...rest } = orderFacts(orderAfter(...SENT, event.accepted, ...events));
        return rest;
      });
      expect(shuffled).toEqual(straight);
    }),
  );
});
