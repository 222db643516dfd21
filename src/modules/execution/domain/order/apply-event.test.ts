import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exact, toDecimalText } from "@/modules/_kernel";
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
import { applyOrderEvent, recordOrderEvent, replayOrder } from "./apply-event";
import type { OrderEvent } from "./events";
import { averagePrice, draftOrder, isClosed, leavesQty, neverSent, type Order } from "./order";
import { orderFacts } from "./order-facts";

const draft = draftOrder(someIntent());
const orderAfter = (...events: readonly OrderEvent[]) => replayOrder(draft, events);
const facts = (...events: readonly OrderEvent[]) => orderFacts(orderAfter(...events));
const refusalOf = (order: Order, next: OrderEvent) => recordOrderEvent(order, next).refused;

describe("an order on its way", () => {
  it("counts what is filled, its mean price and its fees", () => {
    const order = orderAfter(
      ...WORKING,
      fill("e1", "40", { price: "10", fees: [{ amount: "0.1", currency: "USD" }] }),
      fill("e2", "20", {
        price: "11.5",
        fees: [
          { amount: "-0.02", currency: "USD" },
          { amount: "1", currency: "BNB" },
        ],
      }),
    );
    expect(orderFacts(order)).toMatchObject({
      status: "working",
      filledQty: "60",
      leavesQty: "40",
      averagePrice: "10.5",
      fees: { BNB: "1", USD: "0.08" },
      venueOrderId: "v1",
      version: 6,
    });
  });

  it("is filled when the last unit is", () => {
    expect(facts(...WORKING, fill("e1", "40"), fill("e2", "60", { at: ms(99) }))).toMatchObject({
      status: "filled",
      leavesQty: "0",
      closedAt: 99,
    });
  });

  it("learns from a fill that the venue has it, also in the unknown", () => {
    expect(facts(...SENT, event.unresolved, fill("e1", "1")).status).toBe("working");
    expect(facts(...SENT, fill("e1", "1"), event.accepted)).toMatchObject({ status: "working", venueOrderId: "v1" });
  });

  it("books what fills after it ended", () => {
    expect(facts(...WORKING, event.canceled, fill("e1", "30"))).toMatchObject({
      status: "canceled",
      filledQty: "30",
      leavesQty: "0",
      closedAt: 6,
    });
    expect(facts(...SENT, event.refused, fill("e1", "30"))).toMatchObject({ status: "rejected", filledQty: "30" });
  });

  it("was filled, not canceled, when the late fill is the whole", () => {
    const late = facts(...WORKING, event.canceled, fill("e1", "100"));
    const inTime = facts(...WORKING, fill("e1", "100"), event.canceled);
    expect({ ...late, version: 0 }).toEqual({ ...inTime, version: 0 });
    expect(late.status).toBe("filled");
  });

  it("never leaves the house twice", () => {
    for (const order of [
      orderAfter(...SENT),
      orderAfter(...SENT, event.unresolved),
      orderAfter(...WORKING),
      orderAfter(...WORKING, event.canceled),
    ])
      expect(applyOrderEvent(order, event.sent).ok).toBe(false);
  });

  it("remembers a cancel that was asked for before the venue answered", () => {
    const waiting = [...SENT, cancelRequest("c1")];
    expect(facts(...waiting)).toMatchObject({ status: "sending", cancelRequest: "c1" });
    expect(facts(...waiting, event.unresolved)).toMatchObject({ status: "unknown", cancelRequest: "c1" });
    expect(facts(...waiting, event.accepted)).toMatchObject({ status: "pending_cancel", cancelRequest: "c1" });
    expect(facts(...waiting, event.accepted, cancelRejected("c1"))).toMatchObject({
      status: "working",
      cancelRequest: null,
    });
  });

  it("cancels what never left without asking anybody", () => {
    const order = orderAfter(event.requested, event.approved, cancelRequest("c1"));
    expect([order.state.status, neverSent(order)]).toEqual(["canceled", true]);
    expect(refusalOf(order, event.sent)).toBe("order.closed");
    // A word of the venue about it cannot be.
    expect(refusalOf(order, fill("e1", "1"))).toBe("order.not_sent");
  });
});

