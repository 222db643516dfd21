import { expect, it } from "vitest";
import { fill, ms, someIntent, WORKING } from "../../testing/orders";
import { replayOrder } from "./apply-event";
import { fillChanges } from "./fill-changes";
import { draftOrder } from "./order";

it("tells what was taken back, then what is new or another, and nothing of what stays", () => {
  const before = replayOrder(draftOrder(someIntent()), [...WORKING, fill("a", "10"), fill("b", "20"), fill("c", "30")]);
  const trade = { qty: "15", price: "10", currency: "USD", fees: [] };
  const after = replayOrder(before, [
    { type: "corrected", at: ms(40), filledAt: ms(10), execId: "b", revision: 1, ...trade },
    { type: "busted", at: ms(41), execId: "c" },
    fill("d", "5"),
  ]);
  const named = fillChanges(before, after).map(({ was, now }) => [was?.execId, was?.qty, now?.execId, now?.qty]);
  expect(named).toEqual([
    ["c", "30", undefined, undefined],
    ["b", "20", "b", "15"],
    [undefined, undefined, "d", "5"],
  ]);
  expect(fillChanges(after, after)).toEqual([]);
});
