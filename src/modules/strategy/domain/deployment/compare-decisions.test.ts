import { describe, expect, it } from "vitest";
import { type ComparedDecision, type ComparedFill, compareDecisions } from "./compare-decisions";

const decision = (momentMs: number, quantity: number | null, close = 10): ComparedDecision => ({
  momentMs,
  barMs: momentMs - 60_000,
  seen: [{ symbol: "ACME", close }],
  wishes:
    quantity === null ? [] : [{ action: "order", symbol: "ACME", number: 0, request: { type: "market", quantity } }],
});
const fill = (momentMs: number, quantity: number, price = 10): ComparedFill => ({
  momentMs,
  symbol: "ACME",
  number: null,
  quantity,
  price,
});
const compare = (live: readonly ComparedDecision[], engine: readonly ComparedDecision[]) =>
  compareDecisions({ decisions: live, fills: [] }, { decisions: engine, fills: [] });

describe("what ran by itself against the engine", () => {
  it("is alike where both saw the same and wanted the same", () => {
    const same = [decision(60_000, null), decision(120_000, 10)];
    expect(compare(same, same)).toEqual({ decisions: 2, alike: 2, fills: 0, fillsAlike: 0, first: null });
  });

  it.each([
    ["bars", decision(60_000, null), decision(60_000, null, 10.01), "10", "10.01"],
    ["signal", decision(60_000, 10), decision(60_000, null), "buy 10 ACME market", null],
    ["signal", decision(60_000, 10), decision(60_000, -10), "buy 10 ACME market", "sell 10 ACME market"],
    ["order", decision(60_000, 10), decision(60_000, 11), "buy 10 ACME market", "buy 11 ACME market"],
  ] as const)("names the first difference: %s", (what, live, engine, ours, theirs) => {
    expect(compare([live], [engine])).toMatchObject({
      alike: 0,
      first: { what, symbol: "ACME", barMs: 0, live: ours, engine: theirs },
    });
  });

  it("counts a decision that one of them has not", () => {
    expect(compare([decision(60_000, null)], [decision(60_000, null), decision(120_000, 5)])).toMatchObject({
      decisions: 2,
      alike: 1,
      first: { what: "missing", live: null, engine: "buy 5 ACME market" },
    });
  });

  it("takes rounding of Float64 for nothing", () => {
    expect(compare([decision(60_000, 0.3)], [decision(60_000, 0.1 + 0.2)]).alike).toBe(1);
  });

  it("compares fills one by one, each once", () => {
    const of = (live: readonly ComparedFill[], engine: readonly ComparedFill[]) =>
      compareDecisions({ decisions: [], fills: live }, { decisions: [], fills: engine });
    expect(of([fill(1, 5), fill(1, 5)], [fill(1, 5)])).toMatchObject({
      fills: 2,
      fillsAlike: 1,
      first: { what: "fill" },
    });
    expect(of([fill(1, 5)], [fill(1, 5, 10.5)])).toMatchObject({
      fillsAlike: 0,
      first: { live: "5 at 10", engine: "5 at 10.5" },
    });
    expect(of([], [fill(2, 5)]).first).toMatchObject({ live: null, engine: "5 at 10" });
  });
});