describe("replace", () => {
  it("holds its terms back until the venue has them", () => {
    const asked = orderAfter(...WORKING, fill("e1", "10"), replaceRequest("r1", "50"));
    expect(orderFacts(asked)).toMatchObject({ status: "pending_replace", qty: "100", replaceRequest: { qty: "50" } });
    expect(orderFacts(replayOrder(asked, [replaced("r1")]))).toMatchObject({
      status: "working",
      qty: "50",
      leavesQty: "40",
    });
    expect(orderFacts(replayOrder(asked, [replaceRejected("r1")]))).toMatchObject({ status: "working", qty: "100" });
  });

  it("goes on in a chain, and an answer that comes again is nobody else's", () => {
    const chain = orderAfter(...WORKING, replaceRequest("r1", "50"), replaced("r1"), replaceRequest("r2", "70"));
    expect(refusalOf(chain, replaced("r1"))).toBe("order.event_known");
    expect(refusalOf(chain, replaced("r9"))).toBe("order.request_unknown");
    expect(refusalOf(chain, replaceRequest("r1", "60"))).toBe("order.request_reused");
    expect(orderFacts(replayOrder(chain, [replaced("r2")])).qty).toBe("70");
  });

  it("is refused below what is filled, or where it leaves nothing open", () => {
    const order = orderAfter(...WORKING, fill("e1", "50"));
    expect(refusalOf(order, replaceRequest("r1", "49"))).toBe("order.replace_below_filled");
    expect(refusalOf(order, replaceRequest("r1", "50"))).toBe("order.replace_below_filled");
    expect(refusalOf(order, replaceRequest("r1", "100"))).toBe("order.replace_changes_nothing");
    expect(
      refusalOf(order, { type: "replace_requested", at: ms(0), requestId: someIntent().orderId, stopPrice: "9" }),
    ).toBe("order.replace_unfit");
  });

  it("shows in a fill before its answer comes", () => {
    const grown = orderAfter(...WORKING, replaceRequest("r1", "200"), fill("e1", "150"));
    expect(orderFacts(grown)).toMatchObject({ status: "working", qty: "200", filledQty: "150" });
    expect(refusalOf(grown, replaced("r1"))).toBe(null);
    expect(refusalOf(replayOrder(grown, [replaced("r1")]), replaced("r1"))).toBe("order.event_known");
  });

  it("keeps an order open that is filled as it was and may be larger", () => {
    const order = orderAfter(...WORKING, replaceRequest("r1", "200"), fill("e1", "100"));
    expect(order.state.status).toBe("pending_replace");
    expect(replayOrder(order, [replaceRejected("r1")]).state.status).toBe("filled");
    expect(orderFacts(replayOrder(order, [replaced("r1")]))).toMatchObject({ status: "working", leavesQty: "100" });
  });

  it("gives way to a cancel and comes back when that is refused", () => {
    const both = orderAfter(...WORKING, replaceRequest("r1", "50"), cancelRequest("c1"));
    expect(both.state.status).toBe("pending_cancel");
    expect(replayOrder(both, [cancelRejected("c1")]).state.status).toBe("pending_replace");
    expect(orderFacts(replayOrder(both, [replaced("r1")]))).toMatchObject({ status: "pending_cancel", qty: "50" });
  });

  it("is too late for an order that was filled meanwhile", () => {
    const order = orderAfter(...WORKING, replaceRequest("r1", "50"), fill("e1", "100"));
    expect(order.state.status).toBe("filled");
    expect(recordOrderEvent(order, replaceRejected("r1")).refused).toBe(null);
    expect(refusalOf(order, replaced("r1"))).toBe("order.replaced_below_filled");
  });

  it("only shrinks what risk has approved and nobody has sent", () => {
    const order = orderAfter(event.requested, event.approved);
    expect(refusalOf(order, replaceRequest("r1", "101"))).toBe("order.illegal_transition");
    expect(orderFacts(replayOrder(order, [replaceRequest("r1", "40")]))).toMatchObject({
      status: "approved",
      qty: "40",
    });
  });
});

describe("what cannot be", () => {
  const working = orderAfter(...WORKING, fill("e1", "60"));

  it.each([
    ["fill.overfill", fill("e2", "41")],
    ["fill.conflicting", fill("e1", "61")],
    ["fill.conflicting", fill("e1", "60", { price: "10.01" })],
    ["fill.wrong_currency", fill("e2", "1", { currency: "EUR" })],
    ["fill.wrong_symbol", fill("e2", "1", { symbol: "OTHER" })],
    ["fill.wrong_side", fill("e2", "1", { side: "sell" })],
    ["order.refused_after_fill", event.refused],
    ["order.venue_id_conflict", { ...event.accepted, venueOrderId: "v2" }],
    ["order.request_unknown", cancelRejected("c9")],
  ] as const)("%s is kept, once, and moves nothing", (kind, odd) => {
    const first = recordOrderEvent(working, odd);
    expect(first).toMatchObject({ refused: kind, stored: { type: "quarantined", kind, event: odd } });
    expect(orderFacts(first.order)).toEqual({
      ...orderFacts(working),
      version: working.version + 1,
      quarantined: [{ kind, event: { ...odd } }],
    });
    const again = recordOrderEvent(first.order, { ...odd, at: ms(77) });
    expect([again.stored, again.refused, again.order]).toEqual([null, kind, first.order]);
  });

  it("is found again when the stored events are replayed", () => {
    const { stored, order } = recordOrderEvent(working, fill("e2", "41"));
    const log = [...WORKING, fill("e1", "60"), ...(stored === null ? [] : [stored])];
    expect(orderFacts(orderAfter(...log))).toEqual(orderFacts(order));
  });

  it("knows a fill again, however it is written, and whatever became of the order", () => {
    for (const order of [
      working,
      replayOrder(working, [event.canceled]),
      orderAfter(...WORKING, fill("e1", "60"), fill("e2", "40")),
    ])
      expect(refusalOf(order, fill("e1", "60.00", { at: ms(500) }))).toBe("fill.known");
  });
});

