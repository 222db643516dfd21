import { describe, expect, it } from "vitest";
import { fill, ms, replaceRequest, SENT, someIntent, WORKING } from "../../testing/orders";
import { replayOrder } from "./apply-event";
import { applyFill, atVenue, endsAs, settle, takeReplace } from "./apply-fill";
import { draftOrder } from "./order";

const draft = draftOrder(someIntent());
const working = replayOrder(draft, WORKING);
const e1 = fill("e1", "100");

describe("booking", () => {
  it("changes nothing of the order it was given", () => {
    const before = working.filledQty.toString();
    expect(e1.type === "filled" && applyFill(working, e1).ok).toBe(true);
    expect([working.filledQty.toString(), working.fills.size, before]).toEqual(["0", 0, "0"]);
  });

  it("leaves an order open until its last unit", () => {
    expect(settle(working)).toBe(working);
    expect(atVenue(working, ms(1))).toBe(working);
    expect(takeReplace(working, ms(1))).toBe(working);
    expect(atVenue(replayOrder(draft, SENT), ms(9)).state).toEqual({ status: "working", since: 9 });
  });

  it("ends an order once", () => {
    const ended = endsAs(working, { status: "canceled", at: ms(5), reason: undefined });
    expect(ended.state).toEqual({ status: "canceled", closedAt: 5, reason: null, replacing: null });
    expect(endsAs(ended, { status: "expired", at: ms(6), reason: undefined })).toBe(ended);
  });

  it("takes the terms that were asked for", () => {
    const taken = takeReplace(replayOrder(working, [replaceRequest("r1", "40")]), ms(7));
    expect([taken.terms.qty.toString(), taken.state]).toEqual(["40", { status: "working", since: 7 }]);
  });
});
