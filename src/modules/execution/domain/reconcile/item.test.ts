import { describe, expect, it } from "vitest";
import { AccountId } from "@/modules/_kernel";
import { ms } from "../../testing/orders";
import type { Difference } from "./difference";
import { changeItems, needsReason, RESOLUTIONS, type ReconcileItem, resolutionsOf } from "./item";

describe("items", () => {
  const difference: Difference = {
    about: "position",
    kind: "qty_differs",
    key: "ACME",
    symbol: "ACME",
    ours: { qty: "1" },
    theirs: { qty: "0" },
    difference: "-1",
  };
  const item = (change: Partial<ReconcileItem> = {}): ReconcileItem => ({
    ...difference,
    itemId: "i",
    accountId: AccountId.of("a"),
    state: "open",
    foundAt: ms(1),
    seenAt: ms(1),
    endedAt: null,
    endedHow: null,
    endedBy: null,
    reason: null,
    batchId: null,
    assignedTo: null,
    ...change,
  });

  it("are found once, seen again, and agreed when nothing differs any more", () => {
    expect(changeItems([], [difference])).toMatchObject({ found: [difference], seen: [], agreed: [] });
    expect(changeItems([item()], [difference])).toMatchObject({ found: [], seen: [{ itemId: "i", reopens: false }] });
    expect(changeItems([item()], [])).toMatchObject({ found: [], seen: [], agreed: ["i"] });
  });

  it("stay ignored while they are what was ignored, and open again when they are another", () => {
    const ignored = item({ state: "ignored" });
    expect(changeItems([ignored], [difference]).seen).toMatchObject([{ reopens: false }]);
    expect(changeItems([ignored], [{ ...difference, difference: "7" }]).seen).toMatchObject([{ reopens: true }]);
  });

  it("offer what can be done with them", () => {
    expect(resolutionsOf({ about: "fill", kind: "unknown_fill", theirs: null })).toEqual([
      "adopt",
      "assign",
      "ask_again",
      "ignore",
    ]);
    expect(resolutionsOf({ about: "fill", kind: "missing_there", theirs: null })).toEqual([
      "correct",
      "ask_again",
      "ignore",
    ]);
    expect(resolutionsOf({ about: "fill", kind: "qty_differs", theirs: null })).toEqual([
      "correct",
      "ask_again",
      "ignore",
    ]);
    expect(resolutionsOf({ about: "fill", kind: "terms_differ", theirs: null })).toEqual(["ask_again", "ignore"]);
    expect(resolutionsOf({ about: "order", kind: "missing_here", theirs: { whole: {} } })).toContain("adopt");
    expect(resolutionsOf({ about: "order", kind: "missing_here", theirs: null })).toEqual(["ask_again", "ignore"]);
  });

  it("go to a strategy where they are of nobody, and not where an order of ours says whose they are", () => {
    const isOffered = (about: Difference["about"], kind: Difference["kind"], theirs: Difference["theirs"] = null) =>
      resolutionsOf({ about, kind, theirs }).includes("assign");
    expect(isOffered("position", "qty_differs")).toBe(true);
    expect(isOffered("order", "missing_here", { whole: {} })).toBe(true);
    expect(isOffered("order", "missing_here")).toBe(false);
    expect(isOffered("fill", "missing_here")).toBe(false);
    expect(isOffered("fill", "missing_there")).toBe(false);
    expect(isOffered("cash", "qty_differs")).toBe(false);
    expect(isOffered("word", "unknown_word")).toBe(false);
  });

  it("ask for a reason where books move by more than what the venue told", () => {
    const asking = (about: Difference["about"]) =>
      RESOLUTIONS.filter((resolution) => needsReason({ about }, resolution));
    expect(asking("position")).toEqual(["correct", "assign", "ignore"]);
    expect(asking("fill")).toEqual(["correct", "ignore"]);
    expect(asking("order")).toEqual(["correct", "ignore"]);
  });
});
