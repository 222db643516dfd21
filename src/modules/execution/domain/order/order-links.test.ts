import { describe, expect, it } from "vitest";
import { OrderId } from "@/modules/_kernel";
import { cancelRequest, event, fill, replaceRequest, someIntent, WORKING } from "../../testing/orders";
import { replayOrder } from "./apply-event";
import type { OrderEvent } from "./events";
import { draftOrder } from "./order";
import { linkActions } from "./order-links";

const entry = (...events: readonly OrderEvent[]) => replayOrder(draftOrder(someIntent()), events);
const group = OrderId.of("exits");
const exit = (id: string, ...events: readonly OrderEvent[]) =>
  replayOrder(
    draftOrder(someIntent({ orderId: OrderId.of(id), side: "sell", parentId: OrderId.of("o1"), ocoGroupId: group })),
    events,
  );

describe("one triggers the other", () => {
  const waiting = exit("target", event.requested, event.approved);

  it("waits while its parent works, and goes when that is filled", () => {
    expect(linkActions(entry(...WORKING, fill("e1", "50")), [waiting])).toEqual([]);
    expect(linkActions(entry(...WORKING, fill("e1", "100")), [waiting])).toEqual([
      { kind: "release", orderId: "target" },
    ]);
  });

  it("is never larger than what its parent filled", () => {
    const parent = entry(...WORKING, fill("e1", "40"), event.canceled);
    const [shrink] = linkActions(parent, [waiting]);
    expect(shrink).toEqual({ kind: "shrink", orderId: "target", qty: "40", because: "o1" });
    const fits = replayOrder(waiting, [replaceRequest("r1", "40")]);
    expect(linkActions(parent, [fits])).toEqual([{ kind: "release", orderId: "target" }]);
  });

  it("ends with a parent that filled nothing", () => {
    expect(linkActions(entry(...WORKING, event.expired), [waiting])).toEqual([
      { kind: "cancel", orderId: "target", because: "o1" },
    ]);
  });

  it("is released once", () => {
    expect(linkActions(entry(...WORKING, fill("e1", "100")), [exit("target", ...WORKING)])).toEqual([]);
  });
});

describe("one cancels the other", () => {
  it("goes when another of its group is filled, canceled, expired or refused", () => {
    for (const end of [fill("e1", "100"), event.canceled, event.expired, event.refused])
      expect(linkActions(exit("stop", ...WORKING, end), [exit("target", ...WORKING)])).toEqual([
        { kind: "cancel", orderId: "target", because: "stop" },
      ]);
  });

  it("shrinks by what another filled in part, and stays", () => {
    const stop = exit("stop", ...WORKING, fill("e1", "30"));
    expect(linkActions(stop, [exit("target", ...WORKING)])).toEqual([
      { kind: "shrink", orderId: "target", qty: "70", because: "stop" },
    ]);
    expect(linkActions(stop, [exit("target", ...WORKING, fill("e2", "30"))])).toEqual([]);
  });

  it("is asked for once", () => {
    const stop = exit("stop", ...WORKING, event.canceled);
    expect(linkActions(stop, [exit("target", ...WORKING, cancelRequest("c1")), exit("stop", ...WORKING)])).toEqual([]);
  });
});