describe("whatever comes", () => {
  const requests = ["c1", "c2", "r1", "r2"] as const;
  const anyEvent: fc.Arbitrary<OrderEvent> = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom<OrderEvent>(...WORKING, event.unresolved) },
    fc.constantFrom<OrderEvent>(event.canceled, event.expired, event.refused),
    fc
      .record({ id: fc.constantFrom("a", "b", "c", "d"), qty: fc.constantFrom("10", "30.5", "60", "100") })
      .map(({ id, qty }) => fill(id, qty)),
    fc.constantFrom(...requests).map(cancelRequest),
    fc.constantFrom(...requests).map(cancelRejected),
    fc
      .record({ id: fc.constantFrom(...requests), qty: fc.constantFrom("20", "60", "150") })
      .map(({ id, qty }) => replaceRequest(id, qty)),
    fc.constantFrom(...requests).map(replaced),
    fc.constantFrom(...requests).map(replaceRejected),
  );

  it("never fills past the quantity, and filled means filled", () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
        let order = replayOrder(draft, SENT);
        for (const each of events) {
          const next = recordOrderEvent(order, each);
          expect(next.order.filledQty.lte(next.order.terms.qty)).toBe(true);
          expect(next.order.state.status !== "filled" || leavesQty(next.order).isZero()).toBe(true);
          expect(next.order.version).toBe(order.version + (next.stored === null ? 0 : 1));
          // The end is the end; what fills late is booked.
          expect(!isClosed(order) || isClosed(next.order)).toBe(true);
          expect(next.order.filledQty.gte(order.filledQty)).toBe(true);
          order = next.order;
        }
      }),
    );
  });

  it("is rebuilt by what was stored", () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
        const stored: OrderEvent[] = [];
        let order = draft;
        for (const each of events) {
          const next = recordOrderEvent(order, each);
          if (next.stored !== null) stored.push(next.stored);
          order = next.order;
        }
        let rebuilt = draft;
        for (const each of stored) {
          const next = applyOrderEvent(rebuilt, each);
          expect(next.ok).toBe(true);
          if (next.ok) rebuilt = next.value;
        }
        expect(orderFacts(rebuilt)).toEqual(orderFacts(order));
      }),
    );
  });

  it("ends the same, whatever the order and however often the venue says it", () => {
    const fills = [
      fill("e1", "20", { at: ms(11) }),
      fill("e2", "50.5", { at: ms(12), price: "9.9" }),
      fill("e3", "29.5", { at: ms(13) }),
    ];
    const said = fc.tuple(
      fc.constantFrom<OrderEvent | null>(event.canceled, event.expired, null),
      fc.subarray(fills),
      fc.constantFrom<OrderEvent | null>(event.accepted, null),
    );
    fc.assert(
      fc.property(said, fc.infiniteStream(fc.nat({ max: 1_000_000 })), ([end, some, accepted], random) => {
        const once = [accepted, ...some, end].filter((each) => each !== null);
        const many = once
          .flatMap((each) => Array.from({ length: 1 + ((random.next().value ?? 0) % 3) }, () => each))
          .map((each) => ({ each, key: random.next().value ?? 0 }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ each }) => each);
        const [straight, shuffled] = [once, many].map((events) => {
          const order = orderAfter(...SENT, ...events);
          const { version: _count, quarantined, ...rest } = orderFacts(order);
          return { ...rest, quarantined: quarantined.length, average: averagePrice(order)?.toString() };
        });
        expect(shuffled).toEqual(straight);
        expect(straight?.quarantined).toBe(0);
        const sum = some.reduce(
          (total, each) => total.plus(exact(each.type === "filled" ? each.qty : 0)),
          draft.filledQty,
        );
        expect(straight?.filledQty).toBe(toDecimalText(sum));
      }),
    );
  });
});
