import { describe, expect, it } from "vitest";
import { ENTRY_KINDS, emptyDraft, entryKindsOf, entryOfDraft, fieldOfPath, fieldsOf } from "./draft-entry";

const draft = { ...emptyDraft("USD"), amount: " 5 ", symbol: "acme", at: "", note: " why " };

describe("an entry as it is typed", () => {
  it("is sent trimmed, in capitals where codes are, and without what was left empty", () => {
    expect(entryOfDraft(draft)).toEqual({ kind: "deposit", currency: "USD", amount: "5", at: null, note: "why" });
    expect(entryOfDraft({ ...draft, kind: "dividend", currency: "eur" })).toMatchObject({
      symbol: "ACME",
      currency: "EUR",
    });
    expect(entryOfDraft({ ...draft, kind: "adoption", qty: "1", price: "2" })).toMatchObject({
      side: "buy",
      fee: null,
    });
    expect(entryOfDraft({ ...draft, kind: "exchange", receivedCurrency: "chf", receivedAmount: "4" })).toMatchObject({
      paid: { currency: "USD", amount: "5" },
      received: { currency: "CHF", amount: "4" },
    });
    expect(entryOfDraft({ ...draft, kind: "split", ratio: "3:2" })).toMatchObject({ ratio: "3:2" });
  });

  it("shows a refusal at the box it names, if the kind has it", () => {
    expect(fieldOfPath("deposit", "amount")).toBe("amount");
    expect(fieldOfPath("exchange", "received.currency")).toBe("receivedCurrency");
    expect(fieldOfPath("split", "amount")).toBe(null);
    expect(fieldOfPath("deposit", "at")).toBe("at");
    expect(fieldOfPath("deposit", null)).toBe(null);
  });

  it("has boxes for every kind, and trades from elsewhere for external accounts alone", () => {
    for (const kind of ENTRY_KINDS) expect(fieldsOf(kind).length).toBeGreaterThan(1);
    expect(entryKindsOf("external")).toContain("adoption");
    expect(entryKindsOf("paper")).not.toContain("adoption");
  });
});
