import { describe, expect, it } from "vitest";
import { ScreenConditionSchema } from "./condition";
import { conditionSentence, type DraftCondition } from "./sentence";

const said = (condition: unknown) => conditionSentence(ScreenConditionSchema.parse(condition));
const value = (number: number) => ({ kind: "value", value: number });
const indicator = (name: string, line: string, params = {}) => ({ kind: "indicator", name, line, params });
const rsi = { kind: "compare", left: indicator("rsi", "rsi"), is: "below", right: value(30) };
const trend = {
  kind: "compare",
  left: { kind: "price", field: "close" },
  is: "above",
  right: indicator("sma", "sma", { length: 200 }),
};
const busy = {
  kind: "compare",
  left: { kind: "price", field: "volume" },
  is: "at_least",
  right: { kind: "average_volume", bars: 20, barsAgo: 1, times: 3 },
};

describe("the sentence of a condition", () => {
  it.each([
    [rsi, "RSI 14 is below 30."],
    [busy, "Volume is at least 3 × average volume of 20 bars up to 1 bar ago."],
    [{ kind: "all", of: [rsi, trend] }, "RSI 14 is below 30, and close is above SMA 200."],
    [{ kind: "all", of: [{ kind: "any", of: [rsi] }] }, "RSI 14 is below 30."],
    [
      { kind: "all", of: [trend, { kind: "any", of: [rsi, busy] }] },
      "Close is above SMA 200, and (RSI 14 is below 30 or volume is at least 3 × average volume of 20 bars up to 1 bar ago).",
    ],
    [{ kind: "not", of: rsi }, "Not: RSI 14 is below 30."],
    [
      { kind: "any", of: [rsi, { kind: "not", of: { kind: "all", of: [rsi, trend] } }] },
      "RSI 14 is below 30, or not (RSI 14 is below 30 and close is above SMA 200).",
    ],
    [
      { kind: "compare", left: indicator("macd", "macd"), is: "crosses_above", right: indicator("macd", "signal") },
      "MACD 12 26 9 crosses above MACD 12 26 9 signal.",
    ],
    [
      { kind: "compare", left: { kind: "change", bars: 1 }, is: "at_most", right: value(-1234.5) },
      "Change over 1 bar is at most −1,234.5 %.",
    ],
  ])("is English", (condition, sentence) => {
    expect(said(condition)).toBe(sentence);
  });

  it("is said of one that is being written", () => {
    const draft: DraftCondition = {
      kind: "compare",
      left: { kind: "change", bars: null, barsAgo: 0, times: 1 },
      is: "above",
      right: { kind: "value", value: Number.NaN },
    };
    expect(conditionSentence(draft)).toBe("Change over … bars is above … %.");
  });
});
