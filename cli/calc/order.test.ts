import { describe, expect, it } from "vitest";
import { orderTable } from "./order";
import { calc, refusal } from "./testing/calling";

const intent = { symbol: "ACME", side: "buy", qty: "10", ordType: "limit", limitPrice: "5" };
const way = [{ type: "requested" }, { type: "approved" }, { type: "sent" }];
const fill = { type: "filled", execId: "e1", qty: "4", price: "4.9", at: "2024-03-08T14:30:00Z" };

describe("calc order", () => {
  it("answers a state for each event, the last with its facts, and what was refused", () => {
    const events = [...way, fill, fill, { ...fill, execId: "e2", qty: "7" }, { type: "sent" }];
    expect(calc("order", { intent, events }).value).toMatchObject({
      states: [
        { status: "requested" },
        { status: "approved" },
        { status: "sending" },
        { status: "working", filledQty: "4", leavesQty: "6" },
        { status: "working" },
        { status: "working", filledQty: "4" },
        { status: "working" },
      ],
      final: {
        status: "working",
        averagePrice: "4.9",
        lastFillAt: "2024-03-08T14:30:00.000Z",
        quarantined: [{ kind: "fill.overfill", event: { qty: "7" } }],
      },
      refused: [
        { index: 4, kind: "fill.known", outcome: "known" },
        { index: 5, kind: "fill.overfill", outcome: "quarantined" },
        { index: 6, kind: "order.illegal_transition", outcome: "refused" },
      ],
    });
    expect(calc("order", { intent, events: [] }).value).toMatchObject({
      states: [],
      final: { status: "draft" },
      refused: [],
    });
  });

  it("names what is wrong", () => {
    const bad = (change: object, events: readonly unknown[] = []) =>
      refusal("order", { intent: { ...intent, ...change }, events });
    expect(bad({ limitPrice: undefined })).toBe("order.field_missing intent.limitPrice");
    expect(bad({ qty: "0" })).toBe("input.invalid intent.qty");
    expect(bad({ qty: 10 })).toBe("input.invalid intent.qty");
    expect(bad({ color: "red" })).toBe("input.unknown_field intent.color");
    expect(bad({}, [...way, { ...fill, price: "NaN" }])).toBe("input.invalid events[3].price");
    expect(bad({}, [{ type: "sold" }])).toBe("input.invalid events[0].type");
    expect(bad({}, [{ type: "sent", price: "1" }])).toBe("input.unknown_field events[0].price");
  });

  it("takes many events without growing slower", () => {
    const fills = Array.from({ length: 5_000 }, (_, i) => ({ ...fill, execId: `e${i}`, qty: "1" }));
    const answer = calc("order", { intent: { ...intent, qty: "4900" }, events: [...way, ...fills] });
    expect(answer.value).toMatchObject({ final: { status: "filled", fills: 4_900 } });
  });
});

describe("calc order --table", () => {
  it("prints every state with every event", () => {
    const lines = orderTable().split("\n");
    expect(lines[0]).toBe("state\tevent\tnext\toutcome\tkind");
    expect(lines).toContain("working\tfilled in part\tworking\tapplied");
    expect(lines).toContain("filled\tcancel_requested\tfilled\trefused\torder.closed");
    expect(lines.length).toBe(1 + 12 * 21);
  });
});
