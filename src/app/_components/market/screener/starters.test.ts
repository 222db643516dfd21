import { describe, expect, it } from "vitest";
import { checkDefinition, conditionSentence } from "@/modules/data";
import { NEW_DEFINITION } from "./draft";
import { STARTER_NAMES, STARTERS } from "./starters";

describe("a starter", () => {
  it.each(STARTER_NAMES.map((name) => [name] as const))("%s is a screen that the server takes", (name) => {
    expect(checkDefinition({ ...NEW_DEFINITION, name, condition: STARTERS[name] })).toMatchObject({ ok: true });
  });

  it("is said in one sentence", () => {
    expect(STARTER_NAMES.map((name) => conditionSentence(STARTERS[name]))).toEqual([
      "Close is above Donchian 252 upper.",
      "RSI 14 is below 30, and close is above SMA 200.",
      "SMA 50 crosses above SMA 200.",
      "Volume is at least 3 × average volume of 20 bars up to 1 bar ago.",
      "MACD 12 26 9 crosses above MACD 12 26 9 signal, and MACD 12 26 9 is below 0.",
      "Change over 5 bars is at most −10 %, and (close is below Bollinger 20 2 lower or RSI 2 is below 10).",
    ]);
  });

  it("has a place in the list", () => {
    expect([...STARTER_NAMES].toSorted()).toEqual(Object.keys(STARTERS).toSorted());
  });
});
