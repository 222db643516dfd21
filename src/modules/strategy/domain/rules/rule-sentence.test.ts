import { describe, expect, it } from "vitest";
import { RULE_EXAMPLES } from "./rule-examples";
import { ruleDifferences, ruleLines } from "./rule-sentence";

const { pullback } = RULE_EXAMPLES;

describe("a rule in words", () => {
  it("is a sentence a part", () => {
    expect(ruleLines(pullback).map(({ text }) => text)).toEqual([
      "Buy when RSI 14 crosses below 30, and close is above SMA 200.",
      "Sell when RSI 14 is above 65.",
      "Stop 2 ATR (14 bars) below the entry.",
      "Target 3 times the way to the stop.",
      "Each trade loses 1 % of the equity at the stop.",
    ]);
  });

  it("says both sides, and what is still to be written", () => {
    const lines = ruleLines({
      ...pullback,
      short: { entry: { kind: "all", of: [] }, exit: null },
      stop: { kind: "extreme", bars: 1 },
      target: { kind: "percent", percent: null },
      trail: { kind: "percent", percent: 5 },
      size: { kind: "equity", percent: 50, wholeUnits: true },
    });
    expect(lines.slice(2).map(({ text }) => text)).toEqual([
      "Sell short when ….",
      "Stop at the lowest low (short: highest high) of 1 bar.",
      "Target … % above the entry (short: below the entry).",
      "A stop follows the close at 5 % of the entry.",
      "Each trade is worth 50 % of the equity, whole units.",
    ]);
  });

  it("tells how it became another", () => {
    expect(ruleDifferences(pullback, pullback)).toEqual([]);
    const after = {
      ...pullback,
      description: "",
      target: null,
      trail: { kind: "atr" as const, length: 14, times: 3 },
      size: { kind: "fixed" as const, quantity: 1 },
      parameters: [{ name: "trail", label: "Trail", at: ["trail.times"], minimum: 1, maximum: 9 }],
    };
    expect(ruleDifferences({ ...pullback, parameters: [] }, after)).toEqual([
      { part: "description", before: pullback.description, after: null },
      { part: "target", before: "Target 3 times the way to the stop.", after: null },
      { part: "trail", before: null, after: "A stop follows the close at 3 ATR (14 bars)." },
      { part: "size", before: "Each trade loses 1 % of the equity at the stop.", after: "Each trade is 1 unit." },
      { part: "parameter", before: null, after: "Trail (trail): 3, from 1 to 9; trailing stop: average true ranges" },
    ]);
  });
});
