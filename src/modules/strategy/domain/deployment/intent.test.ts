import { expect, it } from "vitest";
import { isDone, sumUpIntents, wantedIntent } from "./intent";

const gate = (layer: "risk" | "intent", passed: boolean, name = "limits") =>
  ({ layer, gate: name, passed, value: null, threshold: null }) as const;
const sold = wantedIntent("ACME", { type: "limit", quantity: -3, limitPrice: 10.5 });

it("says what was wanted in plain numbers", () => {
  expect(sold).toMatchObject({ action: "order", side: "sell", wantedQty: "3", qty: null, limitPrice: "10.5" });
  expect(wantedIntent("ACME", null)).toMatchObject({ action: "cancel", side: null, wantedQty: null });
});

it("is done when an order left or the engine has it, and no gate said no", () => {
  expect(isDone(sold)).toBe(false);
  expect(isDone({ ...sold, orderId: "o1", gates: [gate("risk", true)] })).toBe(true);
  expect(isDone({ ...sold, orderId: "o1", gates: [gate("risk", false)] })).toBe(false);
  expect(isDone({ ...sold, gates: [gate("risk", true, "virtual")] })).toBe(true);
});

it("is refused only where risk, or its capital while it holds nothing, let nothing pass", () => {
  const flat = { isFlat: true };
  const byRisk = { ...sold, gates: [gate("risk", false)] };
  const byLot = { ...sold, gates: [gate("intent", false, "lot")] };
  const byCapital = { ...sold, gates: [gate("intent", true, "lot"), gate("intent", false, "capital")] };
  expect(sumUpIntents([], flat)).toMatchObject({ outcome: "none", refusedBy: null });
  expect(sumUpIntents([byRisk], flat)).toMatchObject({ outcome: "blocked", refusedBy: { layer: "risk" } });
  expect(sumUpIntents([byRisk], { isFlat: false })).toMatchObject({ refusedBy: { layer: "risk" } });
  expect(sumUpIntents([byRisk, byLot], flat)).toMatchObject({ outcome: "blocked", refusedBy: null });
  expect(sumUpIntents([byCapital], flat)).toMatchObject({ outcome: "blocked", refusedBy: { gate: "capital" } });
  expect(sumUpIntents([byCapital, byRisk], flat)).toMatchObject({ refusedBy: { gate: "capital" } });
  expect(sumUpIntents([byCapital], { isFlat: false })).toMatchObject({ outcome: "blocked", refusedBy: null });
  expect(sumUpIntents([byRisk, { ...sold, orderId: "o1" }], flat)).toMatchObject({
    outcome: "ordered",
    refusedBy: null,
  });
});
