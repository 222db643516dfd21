import { describe, expect, it } from "vitest";
import { type DecisionFacts, decisionSentence, firstBlock, gateWords } from "./decision-sentence";
import type { Gate } from "./gate";

const gate = (name: string, passed: boolean, value: string | null = null, threshold: string | null = null): Gate => ({
  layer: "intent",
  gate: name,
  passed,
  value,
  threshold,
});
const intent = (change: Partial<DecisionFacts["intents"][number]> = {}): DecisionFacts["intents"][number] => ({
  symbol: "AAPL",
  action: "order",
  side: "buy",
  wantedQty: "300",
  qty: null,
  ordType: "market",
  limitPrice: null,
  stopPrice: null,
  gates: [],
  isSent: false,
  ...change,
});

describe("a decision in one sentence", () => {
  it("says the first gate that blocked, its value and its threshold", () => {
    const gates = [gate("lot", true), gate("capital", false, "15000", "10000"), gate("limits", false)];
    const facts: DecisionFacts = { outcome: "blocked", gates: [], intents: [intent({ gates })] };
    expect(decisionSentence(facts)).toBe(
      "It wanted to buy 300 AAPL and did not: it takes 15000, and 10000 of its capital is free.",
    );
    expect(firstBlock(facts)?.gate).toBe("capital");
  });

  it("says what was done, and what was not beside it", () => {
    const sent = intent({ isSent: true, qty: "10", ordType: "stop_limit", limitPrice: "9", stopPrice: "10" });
    const not = intent({ symbol: "MSFT", side: "sell", gates: [gate("lot", false, "0.4", "1")] });
    expect(decisionSentence({ outcome: "ordered", gates: [], intents: [sent, not] })).toBe(
      "Bought 10 AAPL by a stop limit order at 9 from 10. It wanted to sell 300 MSFT and did not: its size of 0.4 is less than one lot of 1.",
    );
  });

  it("says that there was no signal, of one instrument where asked", () => {
    const facts: DecisionFacts = { outcome: "none", gates: [], intents: [] };
    expect(decisionSentence(facts)).toBe("No signal: the strategy wanted nothing.");
    expect(decisionSentence({ ...facts, intents: [intent({ isSent: true, qty: "1" })] }, "MSFT")).toBe(
      "No signal: the strategy wanted nothing in MSFT.",
    );
    expect(firstBlock(facts)).toBeNull();
  });

  it("says what broke", () => {
    expect(
      decisionSentence({ outcome: "failed", gates: [gate("strategy_broke", false, "it threw")], intents: [] }),
    ).toBe("The strategy broke: it threw.");
  });

  it("has words for gates of others too", () => {
    expect(gateWords(gate("order_notional_max", false, "500", "100"))).toBe(
      "Order notional max is 500, and 100 is the limit.",
    );
    expect(gateWords(gate("trading.halted", false))).toBe("Trading halted.");
    expect(gateWords(gate("fresh", false, "90", "60"))).toContain("90 s");
  });

  it.each([
    ["121.73137923323476", "121.73138"],
    ["0.00012345678949", "0.00012346"],
    ["-98765432.129", "-98765432.13"],
    ["1.50000000001", "1.5"],
    ["1.25", "1.25"],
    ["1200", "1200"],
  ])("says a number in as many digits as are read: %s", (qty, read) => {
    const sentence = decisionSentence({ outcome: "ordered", gates: [], intents: [intent({ isSent: true, qty })] });
    expect(sentence).toContain(` ${read} `);
  });
});
