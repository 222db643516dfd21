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

it("is refused only where risk alone let nothing pass", () => {
  const byRisk = { ...sold, gates: [gate("risk", false)] };
  const byLot = { ...sold, gates: [gate("intent", false, "lot")] };
  expect(sumUpIntents([])).toMatchObject({ outcome: "none", isRefused: false });
  expect(sumUpIntents([byRisk])).toMatchObject({ outcome: "blocked", isRefused: true });
  expect(sumUpIntents([byRisk, byLot])).toMatchObject({ outcome: "blocked", isRefused: false });
  expect(sumUpIntents([byRisk, { ...sold, orderId: "o1" }])).toMatchObject({ outcome: "ordered", isRefused: false });
});
